import type {KernelConfig, TensorInfo} from '@tensorflow/tfjs-core';
import {floatsOf} from '../wasm-backend.ts';
import {convolutionOf} from './convolution.ts';
import {wasmKernel} from './kernel-config.ts';
import {runOriginal} from './replace-kernel.ts';
import {convolveBack} from './convolve-back.ts';
import type {ConvolutionAttributes} from './convolution.ts';
import type {WasmBackend} from '../wasm-backend.ts';

/**
 * Gradient of a convolution's input, as a convolution: of dy, spread out by the stride, with the filter turned by 180° and its channels swapped.
 * The wasm backend's convolution is XNNPACK's; its own kernel of this name is a scalar loop, kept where padding exceeds the filter.
 */
export const conv2dBackpropInput: KernelConfig = wasmKernel<
  'dy' | 'filter',
  ConvolutionAttributes & {inputShape: [number, number, number, number]}
>('Conv2DBackpropInput', ({inputs: {dy, filter}, attrs, backend}) => {
  const info = convolutionOf(attrs.inputShape, filter.shape, attrs);
  return (
    convolveBack(backend, 'Conv2D', info, dy, () => turnFilter(backend, filter)) ??
    runOriginal(backend, 'Conv2DBackpropInput', {dy, filter}, attrs)
  );
});

/** `[h, w, ci, co]` to `[h, w, co, ci]`, both spatial axes reversed. */
function turnFilter(backend: WasmBackend, filter: TensorInfo): TensorInfo {
  const [height, width, inChannels, outChannels] = filter.shape as [number, number, number, number];
  const turned = backend.makeOutput([height, width, outChannels, inChannels], 'float32');
  const from = floatsOf(backend, filter);
  const to = floatsOf(backend, turned);
  const taps = height * width;
  const size = inChannels * outChannels;
  for (let tap = 0; tap < taps; tap += 1) {
    const source = (taps - 1 - tap) * size;
    for (let co = 0, target = tap * size; co < outChannels; co += 1) {
      for (let ci = 0; ci < inChannels; ci += 1, target += 1) to[target] = from[source + ci * outChannels + co] as number;
    }
  }
  return turned;
}
