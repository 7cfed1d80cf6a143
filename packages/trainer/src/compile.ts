import type * as tf from '@tensorflow/tfjs-core';

/** A function that {@link Compile} made. */
export type Compiled<Arguments extends tf.Tensor[], Result> = ((...tensors: Arguments) => Result) & {
  dispose: () => void;
  /** Why the last call ran operation by operation, where it was to run as one graph. */
  readonly reason?: Error | undefined;
};

/**
 * Makes a function of tensors that does the same work each time faster, as `runtime.compile` of `@oid/runtime` does: by recording it once for
 * each set of input shapes. Variables that it assigns must have their new values after each call.
 */
export type Compile = <Arguments extends tf.Tensor[], Result>(run: (...tensors: Arguments) => Result) => Compiled<Arguments, Result>;

/** The function as it is, for backends without `compile`. */
export const runEagerly: Compile = (run) => Object.assign((...tensors: Parameters<typeof run>) => run(...tensors), {dispose: () => {}});

/** Tells of each function once, when a call of it was refused; to be called after calls. */
export function createRefusalTeller(
  onCompileRefused: ((reason: Error) => void) | undefined,
): (compiled: {readonly reason?: Error | undefined}) => void {
  const told = new Set<object>();
  return (compiled) => {
    if (compiled.reason === undefined || told.has(compiled)) return;
    told.add(compiled);
    onCompileRefused?.(compiled.reason);
  };
}
