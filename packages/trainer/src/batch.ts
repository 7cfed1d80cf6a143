import type {GroundTruth, ImageSize} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {copyRgb} from './copy-rgb.ts';

/** Pictures of one size with what is on them. */
export type Batch = {
  /** RGB, 0 … 255, `[B, height, width, 3]`. */
  readonly pixels: Int32Array;
  readonly size: ImageSize;
  /** B of them. */
  readonly groundTruths: readonly GroundTruth[];
};

/** RGB bytes `[height, width, 3]`, to be mirrored left to right where `mirrored` says so, and what is on the picture then. */
export type BatchPicture = {readonly rgb: Uint8Array; readonly groundTruth: GroundTruth; readonly mirrored?: boolean | undefined};

/**
 * Puts pictures of one size into a batch.
 *
 * @param pixels - room for them, `[B, height, width, 3]`, which the batch takes over. New by default.
 */
export function stackPictures(
  pictures: readonly BatchPicture[],
  size: ImageSize,
  pixels: Int32Array = new Int32Array(pictures.length * size.height * size.width * 3),
): Batch {
  const length = size.height * size.width * 3;
  for (const [position, {rgb, mirrored = false}] of pictures.entries()) {
    copyRgb(rgb, pixels.subarray(position * length, (position + 1) * length), size, {mirrored});
  }
  return {pixels, size, groundTruths: pictures.map(({groundTruth}) => groundTruth)};
}

/** The pictures as an int32 tensor `[B, H, W, 3]`, which may share `pixels`. The caller disposes it. */
export function batchImages({pixels, size, groundTruths}: Batch): tf.Tensor4D {
  return tf.tensor4d(pixels, [groundTruths.length, size.height, size.width, 3], 'int32');
}
