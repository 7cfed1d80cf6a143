import type {Graph} from '../graph/graph.ts';
import type {Shape} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';
import {defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

function positions(graph: Graph, indices: Value): string {
  return graph.emit('Cast', [graph.plain(indices)], {to: {int: 7}});
}

/** Kernels that put slices at given places. */
export const SCATTER_LOWERINGS: Readonly<Record<string, Lowering>> = {
  /** Slices for one place add up. */
  ScatterNd: defineLowering({
    required: ['indices', 'updates'],
    eager: false,
    supports: ({indices, updates}, _attributes: {shape: Shape}) =>
      indices.dtype === 'int32' && indices.shape.length > 0 && updates.dtype === 'float32',
    infer: ({updates}, {shape}): readonly Spec[] => [{shape, dtype: updates.dtype}],
    lower: (graph, {indices, updates}, _attributes, outputs) => {
      const output = outputs[0] as Spec;
      const zeros = graph.emit('Expand', [graph.scalar(0), graph.ints(output.shape)]);
      const name = graph.emit('ScatterND', [zeros, positions(graph, indices), graph.plain(updates)], {reduction: {string: 'add'}});
      return [graph.value(name, output)];
    },
  }),
  TensorScatterUpdate: defineLowering({
    required: ['tensor', 'indices', 'updates'],
    eager: false,
    supports: ({tensor, indices, updates}) => indices.dtype === 'int32' && indices.shape.length > 0 && updates.dtype === tensor.dtype,
    infer: ({tensor}) => [tensor],
    lower: (graph, {tensor, indices, updates}) => [
      graph.value(graph.emit('ScatterND', [graph.plain(tensor), positions(graph, indices), graph.plain(updates)]), tensor),
    ],
  }),
};
