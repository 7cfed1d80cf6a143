import {util} from '@tensorflow/tfjs-core';
import type {KernelConfig, TensorInfo, backend_util} from '@tensorflow/tfjs-core';
import {TaskList} from '../simd/task-list.ts';
import {runnerOf} from '../simd/runner-of.ts';
import {addressOf, floatsAt, floatsOf, withScratch} from '../wasm-backend.ts';
import {columnSpans} from './column-spans.ts';
import {convolutionOf} from './convolution.ts';
import {wasmKernel} from './kernel-config.ts';
import type {ConvolutionAttributes} from './convolution.ts';
import type {WasmBackend} from '../wasm-backend.ts';

type Conv2DInfo = backend_util.Conv2DInfo;

const FLOAT = 4;
/** Positions summed per visit of a tile: enough to pay for its loads and stores, few enough to stay in the cache. */
const POSITIONS = 128;
/** Below this many positions an image, borders dominate, and rows of patches are laid out first. */
const FEW_POSITIONS = 100;

/**
 * Gradient of a convolution's filter, `dW[i, j, ci, co] = Σ x[b, y·s + i − p, x·s + j − p, ci] · dy[b, y, x, co]`: sums of outer products.
 * In NHWC the pixels under one filter row lie next to each other, so one product covers all of its columns and channels.
 */
export const conv2dBackpropFilter: KernelConfig = wasmKernel<
  'x' | 'dy',
  ConvolutionAttributes & {filterShape: [number, number, number, number]}
>('Conv2DBackpropFilter', ({inputs: {x, dy}, attrs, backend}) => {
  const info = convolutionOf(x.shape, attrs.filterShape, attrs);
  const out = backend.makeOutput([...attrs.filterShape], 'float32');
  floatsOf(backend, out).fill(0);
  if (x.shape.includes(0) || dy.shape.includes(0)) return out;
  if (info.outHeight * info.outWidth < FEW_POSITIONS) sumPatches(backend, info, x, dy, out);
  else sumInPlace(backend, info, x, dy, out);
  return out;
});

/** Straight from x: each list takes some rows of dy and has sums of its own, added up in order at the end. */
function sumInPlace(backend: WasmBackend, info: Conv2DInfo, x: TensorInfo, dy: TensorInfo, out: TensorInfo): void {
  const runner = runnerOf(backend);
  const size = util.sizeFromShape(out.shape);
  const rows = info.batchSize * info.outHeight;
  const parts = Math.min(rows, runner.threads * (size < 20_000 ? 2 : 1));
  withScratch(backend, (parts - 1) * size * FLOAT, (scratch) => {
    floatsAt(backend, scratch, (parts - 1) * size).fill(0);
    const lists = Array.from({length: parts}, (_, part) => {
      const list = new TaskList();
      const sums = part === 0 ? addressOf(backend, out) : scratch + (part - 1) * size * FLOAT;
      addRows(
        list,
        info,
        addressOf(backend, x),
        addressOf(backend, dy),
        sums,
        Math.floor((part * rows) / parts),
        Math.floor(((part + 1) * rows) / parts),
      );
      return list;
    });
    runner.run(lists);
    const total = floatsOf(backend, out);
    for (let part = 1; part < parts; part += 1) {
      const sums = floatsAt(backend, scratch + (part - 1) * size * FLOAT, size);
      for (let i = 0; i < size; i += 1) total[i] = (total[i] as number) + (sums[i] as number);
    }
  });
}

