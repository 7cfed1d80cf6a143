import type * as tf from '@tensorflow/tfjs-core';
import type {TraceConstant, TraceOperation} from '../compile/trace.ts';
import type {Spec} from '../graph/value.ts';

/**
 * Something that users write with several kernels and that one kernel does better. It is given as two functions of the same parameters with the
 * same results: the way it is written, and the way it should run. Both are recorded, and where the first recording is found inside that of a
 * user's function, the second takes its place. So the kernels of TensorFlow.js's gradients need not be known here: `naive` computes gradients too.
 */
export type Pattern = {
  /** Name in the count of what was found. */
  readonly name: string;
  /** The kernel at whose calls to look. */
  readonly anchor: string;
  /** What a call may be part of, the largest first; nothing if its surroundings already say no. */
  readonly forms: (call: TraceOperation, surroundings: Surroundings) => readonly PatternForm[];
};

/** One way of writing a pattern, for certain shapes. */
export type PatternForm = {
  /** Tells forms apart, shapes left out. */
  readonly key: string;
  /** Of the parameters. */
  readonly specs: readonly Spec[];
  /**
   * The results, in an order in which each is found from the parameters of those before: gradients come behind values, and one that
   * shows all parameters before one that shows few. Gradients may be absent from the user's function.
   */
  readonly naive: (...parameters: tf.Tensor[]) => readonly tf.Tensor[];
  readonly fused: (...parameters: tf.Tensor[]) => readonly tf.Tensor[];
};

/** What can be seen from a call. */
export type Surroundings = {
  /** The call that computes an input. */
  producerOf(call: TraceOperation | undefined, input: string): TraceOperation | undefined;
  /** The constant that an input is. */
  constantOf(call: TraceOperation | undefined, input: string): TraceConstant | undefined;
};
