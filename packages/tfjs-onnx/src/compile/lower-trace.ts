import type * as tf from '@tensorflow/tfjs-core';
import {channelBlock} from '../eager/channel-block.ts';
import {Graph} from '../graph/graph.ts';
import {sizeOf} from '../graph/shape.ts';
import {specOf} from '../graph/value.ts';
import type {Spec, Value} from '../graph/value.ts';
import {reshapeValue} from '../lower/reorder.ts';
import type {OnnxModel, OnnxValueInfo} from '../onnx/model.ts';
import {neededOperations} from './needed-operations.ts';
import type {Trace, TraceConstant} from './trace.ts';

/** A trace as a model, with what its inputs and outputs stand for. */
export type LoweredTrace = {
  readonly model: OnnxModel;
  /** Variables to feed, by input name. */
  readonly reads: readonly {readonly name: string; readonly variable: tf.Variable}[];
  /** Variables to write after a run, by output name. */
  readonly writes: readonly {readonly name: string; readonly variable: tf.Variable; readonly spec: Spec}[];
};

/** Names of the parameters and results, and what becomes of variables. */
export type LoweringOptions = {
  readonly name: string;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Gives a variable's values to store them in the graph; undefined makes it an input. */
  readonly freeze?: ((variable: tf.Variable) => TraceConstant) | undefined;
};

/** Turns a trace into one graph: operations that nothing depends on are left out, layouts run through. */
export function lowerTrace(trace: Trace, {name, inputNames, outputNames, freeze}: LoweringOptions): LoweredTrace {
  const operations = neededOperations(trace);
  const graph = new Graph({
    preferNchw: true,
    poolIndices: operations.some(({kernel}) => kernel === 'MaxPoolGrad'),
    // With constant filters ONNX Runtime goes to blocks by itself, and files are for others.
    channelBlock: freeze === undefined ? channelBlock() : undefined,
  });
  const values = new Map<tf.DataId, Value>();
  const inputs: OnnxValueInfo[] = [];
  const reads: {name: string; variable: tf.Variable}[] = [];
  for (const [index, {id, spec}] of trace.parameters.entries()) {
    const input = inputNames[index] as string;
    inputs.push({name: input, type: spec.dtype, shape: spec.shape});
    values.set(id, graph.value(input, spec));
  }
  const states = new Map([...trace.reads, ...trace.assigned.map(({variable, before}) => [before, variable] as const)]);
  const valueOf = (id: tf.DataId, spec: Spec): Value => {
    let value = values.get(id);
    if (value === undefined) {
      const variable = states.get(id);
      if (variable === undefined) value = constantValue(graph, trace.constants.get(id) as TraceConstant);
      else if (freeze === undefined) {
        const input = `variable${reads.length}`;
        reads.push({name: input, variable});
        inputs.push({name: input, type: spec.dtype, shape: spec.shape});
        value = graph.value(input, spec);
      } else value = constantValue(graph, freeze(variable));
      values.set(id, value);
    }
    return reshapeValue(graph, ofType(graph, value, spec.dtype), spec);
  };
  for (const {lowering, attributes, inputs: used, outputs} of operations) {
    const named = Object.fromEntries(used.map(({name: input, id, spec}) => [input, valueOf(id, spec)]));
    const specs = outputs.map(({spec}) => spec);
    const isEmpty = specs.every(({shape}) => sizeOf(shape) === 0);
    const results = isEmpty ? specs.map((spec) => graph.splat(0, spec)) : lowering.lower(graph, named, attributes, specs);
    for (const [index, {id}] of outputs.entries()) values.set(id, results[index] as Value);
  }
  const outputs: OnnxValueInfo[] = [];
  const finish = (id: tf.DataId, spec: Spec, output: string): void => {
    graph.output(graph.plain(valueOf(id, spec)), output);
    outputs.push({name: output, type: spec.dtype, shape: spec.shape});
  };
  for (const [index, {id, spec}] of trace.results.entries()) finish(id, spec, outputNames[index] as string);
  const writes = trace.assigned.map(({variable, after}, index) => {
    const spec = specOf(variable);
    finish(after, spec, `state${index}`);
    return {name: `state${index}`, variable, spec};
  });
  return {model: graph.toModel(name, inputs, outputs), reads, writes};
}

/** TensorFlow.js lets tensors of different types share data, as a cast to float32 does. */
function ofType(graph: Graph, value: Value, dtype: Spec['dtype']): Value {
  if (value.dtype === dtype) return value;
  if (value.constant !== undefined) return {...graph.splat(value.constant, {shape: value.shape, dtype}), stored: value.stored};
  return {...value, name: graph.cast(value.name, value.dtype, dtype), dtype};
}

/** A constant of equal elements is stored as one number: gradients multiply by tensors full of ones. */
function constantValue(graph: Graph, {spec, values}: TraceConstant): Value {
  const first = values[0];
  if (first !== undefined && values.length > 1 && values.every((value) => Object.is(value, first))) return graph.splat(first, spec);
  if (first !== undefined && values.length === 1) return {...graph.splat(first, spec), stored: []};
  return graph.value(graph.tensor(values, spec), spec);
}
