import type {DataId} from '@tensorflow/tfjs-core';
import type {Trace, TraceConstant, TraceOperation} from '../compile/trace.ts';
import {kernelKey} from '../eager/kernel-key.ts';
import {sameShape} from '../graph/shape.ts';
import type {Spec} from '../graph/value.ts';
import type {Surroundings} from './pattern.ts';

/** Kernels whose inputs `a` and `b` may be swapped. */
const COMMUTATIVE: ReadonlySet<string> = new Set(['Add', 'Multiply', 'Maximum', 'Minimum', 'SquaredDifference', 'Equal', 'NotEqual']);

type Use = {readonly id: DataId; readonly spec: Spec};
type Source = {readonly operation: TraceOperation; readonly output: number};

/** A trace with the way back from each value to the call that computes it. */
export class TraceIndex implements Surroundings {
  readonly trace: Trace;
  readonly #sources = new Map<DataId, Source>();
  readonly #folded = new Map<DataId, Source[]>();
  readonly #alike = new Map<string, TraceOperation[]>();

  constructor(trace: Trace) {
    this.trace = trace;
    for (const operation of trace.operations) {
      for (const [output, {id}] of operation.outputs.entries()) this.#sources.set(id, {operation, output});
      const form = formOf(operation);
      this.#alike.set(form, [...(this.#alike.get(form) ?? []), operation]);
    }
    for (const operation of trace.folded) {
      for (const [output, {id}] of operation.outputs.entries())
        this.#folded.set(id, [...(this.#folded.get(id) ?? []), {operation, output}]);
    }
  }

  /** Every call that gives the value: the one that computes it, or those that made the constant. */
  sourcesOf(id: DataId): readonly Source[] {
    const source = this.#sources.get(id);
    return source === undefined ? (this.#folded.get(id) ?? []) : [source];
  }

  sourceOf(id: DataId): Source | undefined {
    return this.#sources.get(id);
  }

  /** Calls of a kernel with the attributes of another call. */
  alike(operation: TraceOperation): readonly TraceOperation[] {
    return this.#alike.get(formOf(operation)) ?? [];
  }

  producerOf(call: TraceOperation | undefined, input: string): TraceOperation | undefined {
    const id = call?.inputs.find(({name}) => name === input)?.id;
    return id === undefined ? undefined : this.#sources.get(id)?.operation;
  }

  constantOf(call: TraceOperation | undefined, input: string): TraceConstant | undefined {
    const id = call?.inputs.find(({name}) => name === input)?.id;
    return id === undefined ? undefined : this.trace.constants.get(id);
  }
}

/** Finds the trace of a pattern inside another trace: which value is which. Wrong turns are taken back. */
export class Matcher {
  readonly #pattern: TraceIndex;
  readonly #subject: TraceIndex;
  readonly #parameters: ReadonlySet<DataId>;
  /** The subject's value for each of the pattern's, in the order of finding. */
  readonly #found = new Map<DataId, DataId>();
  readonly #operations: TraceOperation[] = [];

  constructor(pattern: TraceIndex, subject: TraceIndex) {
    this.#pattern = pattern;
    this.#subject = subject;
    this.#parameters = new Set(pattern.trace.parameters.map(({id}) => id));
  }

  /** The subject's value for one of the pattern's. */
  valueOf(id: DataId): DataId | undefined {
    return this.#found.get(id);
  }

  /** The subject's calls found so far. */
  get operations(): readonly TraceOperation[] {
    return this.#operations;
  }

  /** Whether two calls do the same to matching inputs; what is found on the way is kept if so. */
  matchCall(call: TraceOperation, other: TraceOperation): boolean {
    if (formOf(call) !== formOf(other) || call.inputs.length !== other.inputs.length) return false;
    const [first, second] = other.inputs;
    const orders = [other.inputs, ...(COMMUTATIVE.has(call.kernel) && first && second ? [[second, first]] : [])];
    for (const order of orders) {
      const [values, calls] = [this.#found.size, this.#operations.length];
      if (call.inputs.every((input, index) => this.#matchValue(input, order[index] as Use))) {
        for (const [index, {id}] of call.outputs.entries()) this.#found.set(id, (other.outputs[index] as Use).id);
        this.#operations.push(other);
        return true;
      }
      for (const id of [...this.#found.keys()].slice(values)) this.#found.delete(id);
      this.#operations.length = calls;
    }
    return false;
  }

  /** Looks for the call that computes one of the pattern's results among all that could. */
  findResult(id: DataId): boolean {
    if (this.#found.has(id)) return true;
    const source = this.#pattern.sourceOf(id);
    return source !== undefined && this.#subject.alike(source.operation).some((other) => this.matchCall(source.operation, other));
  }

  #matchValue(use: Use, other: Use): boolean {
    const found = this.#found.get(use.id);
    if (found !== undefined) return found === other.id;
    if (use.spec.dtype !== other.spec.dtype || !sameShape(use.spec.shape, other.spec.shape)) return false;
    const source = this.#pattern.sourceOf(use.id);
    if (source !== undefined) {
      return this.#subject
        .sourcesOf(other.id)
        .some(({output, operation}) => output === source.output && this.matchCall(source.operation, operation));
    }
    if (!this.#parameters.has(use.id)) {
      const [constant, actual] = [this.#pattern.trace.constants.get(use.id), this.#subject.trace.constants.get(other.id)];
      if (constant === undefined || actual === undefined || !sameNumbers(constant, actual)) return false;
    }
    this.#found.set(use.id, other.id);
    return true;
  }
}

function formOf({kernel, attributes}: TraceOperation): string {
  return kernelKey(kernel, attributes, []);
}

function sameNumbers({values: a}: TraceConstant, {values: b}: TraceConstant): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}
