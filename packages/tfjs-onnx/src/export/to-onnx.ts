import * as tf from '@tensorflow/tfjs-core';
import {OptionError, ShapeError, checkOneOf} from '@oid/core';
import {valuesOf} from '../compile/compiled-graph.ts';
import {lowerTrace} from '../compile/lower-trace.ts';
import {recordStable} from '../compile/record-stable.ts';
import type {TensorFunction} from '../compile/record.ts';
import type {Structure} from '../compile/structure.ts';
import type {TraceConstant} from '../compile/trace.ts';
import {OnnxBackend} from '../eager/onnx-backend.ts';
import {CompileRefusedError} from '../errors/compile-refused-error.ts';
import {WrongBackendError} from '../errors/wrong-backend-error.ts';
import {checkShape} from '../graph/shape.ts';
import {DTYPES} from '../graph/value.ts';
import type {DType} from '../graph/value.ts';
import {encodeModel} from '../onnx/encode-model.ts';
import {appendDetections} from './append-detections.ts';
import type {DetectionsOptions} from './append-detections.ts';
import {nameEnds} from './name-ends.ts';

/** Form of an exported input. */
export type OnnxInput = {
  /** Integers from 0, the batch's size too: a graph has fixed shapes. */
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
  /** Puts non-maximum suppression behind the outputs for boxes and scores, see {@link DetectionsOptions}. @default none */
  detections?: DetectionsOptions | undefined;
  /** Name of the graph. @default 'model' */
  name?: string | undefined;
};

/**
 * A function of tensors, or a model: `tf.LayersModel`, `tf.GraphModel`, or anything else with a `predict` that takes tensors. One that lists several
 * `inputs`, as those two do, gets them as one array.
 */
export type Exported =
  | ((...inputs: never[]) => unknown)
  | {predict(...inputs: never[]): unknown; readonly inputs?: readonly unknown[] | undefined};

/**
 * Writes a function of tensors, or a model's `predict`, as an ONNX file: opset 17 of the standard operators, IR version 8. Variables and other tensors that the
 * function uses are stored inside with their present values; inputs and outputs keep TensorFlow.js's layouts.
 *
 * With `detections`, the outputs for boxes and scores are replaced by `detection_boxes` `[D, 4]`, `detection_scores` `[D]`,
 * `detection_classes` int32 `[D]` (the score's column) and `num_detections` int32 `[1]`, best first and filled up with zeros.
 *
 * Nothing is computed. The backend must be `onnx`.
 *
 * @param model - is called with one tensor per input and returns a tensor, or a list or record of tensors.
 * @returns the bytes of the file, at most 2 GB.
 * @throws {@link WrongBackendError} on another backend; {@link CompileRefusedError} if the function reads data, assigns variables, or uses a
 * kernel without a lowering; {@link ShapeError} if `outputs` has not one name per tensor, or boxes or scores another shape than `detections` needs;
 * {@link OptionError} if a size or type of an input is unknown, the function returns no tensor, two names are equal, or `detections` names no output
 * or is out of range. What the function throws passes through.
 * @see https://onnx.ai/onnx/repo-docs/IR.html
 */
export function toOnnx(model: Exported, options: ToOnnxOptions): Uint8Array {
  const backend = tf.backend();
  if (!(backend instanceof OnnxBackend)) throw new WrongBackendError('toOnnx', tf.getBackend());
  const {inputs, outputs, detections, name = 'model'} = options ?? {};
  if (typeof inputs !== 'object' || inputs === null) {
    throw new OptionError('inputs', inputs, 'the form of each parameter by name, such as {image: {shape: [1, 300, 300, 3]}}');
  }
  const specs = Object.entries(inputs).map(([input, {shape, dtype = 'float32'}]) => ({
    shape: checkShape(`inputs.${input}.shape`, shape),
    dtype: checkOneOf(`inputs.${input}.dtype`, dtype, DTYPES),
  }));
  const trace = recordStable(backend, functionOf(model), specs);
  if (trace.assigned.length > 0) {
    const found = `it assigns the variable ${trace.assigned[0]?.variable.name}`;
    throw new CompileRefusedError('assigns-variables', found, 'Export the forward pass alone.');
  }
  if (trace.results.length === 0)
    throw new OptionError('model', 'a function without a tensor in its result', 'one that returns a tensor, or a list or record of them');
  const outputNames = outputs ?? namesOf(trace.structure, '');
  if (outputNames.length !== trace.results.length) {
    throw new ShapeError('outputs', [outputNames.length], `[${trace.results.length}], one name per tensor that the function returns`);
  }
  const {model: lowered} = lowerTrace(trace, {
    name,
    inputNames: specs.map((_, index) => `input${index}`),
    outputNames: outputNames.map((_, index) => `output${index}`),
    freeze: (variable: tf.Variable): TraceConstant => valuesOf(backend, variable),
  });
  const named = nameEnds(lowered, Object.keys(inputs), outputNames);
  return encodeModel(detections === undefined ? named : appendDetections(named, detections));
}

function functionOf(model: Exported): TensorFunction {
  if (typeof model === 'function') return model as TensorFunction;
  if (typeof model?.predict !== 'function') throw new OptionError('model', model, 'a function of tensors, or a model with a predict');
  const predict = model.predict.bind(model) as (...inputs: unknown[]) => unknown;
  return Array.isArray(model.inputs) && model.inputs.length > 1 ? (...tensors) => predict(tensors) : predict;
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
