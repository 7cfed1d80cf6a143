import {util} from '@tensorflow/tfjs-core';
import type {KernelConfig} from '@tensorflow/tfjs-core';
import {OptionError} from '@oid/core';
import {wasmKernel} from './kernel-config.ts';
import {addressOf, floatsOf} from '../wasm-backend.ts';

/**
 * Adds up the rows of x that share a segment id, which is the gradient of a gather along the first axis.
 * Ids below 0 or from `numSegments` on are left out.
 *
 * @throws {@link OptionError} if x is not float32.
 */
export const unsortedSegmentSum: KernelConfig = wasmKernel<'x' | 'segmentIds', {numSegments: number}>(
  'UnsortedSegmentSum',
  ({inputs: {x, segmentIds}, attrs: {numSegments}, backend}) => {
    if (x.dtype !== 'float32') throw new OptionError('x', x.dtype, 'float32 on the wasm backend');
    const outer = segmentIds.shape.length;
    const inner = x.shape.slice(outer);
    const size = util.sizeFromShape(inner);
    const out = backend.makeOutput([numSegments, ...inner], 'float32');
    const sums = floatsOf(backend, out).fill(0);
    const values = floatsOf(backend, x);
    const ids = new Int32Array(values.buffer, addressOf(backend, segmentIds), util.sizeFromShape(segmentIds.shape));
    ids.forEach((id, row) => {
      if (id < 0 || id >= numSegments) return;
      for (let i = 0; i < size; i += 1) sums[id * size + i] = (sums[id * size + i] as number) + (values[row * size + i] as number);
    });
    return out;
  },
);
