import type {DataId} from '@tensorflow/tfjs-core';
import type {Trace, TraceConstant, TraceOperation} from '../compile/trace.ts';
import {kernelKey} from '../eager/kernel-key.ts';
import {sameShape} from '../graph/shape.ts';
import {specKey} from '../graph/value.ts';

/** Constants are compared by their numbers up to this size, or if all their numbers are equal. */
const SMALL = 16;

/**
 * A trace in which equal things have one name: calls of a kernel on the same inputs are one call, calls that change nothing are gone, small
 * constants of equal numbers are one constant. What a function computes twice, or copies, does not hide a pattern then.
 */
export function canonicalTrace(trace: Trace): Trace {
  const aliases = new Map<DataId, DataId>();
  const nameOf = (id: DataId): DataId => aliases.get(id) ?? id;
  const named = <Use extends {readonly id: DataId}>(use: Use): Use => ({...use, id: nameOf(use.id)});
  const numbers = new Map<DataId, number>();
  const numberOf = (id: DataId): number => {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  };
  const constants = new Map<DataId, TraceConstant>();
  const knownConstants = new Map<string, DataId>();
  for (const [id, constant] of trace.constants) {
    const key = constantKey(constant);
    const known = key === undefined ? undefined : knownConstants.get(key);
    if (known !== undefined) aliases.set(id, known);
    else {
      constants.set(id, constant);
      if (key !== undefined) knownConstants.set(key, id);
    }
  }
  const operations: TraceOperation[] = [];
  const knownCalls = new Map<string, TraceOperation>();
  for (const operation of trace.operations) {
    const inputs = operation.inputs.map(named);
    if (changesNothing(operation)) {
      aliases.set((operation.outputs[0] as {id: DataId}).id, (inputs[0] as {id: DataId}).id);
      continue;
    }
    const {kernel, attributes, outputs} = operation;
    const specs = inputs.map(({name, spec}) => [name, spec] as const);
    const key = `${kernelKey(kernel, attributes, specs)} ${inputs.map(({id}) => numberOf(id)).join()}`;
    const known = knownCalls.get(key);
    if (known === undefined) {
      const call = {...operation, inputs};
      knownCalls.set(key, call);
      operations.push(call);
    } else for (const [index, {id}] of outputs.entries()) aliases.set(id, (known.outputs[index] as {id: DataId}).id);
  }
  return {
    ...trace,
    constants,
    operations,
    folded: trace.folded.map((operation) => ({...operation, inputs: operation.inputs.map(named), outputs: operation.outputs.map(named)})),
    results: trace.results.map(named),
    assigned: trace.assigned.map((assignment) => ({...assignment, after: nameOf(assignment.after)})),
  };
}

function changesNothing({kernel, inputs, outputs}: TraceOperation): boolean {
  const [from, to] = [inputs[0]?.spec, outputs[0]?.spec];
  if (from === undefined || to === undefined || from.dtype !== to.dtype || !sameShape(from.shape, to.shape)) return false;
  return kernel === 'Identity' || kernel === 'Cast' || kernel === 'Reshape';
}

function constantKey({spec, values}: TraceConstant): string | undefined {
  const first = values[0];
  if (values.length <= SMALL) return `${specKey(spec)} ${[...values].map((value) => (Object.is(value, -0) ? '-0' : value)).join()}`;
  return values.every((value) => Object.is(value, first)) ? `${specKey(spec)} all ${String(first)}` : undefined;
}
