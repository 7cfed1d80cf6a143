import * as tf from '@tensorflow/tfjs-core';

/** Where a dilated convolution of stride 1 reads: one entry for height, one for width. */
export type DilatedAxis = {dilation: number; filter: number; input: number; output: number; padBefore: number};

/** Rows that the taps reach over, past the first. */
const reach = ({dilation, filter}: DilatedAxis): number => (filter - 1) * dilation;
const roundUp = ({dilation, output}: DilatedAxis): number => Math.ceil(output / dilation) * dilation;
const padAfter = (axis: DilatedAxis): number => roundUp(axis) + reach(axis) - axis.input - axis.padBefore;

/**
 * A dilated convolution meets every `dilation`-th row and column only. Dealt out by their remainders into the batch, the same numbers make
 * a convolution without dilation and without padding. These functions deal out its input (with the padding) and its output, and collect
 * the input again.
 *
 * @param x - float32 `[B, H, W, C]`.
 * @returns float32 `[B · dilations, …, …, C]`.
 */
export function dealOutInput(x: tf.Tensor4D, [rows, columns]: readonly [DilatedAxis, DilatedAxis]): tf.Tensor4D {
  const paddings = [rows, columns].map((axis) => [axis.padBefore, padAfter(axis)]);
  return tf.spaceToBatchND(x, [rows.dilation, columns.dilation], paddings);
}

/** Deals out the output's gradient; see {@link dealOutInput}. */
export function dealOutOutput(dy: tf.Tensor4D, [rows, columns]: readonly [DilatedAxis, DilatedAxis]): tf.Tensor4D {
  const paddings = [rows, columns].map((axis) => [0, roundUp(axis) - axis.output]);
  return tf.spaceToBatchND(dy, [rows.dilation, columns.dilation], paddings);
}

/** Collects the input's gradient and drops its padding; the inverse of {@link dealOutInput}. */
export function collectInput(blocks: tf.Tensor4D, [rows, columns]: readonly [DilatedAxis, DilatedAxis]): tf.Tensor4D {
  const crops = [rows, columns].map((axis) => [axis.padBefore, padAfter(axis)]);
  return tf.batchToSpaceND(blocks, [rows.dilation, columns.dilation], crops);
}

/** Shape of the input once dealt out. */
export function dealtInputShape([batch, , , channels]: readonly number[], [rows, columns]: readonly [DilatedAxis, DilatedAxis]): number[] {
  const [height, width] = [rows, columns].map((axis) => (roundUp(axis) + reach(axis)) / axis.dilation) as [number, number];
  return [(batch as number) * rows.dilation * columns.dilation, height, width, channels as number];
}
