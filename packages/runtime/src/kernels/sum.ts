import {util} from '@tensorflow/tfjs-core';
import type {KernelConfig} from '@tensorflow/tfjs-core';
import {floatsOf} from '../wasm-backend.ts';
import {channelMoments} from './channel-sums.ts';
import {wasmKernel} from './kernel-config.ts';
import {runOriginal} from './replace-kernel.ts';

/** Sums over all axes but the last, which is what a bias's gradient is; the wasm backend's own transposes first. The rest is left to it. */
export const sum: KernelConfig = wasmKernel<'x', {axis: number | number[]; keepDims: boolean}>('Sum', ({inputs: {x}, attrs, backend}) => {
  const rank = x.shape.length;
  const axes = util.parseAxisParam(attrs.axis, [...x.shape]);
  const leading = rank > 1 && axes.length === rank - 1 && !axes.includes(rank - 1);
  if (!leading || x.dtype !== 'float32' || x.shape.includes(0)) return runOriginal(backend, 'Sum', {x}, attrs);
  const channels = x.shape[rank - 1] as number;
  const {first} = channelMoments(backend, x, new Float32Array(channels));
  const out = backend.makeOutput([...(attrs.keepDims ? axes.map(() => 1) : []), channels], 'float32');
  floatsOf(backend, out).set(first);
  return out;
});
