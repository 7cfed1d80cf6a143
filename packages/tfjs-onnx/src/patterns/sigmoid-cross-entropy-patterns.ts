import * as tf from '@tensorflow/tfjs-core';
import type {Spec} from '../graph/value.ts';
import type {Pattern, PatternForm} from './pattern.ts';
import {withGradients} from './with-gradients.ts';

const NAME = 'sigmoidCrossEntropy';

type Entropy = (logits: tf.Tensor, labels: tf.Tensor) => tf.Tensor;

function formOf(key: string, x: Spec, entropy: Entropy): PatternForm {
  return {
    key,
    specs: [x, x, x],
    naive: (logits, labels, dy) => withGradients((input) => [entropy(input, labels)], [logits], dy),
    fused: (logits, labels, dy) => {
      const inputs = {logits, labels} as tf.NamedTensorMap;
      const y = tf.engine().runKernel<tf.Tensor>('FusedSigmoidCrossEntropy', inputs);
      return [y, tf.engine().runKernel<tf.Tensor>('FusedSigmoidCrossEntropyGrad', {...inputs, dy: dy})];
    },
  };
}

/** `max(x, 0) - x t + ln(1 + e^-|x|)`, as in `tf.losses.sigmoidCrossEntropy`. */
const STABLE: Pattern = {
  name: NAME,
  anchor: 'Log1p',
  forms: (call, surroundings) => {
    const opposite = surroundings.producerOf(surroundings.producerOf(call, 'x'), 'x');
    const size = surroundings.producerOf(opposite, 'x');
    const x = call.inputs[0]?.spec;
    if (opposite?.kernel !== 'Neg' || size?.kernel !== 'Abs' || x === undefined) return [];
    // Gradients add up in the order of the calls, so each order is a form of its own.
    const logarithm = (logits: tf.Tensor): tf.Tensor => tf.log1p(tf.exp(tf.neg(tf.abs(logits))));
    const forms: Record<string, Entropy> = {
      rampFirst: (logits, labels) => tf.add(tf.sub(tf.relu(logits), tf.mul(logits, labels)), logarithm(logits)),
      logarithmFirst: (logits, labels) => tf.add(logarithm(logits), tf.sub(tf.relu(logits), tf.mul(logits, labels))),
      productFirst: (logits, labels) => {
        const product = tf.mul(logits, labels);
        return tf.add(tf.sub(tf.relu(logits), product), logarithm(logits));
      },
    };
    return Object.entries(forms).map(([key, entropy]) => formOf(key, x, entropy));
  },
};

/** `-(t ln σ(x) + (1 - t) ln(1 - σ(x)))`, which overflows where σ rounds to 0 or 1. */
const WRITTEN_OUT: Pattern = {
  name: NAME,
  anchor: 'Log',
  forms: (call, surroundings) => {
    const x = call.inputs[0]?.spec;
    if (surroundings.producerOf(call, 'x')?.kernel !== 'Sigmoid' || x === undefined) return [];
    const rest = (labels: tf.Tensor): tf.Tensor => tf.sub(1, labels);
    const forms: Record<string, Entropy> = {
      negative: (logits, labels) => {
        const p = tf.sigmoid(logits);
        return tf.neg(tf.add(tf.mul(labels, tf.log(p)), tf.mul(rest(labels), tf.log(tf.sub(1, p)))));
      },
      twice: (logits, labels) =>
        tf.neg(tf.add(tf.mul(labels, tf.log(tf.sigmoid(logits))), tf.mul(rest(labels), tf.log(tf.sub(1, tf.sigmoid(logits)))))),
      difference: (logits, labels) => {
        const p = tf.sigmoid(logits);
        return tf.sub(tf.mul(tf.neg(labels), tf.log(p)), tf.mul(rest(labels), tf.log(tf.sub(1, p))));
      },
    };
    return Object.entries(forms).map(([key, entropy]) => formOf(key, x, entropy));
  },
};

export const SIGMOID_CROSS_ENTROPY_PATTERNS: readonly Pattern[] = [STABLE, WRITTEN_OUT];
