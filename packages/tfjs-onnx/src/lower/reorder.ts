import * as tf from '@tensorflow/tfjs-core';
import {normalizeAxes, permuteShape, sameShape, sizeOf} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import type {Graph} from '../graph/graph.ts';
import type {Spec, Value} from '../graph/value.ts';
import {defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

/** A value under another shape of the same size. */
export function reshapeValue(graph: Graph, x: Value, output: Spec): Value {
  if (sameShape(x.shape, output.shape)) return x;
  if (sizeOf(x.stored) === 1) return {...x, name: graph.reshape(x.name, x.stored, []), shape: output.shape, layout: 'plain', stored: []};
  return graph.value(graph.reshape(graph.plain(x), x.shape, output.shape), output);
}

const always = (): boolean => true;

/** Kernels that move no element or all of them: shapes, copies and axis orders. */
export const REORDER_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Reshape: defineLowering({
    required: ['x'],
    eager: false,
    supports: always,
    infer: ({x}, {shape}: {shape: Shape}) => {
      const known = tf.util.inferFromImplicitShape([...shape], sizeOf(x.shape));
      return [{shape: known, dtype: x.dtype}];
    },
    lower: (graph, {x}, _attributes, outputs) => [reshapeValue(graph, x, outputs[0] as Spec)],
  }),
  ExpandDims: defineLowering({
    required: ['input'],
    eager: false,
    supports: always,
    infer: ({input}, {dim}: {dim: number}) => {
      const axis = dim < 0 ? input.shape.length + 1 + dim : dim;
      return [{shape: [...input.shape.slice(0, axis), 1, ...input.shape.slice(axis)], dtype: input.dtype}];
    },
    lower: (graph, {input}, _attributes, outputs) => [reshapeValue(graph, input, outputs[0] as Spec)],
  }),
  Identity: defineLowering({required: ['x'], eager: false, supports: always, infer: ({x}) => [x], lower: (_graph, {x}) => [x]}),
  Transpose: defineLowering({
    required: ['x'],
    supports: always,
    infer: ({x}, {perm}: {perm: readonly number[]}) => [{shape: permuteShape(x.shape, perm), dtype: x.dtype}],
    lower: (graph, {x}, {perm}, outputs) => [graph.value(graph.transpose(graph.plain(x), x.shape, perm), outputs[0] as Spec)],
  }),
  Reverse: defineLowering({
    required: ['x'],
    supports: ({x}) => x.shape.length > 0,
    infer: ({x}, _attributes: {dims?: number | readonly number[] | null}) => [x],
    lower: (graph, {x}, {dims}) => {
      const axes = normalizeAxes(dims, x.shape);
      if (axes.length === 0) return [x];
      const ends = axes.map(() => -(2 ** 30));
      const last = axes.map(() => -1);
      const name = graph.emit('Slice', [graph.plain(x), graph.ints(last), graph.ints(ends), graph.ints(axes), graph.ints(last)]);
      return [graph.value(name, x)];
    },
  }),
  FlipLeftRight: defineLowering({
    required: ['image'],
    supports: ({image}) => image.shape.length === 4,
    infer: ({image}) => [image],
    lower: (graph, {image}) => {
      const last = graph.ints([-1]);
      return [graph.value(graph.emit('Slice', [graph.plain(image), last, graph.ints([-(2 ** 30)]), graph.ints([2]), last]), image)];
    },
  }),
  DepthToSpace: defineLowering({
    required: ['x'],
    supports: ({x}, {dataFormat}: {blockSize: number; dataFormat: string}) =>
      x.dtype === 'float32' && dataFormat === 'NHWC' && x.shape.length === 4 && sizeOf(x.shape) > 0,
    infer: ({x}, {blockSize}) => {
      const [batch, height, width, channels] = x.shape as [number, number, number, number];
      return [{shape: [batch, height * blockSize, width * blockSize, channels / blockSize ** 2], dtype: x.dtype}];
    },
    lower: (graph, {x}, {blockSize}, outputs) => [
      graph.value(graph.emit('DepthToSpace', [graph.nchw(x)], {blocksize: {int: blockSize}}), outputs[0] as Spec, 'nchw'),
    ],
  }),
};
