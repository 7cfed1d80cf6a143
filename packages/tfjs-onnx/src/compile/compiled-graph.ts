import * as tf from '@tensorflow/tfjs-core';
import type {NativeTensor} from '../binding/native-binding.ts';
import {Session} from '../binding/session.ts';
import {nativeTensor} from '../eager/native-tensor.ts';
import type {OnnxBackend} from '../eager/onnx-backend.ts';
import {specOf} from '../graph/value.ts';
import type {Spec} from '../graph/value.ts';
import type {LoweredTrace} from './lower-trace.ts';
import {putTogether} from './structure.ts';
import type {Trace, TraceConstant} from './trace.ts';

/** A recorded function as one session, with its variables as inputs and outputs. */
export class CompiledGraph {
  readonly #backend: OnnxBackend;
  readonly #trace: Pick<Trace, 'results' | 'structure'>; // not the constants, which the session holds
  readonly #lowered: Pick<LoweredTrace, 'reads' | 'writes'>;
  readonly #session: Session;

  /** How many times each pattern has given way to a fused kernel. */
  readonly counts: Readonly<Record<string, number>>;

  /** @param model - the bytes of `lowered.model`. */
  constructor(
    backend: OnnxBackend,
    {trace, lowered, counts}: {trace: Trace; lowered: LoweredTrace; counts: Readonly<Record<string, number>>},
    model: Uint8Array,
  ) {
    this.#backend = backend;
    this.#trace = {results: trace.results, structure: trace.structure};
    this.#lowered = {reads: lowered.reads, writes: lowered.writes};
    this.counts = counts;
    this.#session = new Session('a compiled function', model, {threads: backend.options.threads, spinning: 'run', memory: 'keep'});
  }

  /** Whether a variable of the graph has been disposed, so that the function has to be recorded anew. */
  get isStale(): boolean {
    return [...this.#lowered.reads, ...this.#lowered.writes].some(({variable}) => variable.isDisposed);
  }

  /**
   * Runs the graph: results are new tensors, assigned variables have their new values.
   *
   * @throws TensorFlow.js's own error if an input is disposed.
   */
  run(inputs: readonly tf.Tensor[]): unknown {
    const {data} = this.#backend;
    for (const [index, {isDisposed}] of inputs.entries())
      tf.util.assert(!isDisposed, () => `Input ${index} of a compiled function is disposed.`);
    const feeds: Record<string, NativeTensor> = {};
    for (const [index, input] of inputs.entries()) feeds[`input${index}`] = nativeTensor(input, data.get(input.dataId).values);
    for (const {name, variable} of this.#lowered.reads) feeds[name] = nativeTensor(variable, data.get(variable.dataId).values);
    const fetches: Record<string, NativeTensor> = {};
    for (const [index, {spec}] of this.#trace.results.entries()) fetches[`output${index}`] = this.#backend.room(spec);
    for (const {name, spec} of this.#lowered.writes) fetches[name] = this.#backend.room(spec);
    this.#session.run(feeds, fetches);
    for (const {name, variable, spec} of this.#lowered.writes) this.#write(variable, spec, (fetches[name] as NativeTensor).data);
    const tensors = this.#trace.results.map(({spec}, index) => this.#tensor(spec, (fetches[`output${index}`] as NativeTensor).data));
    return putTogether(this.#trace.structure, tensors);
  }

  dispose(): void {
    this.#session.dispose();
  }

  /** Other tensors may share a variable's data: they keep the old values, as after `assign`. */
  #write(variable: tf.Variable, spec: Spec, values: NativeTensor['data']): void {
    if (this.#backend.refCount(variable.dataId) === 1) {
      this.#backend.replaceValues(variable.dataId, values);
      return;
    }
    const tensor = this.#tensor(spec, values);
    variable.assign(tensor);
    tensor.dispose();
  }

  #tensor({shape, dtype}: Spec, values: NativeTensor['data']): tf.Tensor {
    return tf.engine().makeTensorFromTensorInfo(this.#backend.makeTensorInfo([...shape], dtype, values), this.#backend);
  }
}

/** A variable's present values. */
export function valuesOf(backend: OnnxBackend, variable: tf.Variable): TraceConstant {
  const spec = specOf(variable);
  return {spec, values: nativeTensor(spec, backend.valuesFor(variable.dataId)).data};
}
