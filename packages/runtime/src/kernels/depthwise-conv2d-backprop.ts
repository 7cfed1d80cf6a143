import type {KernelConfig, TensorInfo, backend_util} from '@tensorflow/tfjs-core';
import {floatsOf} from '../wasm-backend.ts';
import {columnSpans} from './column-spans.ts';
import {convolutionOf} from './convolution.ts';
import {convolveBack} from './convolve-back.ts';
import {wasmKernel} from './kernel-config.ts';
import type {ConvolutionAttributes} from './convolution.ts';
import type {WasmBackend} from '../wasm-backend.ts';

type Shape4D = [number, number, number, number];

/** Gradient of a depthwise convolution's filter `[h, w, ci, multiplier]`. */
export const depthwiseConv2dBackpropFilter: KernelConfig = wasmKernel<'x' | 'dy', ConvolutionAttributes & {filterShape: Shape4D}>(
  'DepthwiseConv2dNativeBackpropFilter',
  ({inputs: {x, dy}, attrs, backend}) => {
    const info = convolutionOf(x.shape, attrs.filterShape, attrs, true);
    const out = backend.makeOutput([...attrs.filterShape], 'float32');
    const sums = floatsOf(backend, out).fill(0);
    const from = floatsOf(backend, x);
    const upstream = floatsOf(backend, dy);
    const multiplier = attrs.filterShape[3];
    eachTap(info, (xAt, dyAt, tap) => {
      for (let c = 0, k = 0; c < info.inChannels; c += 1) {
        const value = from[xAt + c] as number;
        for (let q = 0; q < multiplier; q += 1, k += 1) {
          sums[tap * info.outChannels + k] = (sums[tap * info.outChannels + k] as number) + value * (upstream[dyAt + k] as number);
        }
      }
    });
    return out;
  },
);

/** Gradient of a depthwise convolution's input: XNNPACK's depthwise convolution where the multiplier is 1, loops otherwise. */
export const depthwiseConv2dBackpropInput: KernelConfig = wasmKernel<'dy' | 'filter', ConvolutionAttributes & {inputShape: Shape4D}>(
  'DepthwiseConv2dNativeBackpropInput',
  ({inputs: {dy, filter}, attrs, backend}) => {
    const info = convolutionOf(attrs.inputShape, filter.shape, attrs, true);
    const multiplier = filter.shape[3] as number;
    const undilated = info.dilationHeight === 1 && info.dilationWidth === 1;
    const convolved =
      multiplier === 1 && undilated
        ? convolveBack(backend, 'DepthwiseConv2dNative', info, dy, () => turnFilter(backend, filter))
        : undefined;
    if (convolved !== undefined) return convolved;
    const out = backend.makeOutput([...attrs.inputShape], 'float32');
    const sums = floatsOf(backend, out).fill(0);
    const weights = floatsOf(backend, filter);
    const upstream = floatsOf(backend, dy);
    eachTap(info, (xAt, dyAt, tap) => {
      for (let c = 0, k = 0; c < info.inChannels; c += 1) {
        let sum = sums[xAt + c] as number;
        for (let q = 0; q < multiplier; q += 1, k += 1)
          sum += (weights[tap * info.outChannels + k] as number) * (upstream[dyAt + k] as number);
        sums[xAt + c] = sum;
      }
    });
    return out;
  },
);

/** Visits every output position under every tap of the filter that lies inside the image: where the pixels begin, and the tap's number. */
function eachTap(info: backend_util.Conv2DInfo, visit: (xAt: number, dyAt: number, tap: number) => void): void {
  const {inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth, strideHeight, strideWidth, padInfo} =
    info;
  const {dilationHeight, dilationWidth} = info;
  const columns = Array.from({length: filterWidth}, (_, j) =>
    columnSpans({inWidth, outWidth, filterWidth: 1, strideWidth, padInfo: {...padInfo, left: padInfo.left - j * dilationWidth}}),
  );
  for (let row = 0; row < info.batchSize * outHeight; row += 1) {
    const image = Math.floor(row / outHeight);
    for (let i = 0; i < filterHeight; i += 1) {
      const y = (row - image * outHeight) * strideHeight + i * dilationHeight - padInfo.top;
      if (y < 0 || y >= inHeight) continue;
      columns.forEach((spans, j) => {
        for (const {start, end} of spans) {
          for (let column = start; column < end; column += 1) {
            const pixel = column * strideWidth + j * dilationWidth - padInfo.left;
            visit(((image * inHeight + y) * inWidth + pixel) * inChannels, (row * outWidth + column) * outChannels, i * filterWidth + j);
          }
        }
      });
    }
  }
}

/** The taps in reverse order. */
function turnFilter(backend: WasmBackend, filter: TensorInfo): TensorInfo {
  const turned = backend.makeOutput([...filter.shape], 'float32');
  const from = floatsOf(backend, filter);
  const to = floatsOf(backend, turned);
  const channels = filter.shape[2] as number;
  for (let at = 0; at < from.length; at += channels) to.set(from.subarray(at, at + channels), from.length - at - channels);
  return turned;
}
