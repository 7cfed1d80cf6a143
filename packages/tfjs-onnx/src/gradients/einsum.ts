import * as tf from '@tensorflow/tfjs-core';

/**
 * Gradient of `tf.einsum` with one or two tensors: for `a,b->o`, that of the first is `o,b->a`. A label that only one tensor has and the
 * output lacks was summed, so its gradient is repeated along it.
 *
 * @see TensorFlow, `linalg_grad.py`, `_EinsumGrad`.
 */
export const einsumGradient: tf.GradConfig = {
  kernelName: tf.Einsum,
  saveAllInputs: true,
  gradFunc: (dy, saved, attributes) => {
    const equation = (attributes as unknown as {equation: string}).equation.replace(/\s/g, '');
    const [inputs = '', output = ''] = equation.split('->');
    const terms = inputs.split(',');
    const gradient = (index: number): tf.Tensor => {
      const others = terms.flatMap((labels, other) => (other === index ? [] : [{labels, tensor: saved[other] as tf.Tensor}]));
      return contractTo(terms[index] as string, (saved[index] as tf.Tensor).shape, [{labels: output, tensor: dy as tf.Tensor}, ...others]);
    };
    return Object.fromEntries(terms.map((_labels, index) => [index, () => gradient(index)]));
  },
};

type Factor = {labels: string; tensor: tf.Tensor};

/** Sums a factor over the labels that neither `wanted` nor another factor has. `tf.einsum` gets those wrong on most backends. */
function sumAlone({labels, tensor}: Factor, wanted: string, others: readonly Factor[]): Factor {
  const isAlone = (label: string): boolean => !wanted.includes(label) && !others.some((other) => other.labels.includes(label));
  const axes = labels.split('').flatMap((label, axis) => (isAlone(label) ? [axis] : []));
  if (axes.length === 0) return {labels, tensor};
  return {labels: labels.replace(/./g, (label) => (isAlone(label) ? '' : label)), tensor: tf.sum(tensor, axes)};
}

/** Contracts the factors to the labels of one input, then repeats it along the labels that no factor has. */
function contractTo(labels: string, shape: number[], factors: readonly Factor[]): tf.Tensor {
  const kept = labels.split('').filter((label) => factors.some((factor) => factor.labels.includes(label)));
  const summed = factors.map((factor, index) => sumAlone(factor, labels, factors.toSpliced(index, 1)));
  const tensors = summed.filter((factor) => factor.labels !== '');
  const terms = tensors.map((factor) => factor.labels).join(',');
  const contracted = tensors.length === 0 ? tf.scalar(1) : tf.einsum(`${terms}->${kept.join('')}`, ...tensors.map(({tensor}) => tensor));
  const scaled = summed.reduce((result, factor) => (factor.labels === '' ? tf.mul(result, factor.tensor) : result), contracted);
  const spread = labels.split('').map((label, axis) => (kept.includes(label) ? (shape[axis] as number) : 1));
  return tf.broadcastTo(tf.reshape(scaled, spread), shape);
}
