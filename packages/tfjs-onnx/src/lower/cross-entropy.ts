import type {Graph} from '../graph/graph.ts';
import {normalizeAxes, sameShape} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';
import {elementwise} from './elementwise.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

const withoutLast = ({shape}: {readonly shape: Shape}): Spec => ({shape: shape.slice(0, -1), dtype: 'float32'});

/** Labels, or their sum, as a column beside the classes. */
function column(graph: Graph, x: Value): string {
  return graph.reshape(graph.plain(x), x.shape, [...x.shape, 1]);
}

const areAlike = (inputs: Readonly<Record<string, Spec>>): boolean => {
  const [first, ...others] = Object.values(inputs);
  return allFloat(inputs) && others.every(({shape}) => sameShape(shape, (first as Spec).shape));
};

const areClasses = ({logits, labels}: {readonly logits: Spec; readonly labels: Spec}): boolean =>
  areAlike({logits, labels}) && logits.shape.length > 0;

/**
 * Cross entropies of logits with closed-form gradients, no gradient in the labels.
 *
 * Of a softmax: `-Σ t ln softmax(x)`, slope `softmax(x) Σt - t`. Of sigmoids: `max(x, 0) - x t + ln(1 + e)` with `e = e^-|x|`, slope `σ(x) - t`. What
 * rounding takes from e in `1 + e`, which is all of it where e is small, is added to the logarithm.
 */
export const CROSS_ENTROPY_LOWERINGS: Readonly<Record<string, Lowering>> = {
  LogSoftmax: defineLowering({
    required: ['logits'],
    supports: (inputs) => allFloat(inputs) && inputs.logits.shape.length > 0,
    infer: ({logits}) => [logits],
    lower: (graph, {logits}, {axis}: {axis: number}) => {
      const along = normalizeAxes(axis, logits.shape)[0] as number;
      return [graph.value(graph.emit('LogSoftmax', [graph.plain(logits)], {axis: {int: along}}), logits)];
    },
  }),
  FusedSoftmaxCrossEntropy: defineLowering({
    required: ['logits', 'labels'],
    supports: areClasses,
    infer: ({logits}) => [withoutLast(logits)],
    lower: (graph, {logits, labels}, _attributes, outputs) => {
      const log = graph.emit('LogSoftmax', [graph.plain(logits)], {axis: {int: -1}});
      const sum = graph.emit('ReduceSum', [graph.emit('Mul', [log, graph.plain(labels)]), graph.ints([-1])], {keepdims: {int: 0}});
      return [graph.value(graph.emit('Neg', [sum]), outputs[0] as Spec)];
    },
  }),
  FusedSoftmaxCrossEntropyGrad: defineLowering({
    required: ['dy', 'logits', 'labels'],
    supports: ({dy, ...inputs}) => areClasses(inputs) && allFloat({dy}) && sameShape(dy.shape, withoutLast(inputs.logits).shape),
    infer: ({logits}) => [logits],
    lower: (graph, {dy, logits, labels}) => {
      const probabilities = graph.emit('Softmax', [graph.plain(logits)], {axis: {int: -1}});
      const total = graph.emit('ReduceSum', [graph.plain(labels), graph.ints([-1])], {keepdims: {int: 1}});
      const slope = graph.emit('Sub', [graph.emit('Mul', [probabilities, total]), graph.plain(labels)]);
      return [graph.value(graph.emit('Mul', [slope, column(graph, dy)]), logits)];
    },
  }),
  FusedSigmoidCrossEntropy: defineLowering({
    required: ['logits', 'labels'],
    supports: areAlike,
    infer: ({logits}) => [logits],
    lower: (graph, {logits, labels}) => [
      elementwise(graph, [logits, labels], logits, (names) => {
        const [x, t] = names as [string, string];
        const small = graph.emit('Exp', [graph.emit('Neg', [graph.emit('Abs', [x])])]);
        const sum = graph.emit('Add', [small, graph.scalar(1)]);
        const lost = graph.emit('Sub', [small, graph.emit('Sub', [sum, graph.scalar(1)])]);
        const log = graph.emit('Add', [graph.emit('Log', [sum]), lost]);
        return graph.emit('Add', [graph.emit('Sub', [graph.emit('Relu', [x]), graph.emit('Mul', [x, t])]), log]);
      }),
    ],
  }),
  FusedSigmoidCrossEntropyGrad: defineLowering({
    required: ['dy', 'logits', 'labels'],
    supports: areAlike,
    infer: ({logits}) => [logits],
    lower: (graph, {dy, logits, labels}) => [
      elementwise(graph, [dy, logits, labels], logits, (names) => {
        const [gradient, x, t] = names as [string, string, string];
        return graph.emit('Mul', [gradient, graph.emit('Sub', [graph.emit('Sigmoid', [x]), t])]);
      }),
    ],
  }),
};
