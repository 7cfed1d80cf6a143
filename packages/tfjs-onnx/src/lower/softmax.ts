import {normalizeAxes} from '../graph/shape.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

/** Softmax over one axis. */
export const SOFTMAX_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Softmax: defineLowering({
    required: ['logits'],
    supports: (inputs) => allFloat(inputs) && inputs.logits.shape.length > 0,
    infer: ({logits}) => [logits],
    lower: (graph, {logits}, {dim}: {dim: number}) => {
      const axis = normalizeAxes(dim, logits.shape)[0] as number;
      return [graph.value(graph.emit('Softmax', [graph.plain(logits)], {axis: {int: axis}}), logits)];
    },
  }),
};
