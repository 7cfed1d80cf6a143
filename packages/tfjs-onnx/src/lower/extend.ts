import type {Graph} from '../graph/graph.ts';
import {padRank, permuteShape, sizeOf} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import {TO_NCHW} from '../graph/value.ts';
import type {Spec, Value} from '../graph/value.ts';
import type {OnnxAttribute} from '../onnx/model.ts';
import {defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

type Paddings = readonly (readonly [number, number])[];

const padded = (x: Spec, paddings: Paddings): Spec => ({
  shape: x.shape.map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0)),
  dtype: x.dtype,
});

function pad(graph: Graph, x: Value, paddings: Paddings, attributes: Record<string, OnnxAttribute>, constant: readonly string[]): Value {
  const isNchw = x.layout !== 'plain';
  const ordered = (side: 0 | 1): Shape => {
    const amounts = paddings.map((pair) => pair[side]);
    return isNchw ? permuteShape(amounts, TO_NCHW) : amounts;
  };
  const amounts = graph.ints([...ordered(0), ...ordered(1)]);
  const name = graph.emit('Pad', [isNchw ? graph.nchw(x) : graph.plain(x), amounts, ...constant], attributes);
  return graph.value(name, padded(x, paddings), isNchw ? 'nchw' : 'plain');
}

/** Kernels that make a tensor larger. */
export const EXTEND_LOWERINGS: Readonly<Record<string, Lowering>> = {
  PadV2: defineLowering({
    required: ['x'],
    supports: ({x}, {paddings}: {paddings: Paddings; constantValue: number}) =>
      x.dtype !== 'bool' && x.shape.length > 0 && paddings.every((pair) => Math.min(...pair) >= 0),
    infer: ({x}, {paddings}) => [padded(x, paddings)],
    lower: (graph, {x}, {paddings, constantValue}) => [pad(graph, x, paddings, {}, [graph.scalar(constantValue, x.dtype)])],
  }),
  MirrorPad: defineLowering({
    required: ['x'],
    supports: ({x}, {mode}: {paddings: Paddings; mode: 'reflect' | 'symmetric'}) =>
      x.dtype === 'float32' && x.shape.length > 0 && mode === 'reflect',
    infer: ({x}, {paddings}) => [padded(x, paddings)],
    lower: (graph, {x}, {paddings}) => [pad(graph, x, paddings, {mode: {string: 'reflect'}}, [])],
  }),
  /** Repeating axes of size 1 is a broadcast, which costs nothing until it is needed whole. */
  Tile: defineLowering({
    required: ['x'],
    supports: ({x}, {reps}: {reps: Shape}) => x.dtype !== 'bool' && reps.length === x.shape.length && sizeOf(reps) > 0,
    infer: ({x}, {reps}) => [{shape: x.shape.map((size, axis) => size * (reps[axis] as number)), dtype: x.dtype}],
    lower: (graph, {x}, {reps}, outputs) => {
      const output = outputs[0] as Spec;
      const stored = padRank(x.stored, x.shape.length);
      if (reps.every((count, axis) => count === 1 || stored[axis] === 1)) return [{...x, shape: output.shape}];
      return [graph.value(graph.emit('Tile', [graph.plain(x), graph.ints(reps)]), output)];
    },
  }),
};
