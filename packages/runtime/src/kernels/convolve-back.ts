import type {TensorInfo, backend_util} from '@tensorflow/tfjs-core';
import {floatsOf} from '../wasm-backend.ts';
import {runOriginal} from './replace-kernel.ts';
import type {WasmBackend} from '../wasm-backend.ts';

/**
 * Gradient of a convolution's input by a convolution of stride 1 over dy, between whose positions lie `stride − 1` zeros.
 *
 * @param kernelName - `Conv2D` or `DepthwiseConv2dNative`; the wasm backend's own are XNNPACK's.
 * @param turned - makes the filter to use, turned by 180°.
 * @returns undefined where it would need a negative padding, or where there is nothing to convolve.
 */
export function convolveBack(
  backend: WasmBackend,
  kernelName: string,
  info: backend_util.Conv2DInfo,
  dy: TensorInfo,
  turned: () => TensorInfo,
): TensorInfo | undefined {
  const {filterHeight, filterWidth, strideHeight, strideWidth, padInfo, inHeight, inWidth} = info;
  const height = (info.outHeight - 1) * strideHeight + 1;
  const width = (info.outWidth - 1) * strideWidth + 1;
  const top = filterHeight - 1 - padInfo.top;
  const left = filterWidth - 1 - padInfo.left;
  const bottom = inHeight - height + padInfo.top;
  const right = inWidth - width + padInfo.left;
  if (Math.min(top, left, bottom, right) < 0 || dy.shape.includes(0) || info.inShape.includes(0)) return undefined;
  const filter = turned();
  const spread = strideHeight === 1 && strideWidth === 1 ? dy : spreadOut(backend, dy, info, height, width);
  const dx = runOriginal(
    backend,
    kernelName,
    {x: spread, filter},
    {
      strides: [1, 1],
      dilations: [1, 1],
      dataFormat: 'NHWC',
      pad: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
    },
  );
  if (spread !== dy) backend.disposeData(spread.dataId);
  backend.disposeData(filter.dataId);
  return dx;
}

function spreadOut(backend: WasmBackend, dy: TensorInfo, info: backend_util.Conv2DInfo, height: number, width: number): TensorInfo {
  const {batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth} = info;
  const spread = backend.makeOutput([batchSize, height, width, outChannels], 'float32');
  const from = floatsOf(backend, dy);
  const to = floatsOf(backend, spread).fill(0);
  for (let row = 0; row < batchSize * outHeight; row += 1) {
    const image = Math.floor(row / outHeight);
    const y = image * height + (row - image * outHeight) * strideHeight;
    for (let column = 0; column < outWidth; column += 1) {
      const source = (row * outWidth + column) * outChannels;
      to.set(from.subarray(source, source + outChannels), (y * width + column * strideWidth) * outChannels);
    }
  }
  return spread;
}
