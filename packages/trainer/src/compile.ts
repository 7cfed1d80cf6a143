import type * as tf from '@tensorflow/tfjs-core';

/**
 * Makes a function of tensors that does the same work each time faster, as `runtime.compile` of `@oid/runtime` does: by recording it once for
 * each set of input shapes. Variables that it assigns must have their new values after each call.
 */
export type Compile = <Arguments extends tf.Tensor[], Result>(
  run: (...tensors: Arguments) => Result,
) => ((...tensors: Arguments) => Result) & {dispose: () => void};

/** The function as it is, for backends without `compile`. */
export const runEagerly: Compile = (run) => Object.assign((...tensors: Parameters<typeof run>) => run(...tensors), {dispose: () => {}});
