import * as tf from '@tensorflow/tfjs-core';
import type {Graph} from '../graph/graph.ts';
import {normalizeAxes, permuteShape} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import {TO_NCHW} from '../graph/value.ts';
import type {Spec, Value} from '../graph/value.ts';
import {defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';
import {reshapeValue} from './reorder.ts';

type SliceAttributes = {readonly begin: number | readonly number[]; readonly size?: number | readonly number[] | null};
type SplitAttributes = {readonly numOrSizeSplits: number | readonly number[]; readonly axis: number};
type StridedSliceAttributes = {
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly strides: readonly number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
};

/** Begin and size of a slice along every axis. */
function extent(x: Spec, {begin, size}: SliceAttributes): readonly [Shape, Shape] {
  const shaped = {shape: [...x.shape]} as tf.TensorInfo;
  const sizes = typeof size === 'number' ? size : size === undefined || size === null ? undefined : [...size];
  return tf.slice_util.parseSliceParams(shaped, typeof begin === 'number' ? begin : [...begin], sizes) as [number[], number[]];
}

/** A box of the value; of one that does not lie plain, an NCHW value. */
export function sliceValue(graph: Graph, x: Value, begin: Shape, size: Shape): Value {
  const output: Spec = {shape: size, dtype: x.dtype};
  const isNchw = x.layout !== 'plain';
  const ordered = (list: Shape): Shape => (isNchw ? permuteShape(list, TO_NCHW) : list);
  const full = ordered(x.shape);
  const first = ordered(begin);
  const last = first.map((start, axis) => start + (ordered(size)[axis] as number));
  const axes = full.flatMap((length, axis) => (first[axis] === 0 && last[axis] === length ? [] : [axis]));
  if (axes.length === 0) return x;
  const pick = (list: Shape): string => graph.ints(axes.map((axis) => list[axis] as number));
  const name = graph.emit('Slice', [isNchw ? graph.nchw(x) : graph.plain(x), pick(first), pick(last), graph.ints(axes)]);
  return graph.value(name, output, isNchw ? 'nchw' : 'plain');
}

function strided(x: Spec, attributes: StridedSliceAttributes): ReturnType<typeof tf.slice_util.sliceInfo> {
  const {begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask} = attributes;
  return tf.slice_util.sliceInfo(
    [...x.shape],
    [...begin],
    [...end],
    [...strides],
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
}

function splitSizes(x: Spec, {numOrSizeSplits, axis}: SplitAttributes): readonly number[] {
  const shaped = {shape: [...x.shape]} as tf.Tensor;
  const sizes = typeof numOrSizeSplits === 'number' ? numOrSizeSplits : [...numOrSizeSplits];
  return tf.backend_util.prepareSplitSize(shaped, sizes, normalizeAxes(axis, x.shape)[0]);
}

/** Kernels that cut pieces out of a tensor. */
export const SLICE_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Slice: defineLowering({
    required: ['x'],
    supports: ({x}) => x.shape.length > 0,
    infer: ({x}, attributes: SliceAttributes) => [{shape: extent(x, attributes)[1], dtype: x.dtype}],
    lower: (graph, {x}, attributes) => [sliceValue(graph, x, ...extent(x, attributes))],
  }),
  StridedSlice: defineLowering({
    required: ['x'],
    supports: ({x}, attributes: StridedSliceAttributes) =>
      x.shape.length > 0 && strided(x, attributes).finalShape.every((size) => size > 0),
    infer: ({x}, attributes) => [{shape: strided(x, attributes).finalShape, dtype: x.dtype}],
    lower: (graph, {x}, attributes, outputs) => {
      const {begin, end, strides, finalShapeSparse} = strided(x, attributes);
      const axes = x.shape.map((_, axis) => axis);
      const last = end.map((stop, axis) => (stop < 0 && (strides[axis] as number) < 0 ? -(2 ** 30) : stop));
      const name = graph.emit('Slice', [graph.plain(x), graph.ints(begin), graph.ints(last), graph.ints(axes), graph.ints(strides)]);
      const whole = graph.value(name, {
        shape: begin.map((start, axis) => Math.ceil(((end[axis] as number) - start) / (strides[axis] as number))),
        dtype: x.dtype,
      });
      return [finalShapeSparse.length === 0 && whole.shape.length === 0 ? whole : reshapeValue(graph, whole, outputs[0] as Spec)];
    },
  }),
  SplitV: defineLowering({
    required: ['x'],
    supports: ({x}) => x.shape.length > 0,
    infer: ({x}, attributes: SplitAttributes) => {
      const axis = normalizeAxes(attributes.axis, x.shape)[0] as number;
      return splitSizes(x, attributes).map((size) => ({shape: x.shape.map((length, i) => (i === axis ? size : length)), dtype: x.dtype}));
    },
    lower: (graph, {x}, attributes, outputs) => {
      const axis = normalizeAxes(attributes.axis, x.shape)[0] as number;
      let start = 0;
      return outputs.map(({shape}) => {
        const piece = sliceValue(
          graph,
          x,
          x.shape.map((_, i) => (i === axis ? start : 0)),
          shape,
        );
        start += shape[axis] as number;
        return piece;
      });
    },
  }),
  Unpack: defineLowering({
    required: ['value'],
    eager: false,
    supports: ({value}) => value.shape.length > 0,
    infer: ({value}, attributes: {axis: number}) => {
      const axis = normalizeAxes(attributes.axis, value.shape)[0] as number;
      const shape = value.shape.filter((_, i) => i !== axis);
      return Array.from({length: value.shape[axis] as number}, () => ({shape, dtype: value.dtype}));
    },
    lower: (graph, {value}, attributes, outputs) => {
      const axis = normalizeAxes(attributes.axis, value.shape)[0] as number;
      return outputs.map((output, index) => {
        const begin = value.shape.map((_, i) => (i === axis ? index : 0));
        return reshapeValue(
          graph,
          sliceValue(
            graph,
            value,
            begin,
            value.shape.map((size, i) => (i === axis ? 1 : size)),
          ),
          output,
        );
      });
    },
  }),
};
