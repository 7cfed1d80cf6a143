import * as tf from '@tensorflow/tfjs-core';
import type {OnnxBackend} from '../eager/onnx-backend.ts';

/** Assignments to variables since watching began. */
export type WatchedAssignments = {
  /** Each assigned variable once, with its data at the start and now. */
  list(): {variable: tf.Variable; before: tf.DataId; after: tf.DataId}[];
  /** Gives every variable its data of the start back, and stops watching. */
  undo(): void;
};

/** Watches `assign` of every variable and keeps the data that each had first. */
export function watchAssignments(backend: OnnxBackend): WatchedAssignments {
  const before = new Map<tf.Variable, tf.DataId>();
  // oxlint-disable-next-line typescript/unbound-method -- called with its receiver below
  const assign = tf.Variable.prototype.assign;
  tf.Variable.prototype.assign = function watched(this: tf.Variable, value: tf.Tensor): void {
    if (!before.has(this)) {
      before.set(this, this.dataId);
      backend.incRef(this.dataId);
    }
    assign.call(this, value);
  };
  return {
    list: () => [...before].map(([variable, dataId]) => ({variable, before: dataId, after: variable.dataId})),
    undo: () => {
      tf.Variable.prototype.assign = assign;
      for (const [variable, dataId] of before) {
        const {shape, dtype} = variable;
        const first = tf.engine().makeTensorFromTensorInfo({dataId, shape, dtype}, backend); // takes over the reference counted above
        assign.call(variable, first);
        first.dispose();
      }
    },
  };
}
