import type {Graph} from '../graph/graph.ts';
import {normalizeAxes, sizeOf} from '../graph/shape.ts';
import {isCarried} from '../graph/value.ts';
import type {DType, Spec, Value} from '../graph/value.ts';
import {defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

type GatherAttributes = {readonly axis: number; readonly batchDims?: number};
type OneHotAttributes = {readonly depth: number; readonly onValue: number; readonly offValue: number; readonly dtype?: string};

/** Row sums by id; as in TensorFlow, negative ids drop their row, which goes to one extra row at the end. */
function segmentSum(graph: Graph, x: Value, ids: Value, count: number, output: Spec): Value {
  const rows = [ids.shape.length === 0 ? 1 : (ids.shape[0] as number), 1];
  const plainIds = graph.plain(ids);
  const isNegative = graph.emit('Less', [plainIds, graph.scalar(0, 'int32')]);
  const kept = graph.emit('Cast', [graph.emit('Where', [isNegative, graph.scalar(count, 'int32'), plainIds])], {to: {int: 7}});
  const zeros = graph.emit('Expand', [graph.scalar(0), graph.ints([count + 1, ...output.shape.slice(1)])]);
  const sums = graph.emit('ScatterND', [zeros, graph.reshape(kept, ids.shape, rows), graph.plain(x)], {reduction: {string: 'add'}});
  return graph.value(graph.emit('Slice', [sums, graph.ints([0]), graph.ints([count]), graph.ints([0])]), output);
}

/** Kernels that pick by index. They run in JavaScript in the eager backend, where they cost little. */
export const GATHER_LOWERINGS: Readonly<Record<string, Lowering>> = {
  GatherV2: defineLowering({
    required: ['x', 'indices'],
    eager: false,
    supports: ({x, indices}, {batchDims}: GatherAttributes) => indices.dtype === 'int32' && (batchDims ?? 0) === 0 && x.shape.length > 0,
    infer: ({x, indices}, attributes) => {
      const axis = normalizeAxes(attributes.axis, x.shape)[0] as number;
      return [{shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)], dtype: x.dtype}];
    },
    lower: (graph, {x, indices}, attributes, outputs) => {
      const axis = normalizeAxes(attributes.axis, x.shape)[0] as number;
      return [graph.value(graph.emit('Gather', [graph.plain(x), graph.plain(indices)], {axis: {int: axis}}), outputs[0] as Spec)];
    },
  }),
  GatherNd: defineLowering({
    required: ['params', 'indices'],
    eager: false,
    supports: ({indices}) => indices.dtype === 'int32' && indices.shape.length > 0 && sizeOf(indices.shape) > 0,
    infer: ({params, indices}) => [
      {shape: [...indices.shape.slice(0, -1), ...params.shape.slice(indices.shape.at(-1) as number)], dtype: params.dtype},
    ],
    lower: (graph, {params, indices}, _attributes, outputs) => {
      const positions = graph.emit('Cast', [graph.plain(indices)], {to: {int: 7}});
      return [graph.value(graph.emit('GatherND', [graph.plain(params), positions]), outputs[0] as Spec)];
    },
  }),
  UnsortedSegmentSum: defineLowering({
    required: ['x', 'segmentIds'],
    eager: false,
    supports: ({x, segmentIds}) => x.dtype === 'float32' && segmentIds.dtype === 'int32' && segmentIds.shape.length === 1,
    infer: ({x}, {numSegments}: {numSegments: number}) => [{shape: [numSegments, ...x.shape.slice(1)], dtype: x.dtype}],
    lower: (graph, {x, segmentIds}, {numSegments}, outputs) => [segmentSum(graph, x, segmentIds, numSegments, outputs[0] as Spec)],
  }),
  /** By comparison, because ONNX's own operator counts negative indices from the end. */
  OneHot: defineLowering({
    required: ['indices'],
    eager: false,
    supports: ({indices}, {dtype}: OneHotAttributes) => indices.dtype === 'int32' && isCarried(dtype ?? 'float32'),
    infer: ({indices}, {depth, dtype}): readonly Spec[] => [{shape: [...indices.shape, depth], dtype: (dtype ?? 'float32') as DType}],
    lower: (graph, {indices}, {depth, onValue, offValue}, outputs) => {
      const spec = outputs[0] as Spec;
      const column = graph.reshape(graph.plain(indices), indices.shape, [...indices.shape, 1]);
      const classes = graph.tensor(
        Int32Array.from({length: depth}, (_, index) => index),
        {shape: [depth], dtype: 'int32'},
      );
      const isClass = graph.emit('Equal', [column, classes]);
      return [graph.value(graph.emit('Where', [isClass, graph.scalar(onValue, spec.dtype), graph.scalar(offValue, spec.dtype)]), spec)];
    },
  }),
  TopK: defineLowering({
    required: ['x'],
    eager: false,
    supports: ({x}, {k}: {k: number; sorted: boolean}) => x.dtype === 'float32' && x.shape.length > 0 && k > 0,
    infer: ({x}, {k}): readonly Spec[] => {
      const shape = [...x.shape.slice(0, -1), k];
      return [
        {shape, dtype: 'float32'},
        {shape, dtype: 'int32'},
      ];
    },
    lower: (graph, {x}, {k}, outputs) => {
      const [values, indices] = graph.emitMany('TopK', [graph.plain(x), graph.ints([k])], {axis: {int: -1}}, 2) as [string, string];
      return [graph.value(values, outputs[0] as Spec), graph.value(graph.emit('Cast', [indices], {to: {int: 6}}), outputs[1] as Spec)];
    },
  }),
  Cumsum: defineLowering({
    required: ['x'],
    eager: false,
    supports: ({x}, _attributes: {axis: number; exclusive: boolean; reverse: boolean}) => x.dtype !== 'bool' && x.shape.length > 0,
    infer: ({x}) => [x],
    lower: (graph, {x}, {axis, exclusive, reverse}) => {
      const along = graph.ints([normalizeAxes(axis, x.shape)[0] as number]);
      const attributes = {exclusive: {int: exclusive ? 1 : 0}, reverse: {int: reverse ? 1 : 0}};
      return [graph.value(graph.emit('CumSum', [graph.plain(x), along], attributes), x)];
    },
  }),
};
