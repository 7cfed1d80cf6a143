import * as tf from '@tensorflow/tfjs-core';
import type {Crop} from './crop-and-resize.ts';
import {pixelNumbers, sampleWeights} from './crop-samples.ts';

/** How far a sample moves with each end of its axis: `[size]` pixels for a step of 1 of the start, and of the end. */
function shares(size: number, length: number): [tf.Tensor1D, tf.Tensor1D] {
  const last = length - 1;
  if (size === 1) return [tf.tensor1d([last / 2]), tf.tensor1d([last / 2])];
  const end = tf.mul<tf.Tensor1D>(tf.range(0, size), last / (size - 1));
  return [tf.sub<tf.Tensor1D>(last, end), end];
}

/**
 * Gradient of the boxes: the slope of the bilinear image at every sample, times how far the sample moves with each edge of its box.
 *
 * @param image - any number type, `[B, H, W, C]`.
 * @returns float32 `[N, 4]`, for `[y1, x1, y2, x2]`.
 */
export function cropBoxesGradient({dy, images, rows, columns}: Crop, image: tf.Tensor4D): tf.Tensor2D {
  const [batch, height, width, channels] = image.shape;
  const pixels = tf.reshape(tf.cast(image, 'float32'), [batch * height * width, channels]);
  const corner = (row: tf.Tensor2D, column: tf.Tensor2D): tf.Tensor4D =>
    tf.gather(pixels, pixelNumbers(images, row, column, height, width)) as tf.Tensor4D; // [N, cropHeight, cropWidth, C]
  const slope = (from: tf.Tensor4D, to: tf.Tensor4D): tf.Tensor3D => tf.sum(tf.mul(tf.sub(to, from), dy), 3);
  const [topLeft, topRight] = [corner(rows.before, columns.before), corner(rows.before, columns.after)];
  const [bottomLeft, bottomRight] = [corner(rows.after, columns.before), corner(rows.after, columns.after)];
  const inside = sampleWeights(rows.inside, columns.inside); // [N, cropHeight, cropWidth]
  const [left, right] = [slope(topLeft, bottomLeft), slope(topRight, bottomRight)];
  const [top, bottom] = [slope(topLeft, topRight), slope(bottomLeft, bottomRight)];
  const down = tf.mul(tf.add(left, tf.mul(tf.sub(right, left), tf.expandDims(columns.lerp, 1))), inside);
  const along = tf.mul(tf.add(top, tf.mul(tf.sub(bottom, top), tf.expandDims(rows.lerp, 2))), inside);
  const [y1, y2] = shares(rows.lerp.shape[1], height).map((share) => tf.sum(tf.mul(tf.sum(down, 2), share), 1)) as [tf.Tensor, tf.Tensor];
  const [x1, x2] = shares(columns.lerp.shape[1], width).map((share) => tf.sum(tf.mul(tf.sum(along, 1), share), 1)) as [
    tf.Tensor,
    tf.Tensor,
  ];
  return tf.stack([y1, x1, y2, x2], 1) as tf.Tensor2D;
}
