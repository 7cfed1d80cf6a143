import type {CheckpointTensor} from '@oid/checkpoint';
import {ShapeError} from '@oid/core';
import type {VariableStore} from '@oid/detector-model';
import * as tf from '@tensorflow/tfjs-core';
import type {RunDifference} from './errors/incompatible-run-error.ts';

/** A tensor's values for a checkpoint. float32 and int32 keep their type. */
export async function toCheckpointTensor(tensor: tf.Tensor): Promise<CheckpointTensor> {
  const data = await tensor.data();
  if (tensor.dtype === 'float32' && data instanceof Float32Array) return {dtype: 'float32', shape: tensor.shape, data};
  if (tensor.dtype === 'int32' && data instanceof Int32Array) return {dtype: 'int32', shape: tensor.shape, data};
  throw new ShapeError('tensor', tensor.dtype, 'float32 or int32');
}

/** The reverse of {@link toCheckpointTensor}. The caller disposes the tensor. */
export function fromCheckpointTensor({dtype, shape, data}: CheckpointTensor): tf.Tensor {
  if ((dtype === 'float32' && data instanceof Float32Array) || (dtype === 'int32' && data instanceof Int32Array)) {
    return tf.tensor(data, [...shape], dtype);
  }
  throw new ShapeError('checkpoint tensor', dtype, 'float32 or int32');
}

/** What keeps `tensors` from being loaded into `variables`: a name that is missing, another shape, another type. */
export function compareVariables(tensors: ReadonlyMap<string, CheckpointTensor>, variables: VariableStore): RunDifference[] {
  const differences: RunDifference[] = [];
  for (const [name, variable] of variables.entries()) {
    const asked = `${variable.dtype} [${variable.shape.join(', ')}]`;
    const tensor = tensors.get(name);
    const saved = tensor === undefined ? 'missing' : `${tensor.dtype} [${tensor.shape.join(', ')}]`;
    if (saved !== asked) differences.push({what: `variable ${name}`, saved, asked});
  }
  return differences;
}

/** Copies values into the variables of the same names; call {@link compareVariables} first. Other tensors are passed over. */
export function assignVariables(tensors: ReadonlyMap<string, CheckpointTensor>, variables: VariableStore): void {
  for (const [name, variable] of variables.entries()) {
    const tensor = tensors.get(name);
    if (tensor === undefined) continue;
    const value = fromCheckpointTensor(tensor);
    variable.assign(value);
    value.dispose();
  }
}

/** The name of the first variable that holds a NaN or an infinity, with the number found. */
export function findNonFinite(tensors: ReadonlyMap<string, CheckpointTensor>): {name: string; found: number} | undefined {
  for (const [name, {data}] of tensors) {
    if (!(data instanceof Float32Array)) continue;
    const found = data.find((value) => !Number.isFinite(value));
    if (found !== undefined) return {name, found};
  }
  return undefined;
}
