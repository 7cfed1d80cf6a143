import {channelAffine} from './channel-affine.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

/** Batch normalisation with given statistics: one factor and one summand per channel. */
export const FUSED_BATCH_NORM_LOWERINGS: Readonly<Record<string, Lowering>> = {
  FusedBatchNorm: defineLowering({
    required: ['x', 'mean', 'variance'],
    optional: ['scale', 'offset'],
    supports: (inputs) =>
      allFloat(inputs) &&
      inputs.x.shape.length > 0 &&
      [inputs.mean, inputs.variance, inputs.scale, inputs.offset].every((vector) => vector === undefined || vector.shape.length === 1),
    infer: ({x}) => [x],
    lower: (graph, {x, mean, variance, scale, offset}, {varianceEpsilon}: {varianceEpsilon: number}) => {
      const deviation = graph.emit('Sqrt', [graph.emit('Add', [graph.plain(variance), graph.scalar(varianceEpsilon)])]);
      const factor = graph.emit('Div', [scale === undefined ? graph.scalar(1) : graph.plain(scale), deviation]); // [C]
      const shift = graph.emit('Mul', [graph.plain(mean), factor]);
      const summand = graph.emit('Sub', [offset === undefined ? graph.scalar(0) : graph.plain(offset), shift]); // [C]
      return [channelAffine(graph, x, factor, summand)];
    },
  }),
};
