import * as tf from '@tensorflow/tfjs-core';
import {expect} from 'vitest';

export type Comparison = {worst: number; sameShapes: boolean; tensorsLeft: number};

/** What {@link compareWithDifferences} says of a right gradient: within 5e-4 of the differences, and no tensor left behind. */
export const MATCHES: Comparison = {worst: expect.closeTo(0, 3) as number, sameShapes: true, tensorsLeft: 0};

/**
 * Compares the gradients of `f`, for random weights of its output, with central differences. `worst` is the largest difference as a share of
 * the largest slope, at least 1.
 *
 * `step` may be large where `f` is linear in each number of its inputs (differences are exact there), and must stay small where it has kinks.
 */
export function compareWithDifferences(f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[], step = 0.25): Comparison {
  const before = tf.memory().numTensors;
  const output = tf.tidy(() => f(...inputs));
  const weights = tf.randomUniform(output.shape, -1, 1, 'float32', 7);
  const factors = weights.dataSync<'float32'>();
  const weighted = (changed: tf.Tensor[]): number =>
    f(...changed)
      .dataSync<'float32'>()
      .reduce((sum, value, index) => sum + value * (factors.at(index) ?? 0), 0);
  const slopes = (changed: tf.Tensor): number[] =>
    Array.from({length: changed.size}, (_none, position) => {
      const at = (move: number): number => {
        const values = Float32Array.from(changed.dataSync(), (value, index) => (index === position ? value + move : value));
        return tf.tidy(() => weighted(inputs.map((input) => (input === changed ? tf.tensor(values, input.shape) : input))));
      };
      return (at(step) - at(-step)) / (2 * step);
    });
  const expected = inputs.flatMap(slopes);
  const gradients = tf.grads((...args: tf.Tensor[]) => f(...args))(inputs, weights);
  const actual = gradients.flatMap((gradient) => [...gradient.dataSync()]);
  const sameShapes = gradients.every((gradient, slot) => gradient.shape.join() === inputs.at(slot)?.shape.join());
  tf.dispose([output, weights, ...gradients]);
  return {
    worst:
      Math.max(...expected.map((slope, index) => Math.abs(slope - (actual.at(index) ?? Number.NaN)))) /
      Math.max(1, ...expected.map(Math.abs)),
    sameShapes,
    tensorsLeft: tf.memory().numTensors - before,
  };
}

/** Uniform numbers in [-1, 1). */
export function uniform(shape: number[], seed = 1): tf.Tensor {
  return tf.randomUniform(shape, -1, 1, 'float32', seed);
}
