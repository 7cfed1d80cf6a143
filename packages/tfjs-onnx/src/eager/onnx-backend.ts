import {MathBackendCPU} from '@tensorflow/tfjs-backend-cpu';
import type {DataId, backend_util, NamedAttrMap, NamedTensorInfoMap, TensorInfo} from '@tensorflow/tfjs-core';
import type {NativeTensor} from '../binding/native-binding.ts';
import {OnnxOutOfMemoryError} from '../errors/out-of-memory-error.ts';
import {dimsOf} from '../graph/layouts.ts';
import {sameShape, sizeOf} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import type {Layout, Spec} from '../graph/value.ts';
import {largest, orderInputs} from '../lower/lowering.ts';
import type {Lowering} from '../lower/lowering.ts';
import {LOWERINGS} from '../lower/lowerings.ts';
import {ArrayPool} from './array-pool.ts';
import {kernelKey} from './kernel-key.ts';
import {createKernelSession} from './kernel-session.ts';
import type {KernelInput, KernelSession} from './kernel-session.ts';
import type {KernelTracer} from './kernel-tracer.ts';
import {nativeTensor, outputTensor} from './native-tensor.ts';
import type {ResolvedOnnxBackendOptions} from './options.ts';
import {ReorderedData} from './reordered-data.ts';
import type {Reordered} from './reordered-data.ts';
import {SessionCache} from './session-cache.ts';
import {SteadyWeights} from './steady-weights.ts';

/** Below this many elements of work one thread finishes sooner than several wake up. */
const SINGLE_THREAD_WORK = 250_000;

/** Freed arrays kept for the next kernels: an allocation of such sizes costs as much as many a kernel. */
const POOL_BYTES = 2 ** 30;

/** What calls of one kernel with such attributes, shapes and types give as a graph, and about how many elements of work that is. */
type Plan = {readonly outputs: readonly Spec[]; readonly work: number};

/** Plans kept: a few per session that the cache may hold. */
const PLANS = 4096;

type NamedInputs = readonly (readonly [string, TensorInfo & Spec])[];

/**
 * TensorFlow.js backend that keeps its tensors in JavaScript arrays, as the `cpu` backend does, and runs the kernels that are worth it on
 * ONNX Runtime. Everything is synchronous, so `dataSync` works.
 */
