import * as tf from '@tensorflow/tfjs-core';

/** The values that variables had at some moment. */
export type KeptValues = {
  /** Gives every variable its value of then. */
  restore: () => void;
  /** Frees what was kept; the variables stay as they are. */
  dispose: () => void;
};

/** Keeps the values of variables. Costs no copy on backends where tensors share data: `assign` gives a variable other data. */
export function keepValues(variables: readonly tf.Variable[]): KeptValues {
  const values = variables.map((variable) => tf.clone<tf.Tensor>(variable));
  return {
    restore: () => {
      for (const [index, variable] of variables.entries()) variable.assign(values[index] as tf.Tensor);
    },
    dispose: () => tf.dispose(values),
  };
}
