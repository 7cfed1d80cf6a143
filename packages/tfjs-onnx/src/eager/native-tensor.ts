import type {backend_util} from '@tensorflow/tfjs-core';
import type {NativeTensor} from '../binding/native-binding.ts';
import {sizeOf} from '../graph/shape.ts';
import type {DType, Spec} from '../graph/value.ts';

const ARRAYS = {float32: Float32Array, int32: Int32Array, bool: Uint8Array} as const;

/**
 * The tensor as the binding takes it, without a copy where the array is of the type that the binding wants; TensorFlow.js keeps some
 * float32 tensors in other arrays.
 */
export function nativeTensor(
  {shape, dtype}: {readonly shape: readonly number[]; readonly dtype: string},
  values: backend_util.BackendValues | undefined,
): NativeTensor {
  const type = dtype as DType;
  const Expected = ARRAYS[type];
  const data = values instanceof Expected ? values : Expected.from(values as unknown as ArrayLike<number>);
  return {type, dims: shape, data, location: 'cpu'};
}

/** Room for a kernel's output. */
export function outputTensor({shape, dtype}: Spec): NativeTensor {
  return {type: dtype, dims: shape, data: new ARRAYS[dtype](sizeOf(shape)), location: 'cpu'};
}