export class OnnxBackend extends MathBackendCPU {
  readonly options: ResolvedOnnxBackendOptions;
  /** Set while a function is being recorded. */
  tracer: KernelTracer | undefined;
  readonly #sessions: SessionCache;
  readonly #plans = new Map<string, Plan | 'none'>();
  readonly #weights = new SteadyWeights();
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
    if (lowering.eager === false) return undefined;
    const named = orderInputs(lowering, inputs) as NamedInputs;
    const key = kernelKey(kernel, attributes, named);
    const plan = this.#planFor(key, lowering, named, attributes);
    if (plan === undefined || (!always && this.options.threshold > 1 && plan.work < this.options.threshold)) return undefined;
    const {session, inputs: taken} = this.#sessionFor(key, {kernel, lowering, attributes, inputs: named}, plan);
    const feeds: Record<string, NativeTensor> = {};
    for (const input of taken) if (input.frozen === undefined) feeds[input.name] = this.#feed(input);
    const fetches: Record<string, NativeTensor> = {};
    for (const [index, {shape, dtype}] of plan.outputs.entries()) {
      fetches[`output${index}`] = this.room({shape: dimsOf(shape, session.layouts[index] as Layout), dtype});
    }
    session.session.run(feeds, fetches);
    return plan.outputs.map((spec, index) =>
      this.#makeOutput(spec, session.layouts[index] as Layout, (fetches[`output${index}`] as NativeTensor).data),
    );
  }

  /**
   * Room for an output, where possible in an array that is no longer used. Its contents are anything.
   *
   * @throws {@link OnnxOutOfMemoryError} if there is no memory for it.
   */
  room(spec: Spec): NativeTensor {
    try {
      if (spec.dtype !== 'float32') return outputTensor(spec);
      return {type: spec.dtype, dims: spec.shape, data: this.#pool.take(spec.shape), location: 'cpu'};
    } catch (error) {
      if (error instanceof RangeError) throw new OnnxOutOfMemoryError(`a tensor of shape [${spec.shape.join(', ')}]`, error);
      throw error;
    }
  }

  /** Gives a tensor other values and takes its old array back. */
  replaceValues(dataId: DataId, values: NativeTensor['data']): void {
    this.#forget(dataId);
    this.#pool.giveBack(this.#held(dataId));
    this.data.get(dataId).values = values;
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
    const held = force || this.refCount(dataId) <= 1 ? this.#held(dataId) : undefined;
    const isDisposed = super.disposeData(dataId, force);
    if (!isDisposed) return false;
    this.#pool.giveBack(held);
    this.#forget(dataId);
    return true;
  }

  /**
   * Keeps the arrays of a JavaScript kernel's inputs from being reused where an output is a view of one, as slices are. An output with an input's own data,
   * as a clone, is counted there.
   */
  keepShared(inputs: NamedTensorInfoMap, outputs: TensorInfo | TensorInfo[]): void {
    const shared = new Set([outputs].flat().map(({dataId}) => dataId));
    const views = new Set<unknown>();
    for (const dataId of shared) {
      const values = this.#held(dataId);
      if (values instanceof Float32Array) views.add(values.buffer);
    }
    for (const input of (Object.values(inputs) as (TensorInfo | TensorInfo[] | null | undefined)[]).flat()) {
      const values = input && !shared.has(input.dataId) ? this.#held(input.dataId) : undefined;
      if (values instanceof Float32Array && views.has(values.buffer)) this.#pool.giveUp(values);
    }
  }

  override dispose(): void {
    this.#sessions.clear();
    this.#pool.clear();
  }

  /** The plan of a call; undefined where the JavaScript kernel should run. */
  #planFor(key: string, lowering: Lowering, inputs: NamedInputs, attributes: unknown): Plan | undefined {
    const known = this.#plans.get(key);
    if (known !== undefined) return known === 'none' ? undefined : known;
    const plan = this.#plan(lowering, inputs, attributes);
    if (this.#plans.size === PLANS) this.#plans.clear();
    this.#plans.set(key, plan ?? 'none');
    return plan;
  }

  #plan(lowering: Lowering, inputs: NamedInputs, attributes: unknown): Plan | undefined {
    if (inputs.length === 0) return undefined;
    for (const [, {dtype, shape}] of inputs) if ((dtype !== 'float32' && dtype !== 'bool') || sizeOf(shape) === 0) return undefined;
    const specs = Object.fromEntries(inputs);
    if (!lowering.supports(specs, attributes)) return undefined;
    const outputs = lowering.infer(specs, attributes);
    if (outputs.some(({shape}) => sizeOf(shape) === 0)) return undefined;
    const work = lowering.work?.(specs, attributes, outputs) ?? largest(specs, outputs);
    return {outputs, work};
  }

  /** The session of a call, and its inputs as that session takes them. */
  #sessionFor(
    callKey: string,
    {kernel, lowering, attributes, inputs}: {kernel: string; lowering: Lowering; attributes: unknown; inputs: NamedInputs},
    {outputs, work}: Plan,
  ): {session: KernelSession; inputs: readonly KernelInput[]} {
    const lying = inputs.map(([name, info]) => ({name, info, layout: this.#layoutOf(info)}));
    const key = `${callKey} ${lying.map(({layout}) => layout).join()}`;
    const weights = lying.filter(({name}) => lowering.weights?.includes(name));
    const steadyKey = this.#weights.keyFor(
      key,
      weights.map(({info}) => info.dataId),
    );
    const taken: readonly KernelInput[] =
      steadyKey === undefined
        ? lying
        : lying.map((input) =>
            weights.includes(input) ? {...input, layout: 'plain', frozen: this.#feed({...input, layout: 'plain'}).data} : input,
          );
    const session = this.#sessions.get(steadyKey ?? key, () =>
      createKernelSession(
        kernel,
        lowering,
        {inputs: taken, attributes, outputs},
        {threads: work < SINGLE_THREAD_WORK ? 1 : this.options.threads, spinning: 'off', memory: 'borrow'},
      ),
    );
    return {session, inputs: taken};
  }

  /** How a tensor's elements lie; a reshaped tensor shares its data with one of another shape. */
  #layoutOf({dataId, shape}: TensorInfo): Layout {
    const data: unknown = this.data.get(dataId);
    return data instanceof ReorderedData && data.stored !== undefined && sameShape(data.shape, shape) ? data.stored.layout : 'plain';
  }

  #feed({info, layout}: KernelInput): NativeTensor {
    const data: unknown = this.data.get(info.dataId);
    if (layout !== 'plain' && data instanceof ReorderedData && data.stored !== undefined) {
      return nativeTensor({shape: dimsOf(info.shape, layout), dtype: info.dtype}, data.stored.values);
    }
    return nativeTensor(info, (data as {values: backend_util.BackendValues}).values);
  }

  #makeOutput({shape, dtype}: Spec, layout: Layout, values: NativeTensor['data']): TensorInfo {
    const info = this.makeTensorInfo([...shape], dtype, values);
    if (layout !== 'plain') {
      this.data.delete(info.dataId); // the storage counts what is set
      const data = new ReorderedData(shape, {layout, values: values as Float32Array}, this.#toPlain);
      this.data.set(info.dataId, data as ReorderedData & {values: backend_util.BackendValues});
    }
    return info;
  }

  readonly #toPlain = ({layout, values}: Reordered, shape: Shape): Float32Array => {
    const x: TensorInfo & Spec = {dataId: {}, shape: [...shape], dtype: 'float32'};
    const {session} = this.#sessions.get(kernelKey('Identity', layout, [['x', x]]), () =>
      createKernelSession(
        'Identity',
        LOWERINGS.get('Identity') as Lowering,
        {inputs: [{name: 'x', info: x, layout}], attributes: undefined, outputs: [x], plain: true},
        {threads: values.length < SINGLE_THREAD_WORK ? 1 : this.options.threads, spinning: 'off', memory: 'borrow'},
      ),
    );
    const plain = this.room(x);
    session.run({x: nativeTensor({shape: dimsOf(shape, layout), dtype: 'float32'}, values)}, {output0: plain});
    this.#pool.giveBack(values);
    return plain.data as Float32Array;
  };

  /** The array that a tensor's entry holds, however it lies. */
  #held(dataId: DataId): backend_util.BackendValues | undefined {
    if (!this.data.has(dataId)) return undefined;
    const data = this.data.get(dataId);
    return data instanceof ReorderedData ? data.held : data.values;
  }

  #forget(dataId: DataId): void {
    for (const key of this.#weights.forget(dataId)) this.#sessions.drop(key);
  }
}
