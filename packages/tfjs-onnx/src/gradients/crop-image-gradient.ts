import * as tf from '@tensorflow/tfjs-core';
import type {Crop} from './crop-and-resize.ts';
import {pixelNumbers, sampleWeights} from './crop-samples.ts';
import type {CropSamples} from './crop-samples.ts';
import {scatterRows} from './scatter-rows.ts';

/** Pixels that a sample mixes along one axis, and how much of each. */
type Tap = {pixels: tf.Tensor2D; weight: tf.Tensor2D};

function tapsOf({before, after, closest, lerp, inside}: CropSamples, method: 'bilinear' | 'nearest'): readonly Tap[] {
  if (method === 'nearest') return [{pixels: closest, weight: inside}];
  const share = tf.mul<tf.Tensor2D>(lerp, inside);
  return [
    {pixels: before, weight: tf.sub<tf.Tensor2D>(inside, share)},
    {pixels: after, weight: share},
  ];
}

/** Gradient of the image: every sample's goes back to the pixels it mixes, by their weight. Returns float32 `[B, H, W, C]`. */
export function cropImageGradient({dy, images, rows, columns}: Crop, shape: number[], method: 'bilinear' | 'nearest'): tf.Tensor4D {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const across = tapsOf(columns, method);
  const parts = tapsOf(rows, method).flatMap((row) =>
    across.map((column) =>
      tf.tidy(() => {
        const pixels = pixelNumbers(images, row.pixels, column.pixels, height, width); // [N, cropHeight, cropWidth]
        const shares = tf.mul(dy, tf.expandDims(sampleWeights(row.weight, column.weight), 3)); // [N, cropHeight, cropWidth, C]
        return scatterRows(pixels, shares, batch * height * width, channels);
      }),
    ),
  );
  return tf.reshape(tf.addN(parts), [batch, height, width, channels]);
}
