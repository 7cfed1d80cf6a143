import {util} from '@tensorflow/tfjs-core';
import type {TensorInfo} from '@tensorflow/tfjs-core';
import {splitRows} from '../simd/split-rows.ts';
import {addressOf} from '../wasm-backend.ts';
import type {TaskRunner} from '../simd/task-runner.ts';
import type {WasmBackend} from '../wasm-backend.ts';

const FLOAT = 4;
/** Floats that the tasks take at a time. */
const TILE = 16;
/** Bytes of rows that a sum takes at a time: they fit the first-level cache. */
const BLOCK_BYTES = 16_384;

/**
 * A tensor `[…, channels]` seen as rows of `period` floats, a multiple both of `channels` and of what the tasks take at a time.
 * The floats after the last whole row, fewer than `period`, are the `tail`.
 */
export type ColumnLayout = {channels: number; period: number; size: number; whole: number; rows: number};

/** The layout of a tensor of this shape; the last axis has the channels. */
export function columnLayout(shape: readonly number[]): ColumnLayout {
  const channels = shape.at(-1) ?? 1;
  let period = channels;
  while (period % TILE !== 0) period += channels;
  const size = util.sizeFromShape([...shape]);
  return {channels, period, size, whole: size - (size % period), rows: channels === 0 ? 0 : size / channels};
}

/** The rows' byte range in a tensor of this layout, in parts for the runner's threads. No rows, no parts. */
export function rowParts(layout: ColumnLayout, runner: TaskRunner): {from: number; to: number}[] {
  const bytes = layout.period * FLOAT;
  return splitRows(layout.whole / layout.period, layout.whole, runner).map(({from, to}) => ({from: from * bytes, to: to * bytes}));
}

/** The arguments that every column task has. */
export function columnArguments(
  backend: WasmBackend,
  layout: ColumnLayout,
  x: TensorInfo,
  {from, to}: {from: number; to: number},
): {
  x: number;
  end: number;
  period: number;
} {
  return {x: addressOf(backend, x) + from, end: addressOf(backend, x) + to, period: layout.period * FLOAT};
}

/** Bytes of rows to sum at a time, a whole number of rows. */
export function blockBytes({period}: ColumnLayout): number {
  return Math.max(1, Math.floor(BLOCK_BYTES / (period * FLOAT))) * period * FLOAT;
}

/** Repeats `values`, one a channel, over a period. */
export function repeatOver(period: Float32Array, values: Float32Array | Float64Array): void {
  for (let at = 0; at < period.length; at += values.length) period.set(values, at);
}
