import type {Shape} from '../graph/shape.ts';
import {isCarried} from '../graph/value.ts';
import type {DType, Spec} from '../graph/value.ts';
import {defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

type FillAttributes = {readonly shape: Shape; readonly value: number | string; readonly dtype?: string};
type RangeAttributes = {readonly start: number; readonly stop: number; readonly step: number; readonly dtype?: 'float32' | 'int32'};

const always = (): boolean => true;

/** Constants: nothing is stored but their number. */
export const FILL_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Fill: defineLowering({
    required: [],
    eager: false,
    supports: (_inputs, {value, dtype}: FillAttributes) => typeof value === 'number' && isCarried(dtype ?? 'float32'),
    infer: (_inputs, {shape, dtype}): readonly Spec[] => [{shape, dtype: (dtype ?? 'float32') as DType}],
    lower: (graph, _inputs, {value}, outputs) => [graph.splat(value as number, outputs[0] as Spec)],
  }),
  ZerosLike: defineLowering({
    required: ['x'],
    eager: false,
    supports: always,
    infer: ({x}) => [x],
    lower: (graph, {x}) => [graph.splat(0, x)],
  }),
  OnesLike: defineLowering({
    required: ['x'],
    eager: false,
    supports: always,
    infer: ({x}) => [x],
    lower: (graph, {x}) => [graph.splat(1, x)],
  }),
  Range: defineLowering({
    required: [],
    eager: false,
    supports: always,
    infer: (_inputs, {start, stop, step, dtype}: RangeAttributes): readonly Spec[] => [
      {shape: [start === stop ? 0 : Math.max(0, Math.ceil((stop - start) / step))], dtype: dtype ?? 'float32'},
    ],
    lower: (graph, _inputs, {start, step}, outputs) => {
      const spec = outputs[0] as Spec;
      const numbers = Array.from({length: spec.shape[0] as number}, (_, index) => start + index * step);
      return [graph.value(graph.tensor(spec.dtype === 'int32' ? Int32Array.from(numbers) : Float32Array.from(numbers), spec), spec)];
    },
  }),
};
