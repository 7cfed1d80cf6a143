import type {DataId} from '@tensorflow/tfjs-core';
import {record} from '../compile/record.ts';
import type {Trace, TraceOperation} from '../compile/trace.ts';
import type {OnnxBackend} from '../eager/onnx-backend.ts';
import {sizeOf} from '../graph/shape.ts';
import {specKey} from '../graph/value.ts';
import {canonicalTrace} from './canonical-trace.ts';
import {Matcher, TraceIndex} from './matcher.ts';
import {neededOperations} from '../compile/needed-operations.ts';
import type {Pattern, PatternForm} from './pattern.ts';

/** A trace in which patterns have given way to fused kernels, and how many of each. */
export type FusedTrace = {readonly trace: Trace; readonly counts: Readonly<Record<string, number>>};

/** Replaces every pattern that is found. The trace computes the same, but for rounding. */
export function fusePatterns(backend: OnnxBackend, recorded: Trace, patterns: readonly Pattern[]): FusedTrace {
  const templates = new Map<string, Template>();
  const templateOf = (form: PatternForm): Template => {
    const key = `${form.key} ${form.specs.map(specKey).join()}`;
    const known = templates.get(key) ?? createTemplate(backend, form);
    templates.set(key, known);
    return known;
  };
  let index = new TraceIndex(withoutUnneeded(canonicalTrace(recorded)));
  const counts: Record<string, number> = {};
  for (const {name, anchor, forms} of patterns) {
    const tried = new Set<DataId>(); // calls by their first output: a replacement before them gives them other inputs
    const isUntried = ({kernel, outputs}: TraceOperation): boolean => kernel === anchor && !tried.has((outputs[0] as {id: DataId}).id);
    for (let call = index.trace.operations.find(isUntried); call !== undefined; call = index.trace.operations.find(isUntried)) {
      tried.add((call.outputs[0] as {id: DataId}).id);
      for (const form of forms(call, index)) {
        const fused = replace(index, call, templateOf(form));
        if (fused === undefined) continue;
        index = new TraceIndex(fused);
        counts[name] = (counts[name] ?? 0) + 1;
        break;
      }
    }
  }
  return {trace: index.trace, counts};
}

/** Both recordings of a form; the naive one indexed. */
type Template = {readonly naive: TraceIndex; readonly fused: Trace};

function createTemplate(backend: OnnxBackend, {specs, naive, fused}: PatternForm): Template {
  const trace = (run: PatternForm['naive']): Trace =>
    withoutUnneeded(canonicalTrace(record(backend, (...inputs) => [...run(...inputs)], specs)));
  return {naive: new TraceIndex(trace(naive)), fused: trace(fused)};
}

/** The trace with the fused form around an anchor call, or undefined where the naive form is not there, or is needed besides. */
function replace(index: TraceIndex, call: TraceOperation, {naive, fused}: Template): Trace | undefined {
  const anchors = naive.trace.operations.filter(({kernel}) => kernel === call.kernel);
  for (const anchor of anchors) {
    const matcher = new Matcher(naive, index);
    if (!matcher.matchCall(anchor, call)) continue;
    const found = naive.trace.results.map(({id}) => (matcher.findResult(id) ? matcher.valueOf(id) : undefined));
    if (found[0] === undefined) continue;
    const spliced = splice(index.trace, {naive: naive.trace, fused, found, valueOf: (id) => matcher.valueOf(id)});
    if (spliced === undefined) continue;
    const largest = Math.max(...naive.trace.parameters.map(({spec}) => sizeOf(spec.shape)));
    const left = new Set(spliced.operations.flatMap(({outputs}) => outputs.map(({id}) => id)));
    const isLeft = ({outputs}: TraceOperation): boolean => outputs.some(({id, spec}) => sizeOf(spec.shape) >= largest && left.has(id));
    if (!matcher.operations.some(isLeft)) return spliced;
  }
  return undefined;
}

/** Puts the fused calls in and gives their results to those who used the naive ones. */
function splice(
  trace: Trace,
  {
    naive,
    fused,
    found,
    valueOf,
  }: {naive: Trace; fused: Trace; found: readonly (DataId | undefined)[]; valueOf: (id: DataId) => DataId | undefined},
): Trace | undefined {
  const names = new Map<DataId, DataId>();
  for (const [position, {id}] of fused.parameters.entries()) {
    const value = valueOf((naive.parameters[position] as {id: DataId}).id);
    if (value !== undefined) names.set(id, value);
  }
  const unknown = new Set(fused.parameters.filter(({id}) => !names.has(id)).map(({id}) => id));
  const rename = (operation: TraceOperation, map: ReadonlyMap<DataId, DataId>): TraceOperation =>
    operation.inputs.some(({id}) => map.has(id))
      ? {...operation, inputs: operation.inputs.map((input) => ({...input, id: map.get(input.id) ?? input.id}))}
      : operation;
  // The same kernels may be fused at several places: each has outputs of its own.
  const added: TraceOperation[] = [];
  for (const operation of fused.operations) {
    if (operation.inputs.some(({id}) => unknown.has(id))) {
      for (const {id} of operation.outputs) unknown.add(id);
      continue;
    }
    const outputs = operation.outputs.map(({id, spec}) => {
      const own: DataId = {};
      names.set(id, own);
      return {id: own, spec};
    });
    added.push({...rename(operation, names), outputs});
  }
  const redirected = new Map<DataId, DataId>();
  for (const [position, value] of found.entries()) {
    const result = (fused.results[position] as {id: DataId}).id;
    if (value === undefined) continue;
    if (unknown.has(result)) return undefined;
    redirected.set(value, names.get(result) ?? result);
  }
  const to = (id: DataId): DataId => redirected.get(id) ?? id;
  return inOrder({
    ...trace,
    constants: new Map([...trace.constants, ...fused.constants]),
    operations: [...added, ...trace.operations.map((operation) => rename(operation, redirected))],
    results: trace.results.map((result) => ({...result, id: to(result.id)})),
    assigned: trace.assigned.map((assignment) => ({...assignment, after: to(assignment.after)})),
  });
}

function withoutUnneeded(trace: Trace): Trace {
  return {...trace, operations: neededOperations(trace)};
}

/** The needed calls, each behind those that compute its inputs. */
function inOrder(trace: Trace): Trace {
  const needed = neededOperations(trace);
  const producers = new Map(needed.flatMap((operation) => operation.outputs.map(({id}) => [id, operation] as const)));
  const ordered = new Set<TraceOperation>();
  const visit = (operation: TraceOperation): void => {
    if (ordered.has(operation)) return;
    for (const {id} of operation.inputs) {
      const producer = producers.get(id);
      if (producer !== undefined) visit(producer);
    }
    ordered.add(operation);
  };
  for (const operation of needed) visit(operation);
  return {...trace, operations: [...ordered]};
}
