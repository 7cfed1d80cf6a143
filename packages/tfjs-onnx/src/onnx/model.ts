/** Element types that the writer knows, named as TensorFlow.js and ONNX Runtime name them. */
export type ElementType = 'float32' | 'uint8' | 'int32' | 'int64' | 'bool' | 'bfloat16';

/** `TensorProto.DataType` of each element type (onnx.proto). */
export const ELEMENT_TYPE_CODES: Readonly<Record<ElementType, number>> = {float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, bfloat16: 16};

/** Attribute of a node: a whole number, a float, a list of either, or a string. */
export type OnnxAttribute =
  | {readonly int: number}
  | {readonly ints: readonly number[]}
  | {readonly float: number}
  | {readonly floats: readonly number[]}
  | {readonly string: string};

/** One operator call. An empty input name leaves an optional input out; so does an empty output name. */
export type OnnxNode = {
  /** Name of the operator; one outside the standard has its domain and a dot in front: `com.microsoft.nchwc.Conv`. */
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
};

/** A constant of the graph: little-endian elements in row-major order. */
export type OnnxInitializer = {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
};

/** Name, type and shape of an input or output. A string is a symbolic dimension. */
export type OnnxValueInfo = {readonly name: string; readonly type: ElementType; readonly shape: readonly (number | string)[]};

/** A whole model; nodes in topological order. */
export type OnnxModel = {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  readonly initializers: readonly OnnxInitializer[];
};
