import type * as tf from '@tensorflow/tfjs-core';
import type {Spec} from '../graph/value.ts';
import type {Lowering} from '../lower/lowering.ts';
import type {Structure} from './structure.ts';

/** One kernel call of a recorded function. Tensors are named by the data they point to. */
export type TraceOperation = {
  readonly kernel: string;
  readonly lowering: Lowering;
  readonly attributes: unknown;
  readonly inputs: readonly {readonly name: string; readonly id: tf.DataId; readonly spec: Spec}[];
  readonly outputs: readonly {readonly id: tf.DataId; readonly spec: Spec}[];
};

/** Data that was there before the function ran, or that it made out of nothing but JavaScript numbers. */
export type TraceConstant = {readonly spec: Spec; readonly values: Float32Array | Int32Array | Uint8Array};

/** A recorded function: what it reads, does and leaves. */
export type Trace = {
  readonly operations: readonly TraceOperation[];
  readonly constants: ReadonlyMap<tf.DataId, TraceConstant>;
  /** Calls that made constants of constants. They ran, and need not run again, but may be part of a pattern. */
  readonly folded: readonly TraceOperation[];
  readonly parameters: readonly {readonly id: tf.DataId; readonly spec: Spec}[];
  /** Variables that the function reads, by the data they had at the start. */
  readonly reads: ReadonlyMap<tf.DataId, tf.Variable>;
  /** Variables that the function assigns, with the data they were given last. */
  readonly assigned: readonly {readonly variable: tf.Variable; readonly before: tf.DataId; readonly after: tf.DataId}[];
  readonly results: readonly {readonly id: tf.DataId; readonly spec: Spec}[];
  readonly structure: Structure;
};
