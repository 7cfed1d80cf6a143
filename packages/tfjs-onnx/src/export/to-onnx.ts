import * as tf from '@tensorflow/tfjs-core';
import {ShapeError} from '@oid/core';
import {valuesOf} from '../compile/compiled-graph.ts';
import {lowerTrace} from '../compile/lower-trace.ts';
import {recordStable} from '../compile/record-stable.ts';
import type {Structure} from '../compile/structure.ts';
import {OnnxBackend} from '../eager/onnx-backend.ts';
import {CompileRefusedError} from '../errors/compile-refused-error.ts';
import {WrongBackendError} from '../errors/wrong-backend-error.ts';
import type {DType} from '../graph/value.ts';
import {encodeModel} from '../onnx/encode-model.ts';

/** Form of an exported input. */
export type OnnxInput = {
  /** Whole sizes; a graph has fixed shapes. */
  shape: readonly number[];
  /** @default 'float32' */
  dtype?: DType | undefined;
};

/** What {@link toOnnx} writes. */
export type ToOnnxOptions = {
  /** The function's parameters in order, by the name that the file gives them. */
  inputs: Readonly<Record<string, OnnxInput>>;
  /** Names of the outputs in order. @default the record keys of the result, joined by dots; 'output' for a single tensor, numbers in a list */
  outputs?: readonly string[] | undefined;
  /** Name of the graph. @default 'model' */
  name?: string | undefined;
};

/**
 * Writes a function of tensors as an ONNX file: opset 17 of the standard operators, IR version 8. Variables and other tensors that the
 * function uses are stored inside with their present values; inputs and outputs keep TensorFlow.js's layouts.
 *
 * Nothing is computed. The backend must be `onnx`.
 *
 * @param run - is called with one tensor per input and returns a tensor, or a list or record of tensors.
 * @returns the bytes of the file, at most 2 GB.
 * @throws {@link WrongBackendError} on another backend; {@link CompileRefusedError} if the function reads data, assigns variables, or uses a
 * kernel without a lowering; {@link ShapeError} if `outputs` has not one name per tensor.
 * @see https://onnx.ai/onnx/repo-docs/IR.html
 */
export function toOnnx(run: (...inputs: never[]) => unknown, {inputs, outputs, name = 'model'}: ToOnnxOptions): Uint8Array {
  const backend = tf.backend();
  if (!(backend instanceof OnnxBackend)) throw new WrongBackendError('toOnnx', tf.getBackend());
  const specs = Object.values(inputs).map(({shape, dtype = 'float32'}) => ({shape: [...shape], dtype}));
  const trace = recordStable(backend, run as (...tensors: tf.Tensor[]) => unknown, specs);
  if (trace.assigned.length > 0) {
    const found = `it assigns the variable ${trace.assigned[0]?.variable.name}`;
    throw new CompileRefusedError('assigns-variables', found, 'Export the forward pass alone.');
  }
  const outputNames = outputs ?? namesOf(trace.structure, '');
  if (outputNames.length !== trace.results.length) {
    throw new ShapeError('outputs', [outputNames.length], `[${trace.results.length}], one name per tensor that the function returns`);
  }
  return encodeModel(
    lowerTrace(trace, {name, inputNames: Object.keys(inputs), outputNames, freeze: (variable) => valuesOf(backend, variable)}).model,
  );
}

function namesOf(structure: Structure, prefix: string): string[] {
  const join = (name: string): string => (prefix === '' ? name : `${prefix}.${name}`);
  switch (structure.kind) {
    case 'tensor':
      return [prefix === '' ? 'output' : prefix];
    case 'list':
      return structure.items.flatMap((item, index) => namesOf(item, join(String(index))));
    case 'record':
      return structure.entries.flatMap(([name, item]) => namesOf(item, join(name)));
    default:
      return [];
  }
}
