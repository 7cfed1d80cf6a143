import * as tf from '@tensorflow/tfjs-core';

export type SgdOptions = {momentum: number; weightDecay: number};

/** The moving sums of momentum, by variable name; empty without momentum. Owned by the map's owner. */
export type MomentumSlots = Map<string, tf.Variable>;

/** A slot of zeros for every trainable variable that has none yet; nothing without momentum. */
export function createSlots(variables: Iterable<readonly [string, tf.Variable]>, slots: MomentumSlots, momentum: number): void {
  if (momentum === 0) return;
  for (const [name, variable] of variables) {
    if (variable.trainable && !slots.has(name)) slots.set(name, createSlot(tf.zeros(variable.shape)));
  }
}

/** A slot of the given value, which it takes over. */
export function createSlot(value: tf.Tensor): tf.Variable {
  const slot = tf.variable(value, false);
  value.dispose();
  return slot;
}

/**
 * One step of stochastic gradient descent, in place: g ← g + weightDecay·w; with momentum m ← momentum·m + g, w ← w − learningRate·m,
 * otherwise w ← w − learningRate·g. Reads no data, so that it can be recorded as part of a graph.
 *
 * Weight decay is an L2 term in the gradient and falls on **every** trainable variable (biases, gamma and beta included), as in Gluon's
 * `Trainer`, whose `wd` multiplies by each parameter's `wd_mult` of 1. A variable without a gradient is left alone.
 *
 * @param variables - by their names in the store.
 * @param gradients - by `tf.Variable.name`, each of its variable's shape. The caller disposes them.
 * @param slots - of {@link createSlots}.
 * @see TensorFlow `MomentumOptimizer` (accumulation = momentum · accumulation + gradient), whose slot is `<variable>/Momentum`.
 */
export function sgdStep(
  variables: Iterable<readonly [string, tf.Variable]>,
  gradients: Readonly<Record<string, tf.Tensor>>,
  slots: MomentumSlots,
  learningRate: tf.Scalar,
  {momentum, weightDecay}: SgdOptions,
): void {
  for (const [name, variable] of variables) {
    const gradient = gradients[variable.name];
    if (gradient === undefined) continue;
    tf.tidy(() => {
      const decayed = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(variable, weightDecay)); // [shape of w]
      const slot = slots.get(name);
      const direction = slot === undefined ? decayed : tf.add(tf.mul(slot, momentum), decayed); // [shape of w]
      slot?.assign(direction);
      variable.assign(tf.sub(variable, tf.mul(direction, learningRate)));
    });
  }
}

/** Frees the slots and empties the map. */
export function disposeSlots(slots: MomentumSlots): void {
  for (const slot of slots.values()) slot.dispose();
  slots.clear();
}
