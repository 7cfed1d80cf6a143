import type * as tf from '@tensorflow/tfjs-core';

/** A function of tensors that runs as one graph where the backend can make one of it. */
export type Compiled<Arguments extends tf.Tensor[], Result> = ((...tensors: Arguments) => Result) & {
  /** How the last call ran; `'untraced'` before the first. */
  readonly mode: 'untraced' | 'compiled' | 'eager';
  /** Why the last call ran eagerly; undefined where it did not. */
  readonly reason: Error | undefined;
  /** Frees the graphs. */
  dispose(): void;
};

/** Makes a function of tensors, such as a whole training step, run as one graph: see `compile` of `@oid/tfjs-onnx`. */
export type Compile = <Arguments extends tf.Tensor[], Result>(run: (...tensors: Arguments) => Result) => Compiled<Arguments, Result>;
