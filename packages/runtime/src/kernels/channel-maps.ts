import type {TensorInfo} from '@tensorflow/tfjs-core';
import {TaskList} from '../simd/task-list.ts';
import {runnerOf} from '../simd/runner-of.ts';
import {addressOf, floatsAt, floatsOf, withScratch} from '../wasm-backend.ts';
import {isOpen} from './channel-sums.ts';
import {columnArguments, columnLayout, repeatOver, rowParts} from './column-layout.ts';
import type {ChannelMask} from './channel-sums.ts';
import type {ColumnLayout} from './column-layout.ts';
import type {TaskRunner} from '../simd/task-runner.ts';
import type {WasmBackend} from '../wasm-backend.ts';

const FLOAT = 4;

/** Per channel of `[…, C]`: `x · scale + offset`, at least 0 where `relu` is set. A new tensor. */
export function channelAffine(backend: WasmBackend, x: TensorInfo, scale: Float32Array, offset: Float32Array, relu: boolean): TensorInfo {
  const y = backend.makeOutput([...x.shape], 'float32');
  mapColumns(backend, x, [scale, offset], (list, common, [scaleAt, offsetAt], from) => {
    list.add('affine', {
      ...common,
      y: addressOf(backend, y) + from,
      scale: scaleAt as number,
      offset: offsetAt as number,
      relu: relu ? 1 : 0,
    });
  });
  eachTail(backend, x, y, (value, c) => {
    const mapped = Math.fround(Math.fround(value * (scale[c] as number)) + (offset[c] as number));
    return relu && mapped < 0 ? 0 : mapped;
  });
  return y;
}

/** Per channel of `[…, C]`: `dy · dyScale + x · xScale + constant`, dy masked. A new tensor. */
export function channelGradient(
  backend: WasmBackend,
  x: TensorInfo,
  dy: TensorInfo,
  mask: ChannelMask,
  {dyScale, xScale, constant}: {dyScale: Float32Array; xScale: Float32Array; constant: Float32Array},
): TensorInfo {
  const dx = backend.makeOutput([...x.shape], 'float32');
  mapColumns(backend, x, [mask.scale, mask.offset, dyScale, xScale, constant], (list, common, coefficients, from) => {
    const [scaleAt, offsetAt, dyScaleAt, xScaleAt, constantAt] = coefficients as [number, number, number, number, number];
    list.add('maskedAffine', {
      ...common,
      dx: addressOf(backend, dx) + from,
      dy: addressOf(backend, dy) + from,
      scale: scaleAt,
      offset: offsetAt,
      dyScale: dyScaleAt,
      xScale: xScaleAt,
      constant: constantAt,
    });
  });
  const {whole} = columnLayout(x.shape);
  const upstream = floatsOf(backend, dy).subarray(whole);
  eachTail(backend, x, dx, (value, c, i) => {
    const open = isOpen(value, c, mask) ? (upstream[i] as number) : 0;
    return open * (dyScale[c] as number) + value * (xScale[c] as number) + (constant[c] as number);
  });
  return dx;
}

type Common = {x: number; end: number; period: number};

function mapColumns(
  backend: WasmBackend,
  x: TensorInfo,
  coefficients: readonly Float32Array[],
  addTask: (list: TaskList, common: Common, coefficients: readonly number[], from: number) => void,
): void {
  const layout: ColumnLayout = columnLayout(x.shape);
  const runner: TaskRunner = runnerOf(backend);
  const parts = rowParts(layout, runner);
  if (parts.length === 0) return;
  withScratch(backend, coefficients.length * layout.period * FLOAT, (scratch) => {
    const addresses = coefficients.map((values, i) => {
      const address = scratch + i * layout.period * FLOAT;
      repeatOver(floatsAt(backend, address, layout.period), values);
      return address;
    });
    runner.run(
      parts.map((part) => {
        const list = new TaskList();
        addTask(list, columnArguments(backend, layout, x, part), addresses, part.from);
        return list;
      }),
    );
  });
}

/** Maps the few floats after the last whole row. */
function eachTail(
  backend: WasmBackend,
  x: TensorInfo,
  y: TensorInfo,
  map: (value: number, channel: number, index: number) => number,
): void {
  const {whole, channels} = columnLayout(x.shape);
  const from = floatsOf(backend, x).subarray(whole);
  const to = floatsOf(backend, y).subarray(whole);
  for (let i = 0; i < from.length; i += 1) to[i] = map(from[i] as number, i % channels, i);
}
