import type {KernelConfig, TensorInfo} from '@tensorflow/tfjs-core';
import {floatsOf} from '../wasm-backend.ts';
import {channelAffine, channelGradient} from './channel-maps.ts';
import {channelGradientSums, channelMoments, openMask} from './channel-sums.ts';
import {wasmKernel} from './kernel-config.ts';
import type {ChannelMask} from './channel-sums.ts';
import type {WasmBackend} from '../wasm-backend.ts';

/** Attributes of the kernel `FusedBatchNormTraining` and of its gradient. */
export type BatchNormTrainingAttributes = {readonly epsilon: number; readonly relu: boolean};

/**
 * Batch normalisation with the batch's own statistics, over all axes but the last, and the ReLU after it if wanted, in two passes over x.
 * Inputs x `[…, C]`, scale `[C]`, offset `[C]`; outputs y `[…, C]`, mean `[C]`, variance `[C]` (of the population, as `tf.moments`).
 *
 * @see Ioffe and Szegedy 2015, arXiv:1502.03167, algorithm 1.
 */
export const batchNormTraining: KernelConfig = wasmKernel<'x' | 'scale' | 'offset', BatchNormTrainingAttributes>(
  'FusedBatchNormTraining',
  ({inputs: {x, scale, offset}, attrs: {epsilon, relu}, backend}) => {
    const channels = x.shape.at(-1) as number;
    const rows = floatsOf(backend, x).length / channels;
    const shift = floatsOf(backend, x).slice(0, channels);
    const sums = channelMoments(backend, x, shift);
    const mean = backend.makeOutput([channels], 'float32');
    const variance = backend.makeOutput([channels], 'float32');
    const means = floatsOf(backend, mean);
    const variances = floatsOf(backend, variance);
    for (let c = 0; c < channels; c += 1) {
      const fromShift = (sums.first[c] as number) / rows;
      means[c] = (shift[c] as number) + fromShift;
      variances[c] = Math.max(0, (sums.second[c] as number) / rows - fromShift * fromShift);
    }
    const map = affineOf(backend, {scale, offset, mean, variance}, epsilon);
    return [channelAffine(backend, x, map.scale, map.offset, relu), mean, variance];
  },
);

/**
 * Gradient of `FusedBatchNormTraining` with respect to x, scale and offset, in that order; none is taken through mean and variance.
 * `dx = a·dy′ − a/R·(Σ dy′ + (x − mean)/(variance + ε) · Σ dy′·(x − mean))` with `a = scale/√(variance + ε)`, dy′ = dy where the ReLU let x pass.
 */
export const batchNormTrainingGradient: KernelConfig = wasmKernel<
  'dy' | 'x' | 'scale' | 'offset' | 'mean' | 'variance',
  BatchNormTrainingAttributes
>('FusedBatchNormTrainingGrad', ({inputs: {dy, x, scale, offset, mean, variance}, attrs: {epsilon, relu}, backend}) => {
  const channels = x.shape.at(-1) as number;
  const rows = floatsOf(backend, x).length / channels;
  const map = affineOf(backend, {scale, offset, mean, variance}, epsilon);
  const mask = relu ? map : openMask(channels);
  const means = floatsOf(backend, mean).slice();
  const variances = floatsOf(backend, variance).slice();
  const sums = channelGradientSums(backend, x, dy, means, mask);
  const xScale = new Float32Array(channels);
  const constant = new Float32Array(channels);
  for (let c = 0; c < channels; c += 1) {
    const a = map.scale[c] as number;
    const slope = (-a * (sums.second[c] as number)) / ((variances[c] as number) + epsilon) / rows;
    xScale[c] = slope;
    constant[c] = (-a * (sums.first[c] as number)) / rows - slope * (means[c] as number);
  }
  const dx = channelGradient(backend, x, dy, mask, {dyScale: map.scale, xScale, constant});
  return [dx, scaleGradient(backend, sums.second, variances, epsilon), vectorOf(backend, sums.first)];
});

type Statistics = {scale: TensorInfo; offset: TensorInfo; mean: TensorInfo; variance: TensorInfo};

/** The normalisation as `x · scale + offset`. Forward and backward share it, so that both agree on where the ReLU is open. */
function affineOf(backend: WasmBackend, statistics: Statistics, epsilon: number): ChannelMask {
  const scales = floatsOf(backend, statistics.scale);
  const offsets = floatsOf(backend, statistics.offset);
  const means = floatsOf(backend, statistics.mean);
  const variances = floatsOf(backend, statistics.variance);
  const scale = Float32Array.from(scales, (value, c) => value / Math.sqrt((variances[c] as number) + epsilon));
  return {scale, offset: Float32Array.from(offsets, (value, c) => value - (means[c] as number) * (scale[c] as number))};
}

function scaleGradient(backend: WasmBackend, sums: Float64Array, variances: Float32Array, epsilon: number): TensorInfo {
  return vectorOf(
    backend,
    sums.map((value, c) => value / Math.sqrt((variances[c] as number) + epsilon)),
  );
}

function vectorOf(backend: WasmBackend, values: Float64Array): TensorInfo {
  const vector = backend.makeOutput([values.length], 'float32');
  floatsOf(backend, vector).set(values);
  return vector;
}
