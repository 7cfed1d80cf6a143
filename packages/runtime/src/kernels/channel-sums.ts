import type {TensorInfo} from '@tensorflow/tfjs-core';
import {TaskList} from '../simd/task-list.ts';
import {runnerOf} from '../simd/runner-of.ts';
import {addressOf, floatsAt, floatsOf, withScratch} from '../wasm-backend.ts';
import {blockBytes, columnArguments, columnLayout, repeatOver, rowParts} from './column-layout.ts';
import type {WasmBackend} from '../wasm-backend.ts';

const FLOAT = 4;

/** Two sums a channel, in float64. */
export type ChannelSums = {first: Float64Array; second: Float64Array};

/** Leaves dy out of the sums where `x · scale + offset` is not above 0; one number a channel. */
export type ChannelMask = {scale: Float32Array; offset: Float32Array};

/** A mask that lets everything through. */
export function openMask(channels: number): ChannelMask {
  return {scale: new Float32Array(channels), offset: new Float32Array(channels).fill(1)};
}

/** Per channel of `[…, C]`: `Σ (x − shift)` and `Σ (x − shift)²`. */
export function channelMoments(backend: WasmBackend, x: TensorInfo, shift: Float32Array): ChannelSums {
  return sum(backend, x, shift, undefined);
}

/** Per channel of `[…, C]`: `Σ dy` and `Σ dy · (x − shift)`, dy masked. */
export function channelGradientSums(
  backend: WasmBackend,
  x: TensorInfo,
  dy: TensorInfo,
  shift: Float32Array,
  mask: ChannelMask,
): ChannelSums {
  return sum(backend, x, shift, {dy, mask});
}

function sum(
  backend: WasmBackend,
  x: TensorInfo,
  shift: Float32Array,
  upstream: {dy: TensorInfo; mask: ChannelMask} | undefined,
): ChannelSums {
  const layout = columnLayout(x.shape);
  const {channels, period, whole, size} = layout;
  const runner = runnerOf(backend);
  const parts = rowParts(layout, runner);
  const sums: ChannelSums = {first: new Float64Array(channels), second: new Float64Array(channels)};
  withScratch(backend, (3 + 2 * parts.length) * period * FLOAT, (scratch) => {
    const bytes = period * FLOAT;
    [shift, ...(upstream === undefined ? [] : [upstream.mask.scale, upstream.mask.offset])].forEach((values, i) => {
      repeatOver(floatsAt(backend, scratch + i * bytes, period), values);
    });
    floatsAt(backend, scratch + 3 * bytes, 2 * parts.length * period).fill(0);
    const lists = parts.map((part, i) => {
      const list = new TaskList();
      const common = {
        ...columnArguments(backend, layout, x, part),
        block: blockBytes(layout),
        sums: scratch + (3 + 2 * i) * bytes,
        shift: scratch,
      };
      if (upstream === undefined) list.add('moments', common);
      else {
        const masking = {scale: scratch + bytes, offset: scratch + 2 * bytes};
        list.add('maskedSums', {...common, ...masking, dy: addressOf(backend, upstream.dy) + part.from});
      }
      return list;
    });
    if (lists.length > 0) runner.run(lists);
    const found = floatsAt(backend, scratch + 3 * bytes, 2 * parts.length * period);
    for (let at = 0; at < found.length; at += 1) {
      const into = Math.floor(at / period) % 2 === 0 ? sums.first : sums.second;
      into[at % channels] = (into[at % channels] as number) + (found[at] as number);
    }
  });
  const tail = floatsOf(backend, x).subarray(whole, size);
  const tailUpstream = upstream === undefined ? undefined : floatsOf(backend, upstream.dy).subarray(whole, size);
  for (let i = 0; i < tail.length; i += 1) {
    const c = i % channels;
    const delta = (tail[i] as number) - (shift[c] as number);
    const open = upstream === undefined || isOpen(tail[i] as number, c, upstream.mask);
    const first = tailUpstream === undefined ? delta : open ? (tailUpstream[i] as number) : 0;
    sums.first[c] = (sums.first[c] as number) + first;
    sums.second[c] = (sums.second[c] as number) + first * delta;
  }
  return sums;
}

/** Whether the mask lets a value of channel `c` through, in the float32 arithmetic of the tasks. */
export function isOpen(x: number, c: number, {scale, offset}: ChannelMask): boolean {
  return Math.fround(Math.fround(x * (scale[c] as number)) + (offset[c] as number)) > 0;
}
