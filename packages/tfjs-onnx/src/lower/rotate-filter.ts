import type {Graph} from '../graph/graph.ts';

/** Turns a filter by 180°; `axes` are those of its height and width. */
export function rotateFilter(graph: Graph, name: string, axes: readonly [number, number]): string {
  const last = graph.ints([-1, -1]);
  return graph.emit('Slice', [name, last, graph.ints([-(2 ** 30), -(2 ** 30)]), graph.ints(axes), last]);
}
