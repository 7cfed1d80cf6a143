import {MathBackendCPU} from '@tensorflow/tfjs-backend-cpu';
import type {DataId, backend_util, NamedAttrMap, NamedTensorInfoMap, TensorInfo} from '@tensorflow/tfjs-core';
import {Session} from '../binding/session.ts';
import type {NativeTensor} from '../binding/native-binding.ts';
import {Graph} from '../graph/graph.ts';
import {sizeOf} from '../graph/shape.ts';
import type {Spec} from '../graph/value.ts';
import {largest, orderInputs} from '../lower/lowering.ts';
import type {Lowering} from '../lower/lowering.ts';
import {encodeModel} from '../onnx/encode-model.ts';
import {ArrayPool} from './array-pool.ts';
import {channelBlock} from './channel-block.ts';
import {kernelKey} from './kernel-key.ts';
import type {KernelTracer} from './kernel-tracer.ts';
import {nativeTensor, outputTensor} from './native-tensor.ts';
import type {ResolvedOnnxBackendOptions} from './options.ts';
import {SessionCache} from './session-cache.ts';

/** Below this many elements of work one thread finishes sooner than several wake up. */
const SINGLE_THREAD_WORK = 250_000;

/** Freed arrays kept for the next kernels: an allocation of such sizes costs as much as many a kernel. */
const POOL_BYTES = 2 ** 30;

/** A call that can run as a graph. */
type Plan = {readonly inputs: readonly (readonly [string, TensorInfo & Spec])[]; readonly outputs: readonly Spec[]; readonly work: number};

/**
 * TensorFlow.js backend that keeps its tensors in JavaScript arrays, as the `cpu` backend does, and runs the kernels that are worth it on
 * ONNX Runtime. Everything is synchronous, so `dataSync` works.
 */
export class OnnxBackend extends MathBackendCPU {
  readonly options: ResolvedOnnxBackendOptions;
  /** Set while a function is being recorded. */
  tracer: KernelTracer | undefined;
  readonly #sessions: SessionCache;
  readonly #pool = new ArrayPool(POOL_BYTES);

  constructor(options: ResolvedOnnxBackendOptions) {
    super();
    // The parent greets its first tensor in Node with the advice to install another backend.
    (this as unknown as {firstUse: boolean}).firstUse = false;
    this.options = options;
    this.#sessions = new SessionCache(options.sessions);
  }

  /** Kernel sessions held. */
  get sessionCount(): number {
    return this.#sessions.size;
  }

  /**
   * Runs a kernel on ONNX Runtime, or returns undefined where the JavaScript kernel should run.
   *
   * @param always - whether there is no JavaScript kernel, so that size does not matter.
   */
  runLowered(
    kernel: string,
    lowering: Lowering,
    inputs: NamedTensorInfoMap,
    attributes: NamedAttrMap | undefined,
    always = false,
  ): TensorInfo[] | undefined {
    const plan = this.#plan(lowering, inputs, attributes);
    if (plan === undefined || (!always && this.options.threshold > 1 && plan.work < this.options.threshold)) return undefined;
    const session = this.#sessions.get(kernelKey(kernel, attributes, plan.inputs), () => this.#build(kernel, lowering, attributes, plan));
    const feeds: Record<string, NativeTensor> = {};
    for (const [name, input] of plan.inputs) feeds[name] = nativeTensor(input, this.data.get(input.dataId).values);
    const fetches: Record<string, NativeTensor> = {};
    for (const [index, output] of plan.outputs.entries()) {
      fetches[`output${index}`] = this.room(output);
    }
    session.run(feeds, fetches);
    return plan.outputs.map(({shape, dtype}, index) =>
      this.makeTensorInfo([...shape], dtype, (fetches[`output${index}`] as NativeTensor).data),
    );
  }

  /** Room for an output, where possible in an array that is no longer used. Its contents are anything. */
  room(spec: Spec): NativeTensor {
    if (spec.dtype !== 'float32') return outputTensor(spec);
    return {type: spec.dtype, dims: spec.shape, data: this.#pool.take(spec.shape), location: 'cpu'};
  }

  /** Gives a tensor other values and takes its old array back. */
  replaceValues(dataId: DataId, values: NativeTensor['data']): void {
    const tensor = this.data.get(dataId);
    this.#pool.giveBack(tensor.values);
    tensor.values = values;
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    this.tracer?.checkRead(dataId);
    const values = super.readSync(dataId);
    this.#pool.giveUp(values);
    return values;
  }

  /** A tensor's array for keeps, also while a function is being recorded. */
  valuesFor(dataId: DataId): backend_util.BackendValues | undefined {
    const {values} = this.data.get(dataId);
    this.#pool.giveUp(values);
    return values;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const values = this.data.has(dataId) && (force || this.refCount(dataId) <= 1) ? this.data.get(dataId).values : undefined;
    const isDisposed = super.disposeData(dataId, force);
    if (isDisposed) this.#pool.giveBack(values);
    return isDisposed;
  }

  /** Keeps the arrays of a JavaScript kernel's inputs from being reused where an output is a view of one, as slices are. */
  keepShared(inputs: NamedTensorInfoMap, outputs: TensorInfo | TensorInfo[]): void {
    const views = new Set<unknown>();
    for (const {dataId} of [outputs].flat()) {
      const values = this.data.has(dataId) ? this.data.get(dataId).values : undefined;
      if (values instanceof Float32Array) views.add(values.buffer);
    }
    for (const input of (Object.values(inputs) as (TensorInfo | TensorInfo[] | null | undefined)[]).flat()) {
      const values = input && this.data.has(input.dataId) ? this.data.get(input.dataId).values : undefined;
      if (values instanceof Float32Array && views.has(values.buffer)) this.#pool.giveUp(values);
    }
  }

  override dispose(): void {
    this.#sessions.clear();
    this.#pool.clear();
  }

  #plan(lowering: Lowering, named: NamedTensorInfoMap, attributes: unknown): Plan | undefined {
    if (lowering.eager === false) return undefined;
    const inputs = orderInputs(lowering, named) as readonly (readonly [string, TensorInfo & Spec])[];
    if (inputs.length === 0) return undefined;
    for (const [, {dtype, shape}] of inputs) if ((dtype !== 'float32' && dtype !== 'bool') || sizeOf(shape) === 0) return undefined;
    const specs = Object.fromEntries(inputs);
    if (!lowering.supports(specs, attributes)) return undefined;
    const outputs = lowering.infer(specs, attributes);
    if (outputs.some(({shape}) => sizeOf(shape) === 0)) return undefined;
    const work = lowering.work?.(specs, attributes, outputs) ?? largest(specs, outputs);
    return {inputs, outputs, work};
  }

  #build(kernel: string, lowering: Lowering, attributes: unknown, {inputs, outputs, work}: Plan): Session {
    const graph = new Graph({preferNchw: false, poolIndices: false, channelBlock: channelBlock()});
    const values = Object.fromEntries(inputs.map(([name, spec]) => [name, graph.value(name, spec)]));
    const results = lowering.lower(graph, values, attributes, outputs);
    for (const [index, result] of results.entries()) graph.output(graph.plain(result), `output${index}`);
    const model = graph.toModel(
      kernel,
      inputs.map(([name, {dtype, shape}]) => ({name, type: dtype, shape})),
      outputs.map(({dtype, shape}, index) => ({name: `output${index}`, type: dtype, shape})),
    );
    const threads = work < SINGLE_THREAD_WORK ? 1 : this.options.threads;
    return new Session(kernel, encodeModel(model), {threads, spinning: 'off', memoryPattern: true});
  }
}
