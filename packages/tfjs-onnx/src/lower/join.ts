import type {Graph} from '../graph/graph.ts';
import {normalizeAxes, sizeOf} from '../graph/shape.ts';
import {TO_NCHW} from '../graph/value.ts';
import type {Spec, Value} from '../graph/value.ts';
import {canLieInBlocks} from './blocked.ts';
import {commonLayout, elementwise} from './elementwise.ts';
import {defineLowering, listOf} from './lowering.ts';
import type {Lowering} from './lowering.ts';
import {reshapeValue} from './reorder.ts';

type AxisAttributes = {readonly axis: number};

function axisOf({axis}: AxisAttributes, shape: readonly number[]): number {
  return normalizeAxes(axis, shape)[0] as number;
}

function concatenate(graph: Graph, values: readonly Value[], axis: number, output: Spec): Value {
  const common = commonLayout(values, output);
  const keepsBlocks = axis === 0 || (axis === 3 && values.every(({shape}) => canLieInBlocks(graph, shape[3] as number)));
  const layout = common === 'blocked' && !keepsBlocks ? 'nchw' : common;
  const names = values.map((value) => graph.whole(value, layout));
  return graph.value(graph.emit('Concat', names, {axis: {int: layout === 'plain' ? axis : TO_NCHW.indexOf(axis)}}), output, layout);
}

const sameType = (inputs: Readonly<Record<string, Spec>>): boolean => new Set(listOf(inputs).map(({dtype}) => dtype)).size === 1;

/** Kernels that put tensors side by side or on top of each other. */
export const JOIN_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Concat: defineLowering({
    required: [] as string[],
    list: true,
    supports: (inputs) => sameType(inputs) && (listOf(inputs)[0] as Spec).shape.length > 0,
    infer: (inputs, attributes: AxisAttributes): readonly Spec[] => {
      const specs = listOf(inputs);
      const first = specs[0] as Spec;
      const axis = axisOf(attributes, first.shape);
      const total = specs.reduce((sum, {shape}) => sum + (shape[axis] as number), 0);
      return [{shape: first.shape.map((size, i) => (i === axis ? total : size)), dtype: first.dtype}];
    },
    lower: (graph, inputs, attributes, outputs) => {
      const output = outputs[0] as Spec;
      const values = listOf(inputs).filter(({shape}) => sizeOf(shape) > 0);
      if (values.length === 0) return [graph.splat(0, output)];
      return [concatenate(graph, values, axisOf(attributes, output.shape), output)];
    },
  }),
  Pack: defineLowering({
    required: [] as string[],
    list: true,
    eager: false,
    supports: sameType,
    infer: (inputs, attributes: AxisAttributes): readonly Spec[] => {
      const specs = listOf(inputs);
      const {shape, dtype} = specs[0] as Spec;
      const axis = axisOf(attributes, [...shape, 1]);
      return [{shape: [...shape.slice(0, axis), specs.length, ...shape.slice(axis)], dtype}];
    },
    lower: (graph, inputs, attributes, outputs) => {
      const output = outputs[0] as Spec;
      const axis = axisOf(attributes, output.shape);
      const layer: Spec = {shape: output.shape.map((size, i) => (i === axis ? 1 : size)), dtype: output.dtype};
      const values = listOf(inputs).map((value) => graph.value(graph.plain(reshapeValue(graph, value, layer)), layer));
      return [concatenate(graph, values, axis, output)];
    },
  }),
  AddN: defineLowering({
    required: [] as string[],
    list: true,
    supports: (inputs) => listOf(inputs).every(({dtype}) => dtype === 'float32'),
    infer: (inputs) => [listOf(inputs)[0] as Spec],
    lower: (graph, inputs, _attributes, outputs) => [
      elementwise(graph, listOf(inputs), outputs[0] as Spec, (names) => graph.emit('Sum', names)),
    ],
  }),
};
