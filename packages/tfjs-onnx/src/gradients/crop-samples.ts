import * as tf from '@tensorflow/tfjs-core';

/** Where crops read the image along one axis; every tensor is `[N, size]` for N boxes and `size` samples a box. */
export type CropSamples = {
  /** int32, the pixels before and after the sample; the same one when it falls on a pixel. */
  before: tf.Tensor2D;
  after: tf.Tensor2D;
  /** int32, the closest pixel, halves upwards. */
  closest: tf.Tensor2D;
  /** float32 in [0, 1): how far from `before` to `after`. */
  lerp: tf.Tensor2D;
  /** float32, 1 inside the image, 0 where `tf.image.cropAndResize` extrapolates. */
  inside: tf.Tensor2D;
};

/**
 * Rounding that separates float32 from the float64 of some forward kernels, as a share of the image: a sample that misses the border by less
 * counts as on it.
 */
const ROUNDING = 1e-6;

/**
 * Sample positions of `tf.image.cropAndResize` along one axis: from `start` to `end` in equal steps, or the middle for one sample, with 0 the
 * first pixel's centre and 1 the last one's.
 *
 * @param start - float32 `[N, 1]`, y1 or x1; may be past `end`, which flips the crop.
 * @param end - float32 `[N, 1]`, y2 or x2.
 * @param length - pixels of the image along the axis.
 */
export function cropSamples(start: tf.Tensor2D, end: tf.Tensor2D, size: number, length: number): CropSamples {
  const last = length - 1;
  const positions =
    size > 1
      ? tf.add(tf.mul(start, last), tf.mul(tf.range(0, size), tf.div(tf.mul(tf.sub(end, start), last), size - 1)))
      : tf.mul(tf.mul(tf.add(start, end), 0.5), last); // [N, size]
  const within = tf.logicalAnd(tf.greaterEqual(positions, -ROUNDING * last), tf.lessEqual(positions, last + ROUNDING * last));
  const clipped = tf.where(within, tf.clipByValue(positions, 0, last), tf.zerosLike(positions)) as tf.Tensor2D;
  const floor = tf.floor(clipped);
  const pixel = (position: tf.Tensor2D): tf.Tensor2D => tf.cast(position, 'int32');
  return {
    before: pixel(floor),
    after: pixel(tf.ceil(clipped)),
    closest: pixel(tf.floor(tf.add(clipped, 0.5))),
    lerp: tf.sub(clipped, floor),
    inside: tf.cast(within, 'float32') as tf.Tensor2D,
  };
}

/** Weight of each sample `[N, rows, columns]` by those of its row `[N, rows]` and column `[N, columns]`. */
export function sampleWeights(rows: tf.Tensor2D, columns: tf.Tensor2D): tf.Tensor3D {
  return tf.mul(tf.expandDims(rows, 2), tf.expandDims(columns, 1));
}

/** Pixel numbers int32 `[N, rows, columns]` in a batch of images laid end to end. `images` is int32 `[N]`. */
export function pixelNumbers(images: tf.Tensor1D, rows: tf.Tensor2D, columns: tf.Tensor2D, height: number, width: number): tf.Tensor3D {
  const starts = tf.add(tf.mul(tf.expandDims(images, 1), tf.scalar(height, 'int32')), rows); // [N, rows], counted in image rows
  return tf.add(tf.expandDims(tf.mul(starts, tf.scalar(width, 'int32')), 2), tf.expandDims(columns, 1));
}
