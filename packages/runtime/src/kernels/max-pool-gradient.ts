import {backend_util} from '@tensorflow/tfjs-core';
import type {KernelConfig, TensorInfo} from '@tensorflow/tfjs-core';
import {TaskList} from '../simd/task-list.ts';
import {runnerOf} from '../simd/runner-of.ts';
import {splitRows} from '../simd/split-rows.ts';
import {addressOf, floatsOf} from '../wasm-backend.ts';
import {wasmKernel} from './kernel-config.ts';
import type {WasmBackend} from '../wasm-backend.ts';

type Attributes = {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
};

const FLOAT = 4;

/**
 * Max pooling's gradient: dy goes to the first of a window's largest values, row by row. 2×2 windows of stride 2 that tile an even image,
 * channels a multiple of 4, are done four channels at a time. The wasm backend's own kernel passes over windows without a positive value.
 */
export const maxPoolGradient: KernelConfig = wasmKernel<'dy' | 'input', Attributes>(
  'MaxPoolGrad',
  ({inputs: {dy, input}, attrs, backend}) => {
    const {filterSize, strides, pad, dimRoundingMode} = attrs;
    const info = backend_util.computePool2DInfo(
      input.shape as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const dx = backend.makeOutput([...input.shape], 'float32');
    const {filterHeight, filterWidth, strideHeight, strideWidth} = info;
    const tiled = info.inHeight === 2 * info.outHeight && info.inWidth === 2 * info.outWidth && info.inChannels % 4 === 0;
    if (tiled && [filterHeight, filterWidth, strideHeight, strideWidth].every((side) => side === 2)) inTiles(backend, info, input, dy, dx);
    else inWindows(info, floatsOf(backend, input), floatsOf(backend, dy), floatsOf(backend, dx));
    return dx;
  },
);

function inTiles(backend: WasmBackend, info: backend_util.Conv2DInfo, input: TensorInfo, dy: TensorInfo, dx: TensorInfo): void {
  const {batchSize, inWidth, inChannels, outHeight, outWidth} = info;
  const rows = batchSize * outHeight;
  const pitch = inWidth * inChannels * FLOAT;
  const dyPitch = outWidth * inChannels * FLOAT;
  const runner = runnerOf(backend);
  const lists = splitRows(rows, rows * inWidth * inChannels, runner).map(({from, to}) => {
    const list = new TaskList();
    for (let row = from; row < to; row += 1) {
      list.add('maxPoolGradient', {
        x: addressOf(backend, input) + 2 * row * pitch,
        dx: addressOf(backend, dx) + 2 * row * pitch,
        dy: addressOf(backend, dy) + row * dyPitch,
        end: addressOf(backend, dy) + (row + 1) * dyPitch,
        pixel: inChannels * FLOAT,
        pitch,
      });
    }
    return list;
  });
  if (lists.length > 0) runner.run(lists);
}

function inWindows(info: backend_util.Conv2DInfo, x: Float32Array, dy: Float32Array, dx: Float32Array): void {
  const {inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth, padInfo} = info;
  dx.fill(0);
  for (let row = 0; row < info.batchSize * outHeight; row += 1) {
    const image = Math.floor(row / outHeight);
    const top = (row - image * outHeight) * strideHeight - padInfo.top;
    const bottom = Math.min(inHeight, top + info.effectiveFilterHeight);
    for (let column = 0; column < outWidth; column += 1) {
      const left = column * strideWidth - padInfo.left;
      const right = Math.min(inWidth, left + info.effectiveFilterWidth);
      for (let c = 0; c < inChannels; c += 1) {
        let largest = Number.NEGATIVE_INFINITY;
        let found = -1;
        for (let y = Math.max(0, top); y < bottom; y += 1) {
          for (let pixel = Math.max(0, left); pixel < right; pixel += 1) {
            const at = ((image * inHeight + y) * inWidth + pixel) * inChannels + c;
            if ((x[at] as number) > largest) {
              largest = x[at] as number;
              found = at;
            }
          }
        }
        if (found >= 0) dx[found] = (dx[found] as number) + (dy[(row * outWidth + column) * inChannels + c] as number);
      }
    }
  }
}
