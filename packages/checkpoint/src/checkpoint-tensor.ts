/** Element types that are read and written. */
export type CheckpointDtype = 'float32' | 'float64' | 'int32' | 'uint8' | 'int16' | 'int8' | 'int64' | 'bool';

/** Row-major elements: `Int32Array` for `int32` and so on; `BigInt64Array` for `int64`, `Uint8Array` of 0 and 1 for `bool`. */
export type CheckpointData = Float32Array | Float64Array | Int32Array | Uint8Array | Int16Array | Int8Array | BigInt64Array;

/** One variable. `shape` is `[]` for a scalar; a dimension may be 0. */
export type CheckpointTensor = {dtype: CheckpointDtype; shape: readonly number[]; data: CheckpointData};

/** How an element type is stored. */
export type DtypeLayout = {
  name: CheckpointDtype;
  /** `tensorflow.DataType`. */
  code: number;
  /** Bytes of an element. */
  width: number;
  array: new (buffer: ArrayBuffer) => CheckpointData;
};

/** Every element type that is read and written. */
export const DTYPES: readonly DtypeLayout[] = [
  {name: 'float32', code: 1, width: 4, array: Float32Array},
  {name: 'float64', code: 2, width: 8, array: Float64Array},
  {name: 'int32', code: 3, width: 4, array: Int32Array},
  {name: 'uint8', code: 4, width: 1, array: Uint8Array},
  {name: 'int16', code: 5, width: 2, array: Int16Array},
  {name: 'int8', code: 6, width: 1, array: Int8Array},
  {name: 'int64', code: 9, width: 8, array: BigInt64Array},
  {name: 'bool', code: 10, width: 1, array: Uint8Array},
];

const OTHER_DTYPES = new Map([
  [7, 'string'],
  [14, 'bfloat16'],
  [17, 'uint16'],
  [19, 'half'],
]);

/** TensorFlow's name of an element type, `dtype 23` for one that has no name here. */
export function dtypeName(code: number): string {
  return DTYPES.find((dtype) => dtype.code === code)?.name ?? OTHER_DTYPES.get(code) ?? `dtype ${code}`;
}

/** Number of elements; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}
