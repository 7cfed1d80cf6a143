import * as tf from '@tensorflow/tfjs-core';

export type SgdOptions = {learningRate: number; momentum: number; weightDecay: number};

/** The moving sums of momentum, by variable name; empty without momentum. Tensors are owned by the map's owner. */
export type MomentumSlots = Map<string, tf.Tensor>;

/**
 * One step of stochastic gradient descent, in place: g ← g + weightDecay·w; with momentum m ← momentum·m + g, w ← w − learningRate·m,
 * otherwise w ← w − learningRate·g. A missing slot counts as zeros and is made.
 *
 * Weight decay is an L2 term in the gradient and falls on **every** trainable variable (biases, gamma and beta included), as in Gluon's
 * `Trainer`, whose `wd` multiplies by each parameter's `wd_mult` of 1. A variable without a gradient is left alone.
 *
 * @param variables - trainable variables by their names in the store.
 * @param gradients - by `tf.Variable.name`, each of its variable's shape. The caller disposes them.
 * @see TensorFlow `MomentumOptimizer` (accumulation = momentum · accumulation + gradient), whose slot is `<variable>/Momentum`.
 */
export function sgdStep(
  variables: Iterable<readonly [string, tf.Variable]>,
  gradients: Readonly<Record<string, tf.Tensor>>,
  slots: MomentumSlots,
  {learningRate, momentum, weightDecay}: SgdOptions,
): void {
  for (const [name, variable] of variables) {
    const gradient = gradients[variable.name];
    if (gradient === undefined) continue;
    const decayed = tf.tidy(() => (weightDecay === 0 ? tf.clone(gradient) : tf.add(gradient, tf.mul(variable, weightDecay)))); // [shape of w]
    const previous = slots.get(name);
    const direction = momentum === 0 || previous === undefined ? decayed : tf.tidy(() => tf.add(tf.mul(previous, momentum), decayed));
    const next = tf.tidy(() => tf.sub(variable, tf.mul(direction, learningRate))); // [shape of w]
    variable.assign(next);
    next.dispose();
    if (direction !== decayed) decayed.dispose();
    if (momentum === 0) {
      direction.dispose();
    } else {
      previous?.dispose();
      slots.set(name, direction);
    }
  }
}

/** Frees the slots' tensors and empties the map. */
export function disposeSlots(slots: MomentumSlots): void {
  for (const slot of slots.values()) slot.dispose();
  slots.clear();
}
