import type {GroundTruth, ImageSize} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';

/** Pictures of one size with what is on them. */
export type Batch = {
  /** RGB, 0 … 255, `[B, height, width, 3]`. */
  readonly pixels: Int32Array;
  readonly size: ImageSize;
  /** B of them. */
  readonly groundTruths: readonly GroundTruth[];
};

/** Puts pictures of one size, each `[height, width, 3]`, into a batch. */
export function stackPictures(pictures: readonly {rgb: Uint8Array; groundTruth: GroundTruth}[], size: ImageSize): Batch {
  const length = size.height * size.width * 3;
  const pixels = new Int32Array(pictures.length * length);
  for (const [position, {rgb}] of pictures.entries()) pixels.set(rgb, position * length);
  return {pixels, size, groundTruths: pictures.map(({groundTruth}) => groundTruth)};
}

/** The pictures as an int32 tensor `[B, height, width, 3]`. The caller disposes it. */
export function batchImages({pixels, size, groundTruths}: Batch): tf.Tensor4D {
  return tf.tensor4d(pixels, [groundTruths.length, size.height, size.width, 3], 'int32');
}
