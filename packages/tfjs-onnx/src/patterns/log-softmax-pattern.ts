import * as tf from '@tensorflow/tfjs-core';
import type {Pattern, PatternForm} from './pattern.ts';
import {withGradients} from './with-gradients.ts';

const fusedLogSoftmax = (x: tf.Tensor | undefined): tf.Tensor =>
  tf.engine().runKernel<tf.Tensor>('LogSoftmax', {logits: x as tf.Tensor}, {axis: (x as tf.Tensor).rank - 1});

/**
 * The logarithm of a softmax over the last axis: of `tf.logSoftmax`, of `x - tf.logSumExp(x)`, as in `tf.losses.softmaxCrossEntropy`, or of
 * `tf.log(tf.softmax(x))`, which also overflows less and has a shorter gradient then. Every cross entropy of a softmax goes through it.
 */
export const LOG_SOFTMAX_PATTERN: Pattern = {
  name: 'logSoftmax',
  anchor: 'Log',
  forms: (call, surroundings) => {
    const inner = surroundings.producerOf(call, 'x');
    if (inner?.kernel === 'Softmax') {
      const x = inner.inputs[0]?.spec;
      if (x === undefined || (inner.attributes as {dim: number}).dim !== x.shape.length - 1) return [];
      const ofSoftmax: PatternForm = {
        key: 'log(softmax)',
        specs: [x, x],
        naive: (logits, dy) => withGradients((input) => [tf.log(tf.softmax(input))], [logits], dy),
        fused: (logits, dy) => {
          const y = fusedLogSoftmax(logits);
          return [y, tf.sub(dy, tf.mul(tf.sum(dy, -1, true), tf.exp(y)))];
        },
      };
      return [ofSoftmax];
    }
    const shifted = surroundings.producerOf(surroundings.producerOf(inner, 'x'), 'x');
    const x = shifted?.kernel === 'Sub' ? shifted.inputs[0]?.spec : undefined;
    if (inner?.kernel !== 'Sum' || x === undefined || x.shape.length === 0) return [];
    const forms: Record<string, (logits: tf.Tensor) => tf.Tensor> = {
      logSoftmax: (logits) => tf.logSoftmax(logits),
      logSumExp: (logits) => tf.sub(logits, tf.logSumExp(logits, -1, true)),
    };
    return Object.entries(forms).map(([key, naive]) => ({
      key,
      specs: [x],
      naive: (logits) => [naive(logits)],
      fused: (logits) => [fusedLogSoftmax(logits)],
    }));
  },
};