/** Tasks for rows `from` to `to` of dy, counted through all images. */
function addRows(list: TaskList, info: Conv2DInfo, x: number, dy: number, sums: number, from: number, to: number): void {
  const {inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth, strideHeight, strideWidth, padInfo} =
    info;
  const xPitch = inWidth * inChannels * FLOAT;
  const dyPitch = outWidth * outChannels * FLOAT;
  const aStep = strideWidth * inChannels * FLOAT;
  const bStep = outChannels * FLOAT;
  const blockRows = Math.max(1, Math.floor(POSITIONS / outWidth));
  const spans = columnSpans(info);
  for (let start = from; start < to; ) {
    const image = Math.floor(start / outHeight);
    const first = start - image * outHeight;
    const last = Math.min(outHeight, first + to - start);
    const add = (i: number, span: (typeof spans)[number], top: number, bottom: number): void => {
      const low = Math.max(top, Math.ceil((padInfo.top - i) / strideHeight));
      const high = Math.min(bottom, Math.floor((inHeight - 1 + padInfo.top - i) / strideHeight) + 1);
      if (low >= high) return;
      const inRow = low * strideHeight + i - padInfo.top;
      const inColumn = span.start * strideWidth + span.tapStart - padInfo.left;
      list.add('outerProduct', {
        a: x + (image * inHeight + inRow) * xPitch + inColumn * inChannels * FLOAT,
        b: dy + (image * outHeight + low) * dyPitch + span.start * bStep,
        c: sums + (i * filterWidth + span.tapStart) * inChannels * outChannels * FLOAT,
        m: (span.tapEnd - span.tapStart) * inChannels,
        n: outChannels,
        rows: high - low,
        columns: span.end - span.start,
        aStep,
        aSkip: strideHeight * xPitch - (span.end - span.start) * aStep,
        bStep,
        bSkip: dyPitch - (span.end - span.start) * bStep,
      });
    };
    for (const span of spans) {
      const step = (span.end - span.start) * 2 > outWidth ? blockRows : outHeight;
      for (let top = first; top < last; top += step) {
        for (let i = 0; i < filterHeight; i += 1) add(i, span, top, Math.min(last, top + step));
      }
    }
    start += last - first;
  }
}

/** Small maps: the patch under each position is laid out as one row, then one product covers the whole filter, split between lists by its rows. */
function sumPatches(backend: WasmBackend, info: Conv2DInfo, x: TensorInfo, dy: TensorInfo, out: TensorInfo): void {
  const runner = runnerOf(backend);
  const patch = info.filterHeight * info.filterWidth * info.inChannels;
  const positions = info.batchSize * info.outHeight * info.outWidth;
  withScratch(backend, positions * patch * FLOAT, (scratch) => {
    layPatches(floatsOf(backend, x), floatsAt(backend, scratch, positions * patch), info);
    const parts = runner.threads * 2;
    const height = Math.ceil(patch / parts / 6) * 6;
    const lists: TaskList[] = [];
    for (let row = 0; row < patch; row += height) {
      const list = new TaskList();
      list.add('outerProduct', {
        a: scratch + row * FLOAT,
        b: addressOf(backend, dy),
        c: addressOf(backend, out) + row * info.outChannels * FLOAT,
        m: Math.min(height, patch - row),
        n: info.outChannels,
        rows: 1,
        columns: positions,
        aStep: patch * FLOAT,
        aSkip: 0,
        bStep: info.outChannels * FLOAT,
        bSkip: 0,
      });
      lists.push(list);
    }
    runner.run(lists);
  });
}

/** Copies, for every position, the pixels under the filter into a row of `patches`; outside of the image they are 0. */
function layPatches(x: Float32Array, patches: Float32Array, info: Conv2DInfo): void {
  const {inHeight, inWidth, inChannels, outHeight, filterHeight, filterWidth, strideHeight, strideWidth, padInfo} = info;
  const filterRow = filterWidth * inChannels;
  const spans = columnSpans(info);
  patches.fill(0);
  for (let row = 0; row < info.batchSize * outHeight; row += 1) {
    const image = Math.floor(row / outHeight);
    for (let i = 0; i < filterHeight; i += 1) {
      const y = (row - image * outHeight) * strideHeight + i - padInfo.top;
      if (y < 0 || y >= inHeight) continue;
      for (const {start, end, tapStart, tapEnd} of spans) {
        for (let column = start; column < end; column += 1) {
          const from = ((image * inHeight + y) * inWidth + column * strideWidth + tapStart - padInfo.left) * inChannels;
          const to = ((row * info.outWidth + column) * filterHeight + i) * filterRow + tapStart * inChannels;
          patches.set(x.subarray(from, from + (tapEnd - tapStart) * inChannels), to);
        }
      }
    }
  }
}
