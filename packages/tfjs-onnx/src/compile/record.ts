import * as tf from '@tensorflow/tfjs-core';
import type {KernelTracer} from '../eager/kernel-tracer.ts';
import {nativeTensor} from '../eager/native-tensor.ts';
import type {OnnxBackend} from '../eager/onnx-backend.ts';
import {CompileRefusedError} from '../errors/compile-refused-error.ts';
import {isCarried, specOf} from '../graph/value.ts';
import type {Spec} from '../graph/value.ts';
import {orderInputs} from '../lower/lowering.ts';
import {LOWERINGS} from '../lower/lowerings.ts';
import {takeApart} from './structure.ts';
import type {Trace, TraceConstant, TraceOperation} from './trace.ts';
import {watchAssignments} from './watch-assignments.ts';
import {withOwnTape} from './with-own-tape.ts';

/** A function of tensors that may read and assign variables. */
export type TensorFunction = (...inputs: tf.Tensor[]) => unknown;

/** Kernels that look at their input's shape only: they give real data, from which a function may make variables. */
const SHAPE_ONLY = new Set([tf.ZerosLike, tf.OnesLike]);

/**
 * Records what a function does with tensors of the given shapes, without computing anything: kernels whose inputs are parameters or
 * variables return tensors without data, all others run. Variables and tensors are as before afterwards, also where it throws; variables that
 * the function makes stay, and so does what it keeps.
 *
 * @throws {@link CompileRefusedError} if the function reads data, uses a kernel without a lowering, or is asynchronous; also where it catches that
 * itself, because it goes another way then than without recording. What the function throws passes through.
 */
export function record(backend: OnnxBackend, run: TensorFunction, parameterSpecs: readonly Spec[]): Trace {
  const recorder = new Recorder(backend);
  const assignments = watchAssignments(backend);
  const outer = backend.tracer;
  try {
    let trace: Trace | undefined;
    const recordTrace = (): void => {
      const parameters = parameterSpecs.map((spec) => recorder.parameter(spec));
      backend.tracer = recorder;
      const tensors: tf.Tensor[] = [];
      const structure = takeApart(run(...parameters), tensors);
      if (recorder.refusal !== undefined) throw recorder.refusal;
      const assigned = assignments.list();
      for (const tensor of tensors) recorder.note(tensor);
      for (const {variable} of assigned) recorder.note(variable);
      trace = {
        operations: recorder.operations,
        constants: recorder.constants,
        folded: recorder.folded,
        parameters: parameters.map((parameter) => ({id: parameter.dataId, spec: specOf(parameter)})),
        reads: recorder.reads,
        assigned,
        results: tensors.map((tensor) => ({id: tensor.dataId, spec: specOf(tensor)})),
        structure,
      };
    };
    withOwnTape(() => tf.tidy(recordTrace));
    return trace as unknown as Trace;
  } finally {
    backend.tracer = outer;
    assignments.undo();
  }
}

class Recorder implements KernelTracer {
  readonly operations: TraceOperation[] = [];
  readonly folded: TraceOperation[] = [];
  readonly constants = new Map<tf.DataId, TraceConstant>();
  readonly reads = new Map<tf.DataId, tf.Variable>();
  /** The first, which the function may have caught. */
  refusal: CompileRefusedError | undefined;
  readonly #backend: OnnxBackend;
  readonly #symbols = new Set<tf.DataId>();
  readonly #variables: ReadonlyMap<tf.DataId, tf.Variable>;

  constructor(backend: OnnxBackend) {
    this.#backend = backend;
    const {registeredVariables} = tf.engine().state;
    this.#variables = new Map(Object.values(registeredVariables).map((variable) => [variable.dataId, variable]));
  }

  parameter({shape, dtype}: Spec): tf.Tensor {
    const info = this.#backend.makeTensorInfo([...shape], dtype);
    this.#symbols.add(info.dataId);
    return tf.engine().makeTensorFromTensorInfo(info, this.#backend);
  }

  intercept(kernel: string, inputs: tf.NamedTensorInfoMap, attributes: tf.NamedAttrMap | undefined): tf.TensorInfo[] | undefined {
    const tensors = (Object.values(inputs) as (tf.TensorInfo | tf.TensorInfo[] | null | undefined)[]).flat();
    if (SHAPE_ONLY.has(kernel) || !tensors.some((tensor) => tensor && this.#isUnknown(tensor.dataId))) return undefined;
    const lowering = LOWERINGS.get(kernel);
    const named = lowering === undefined ? [] : orderInputs(lowering, inputs);
    const specs = Object.fromEntries(named.map(([name, tensor]) => [name, specOf(tensor)]));
    const isSupported =
      lowering !== undefined && Object.values(specs).every(({dtype}) => isCarried(dtype)) && lowering.supports(specs, attributes);
    if (!isSupported) {
      const forms = named.map(([name, {dtype, shape}]) => `${name} ${dtype} [${shape.join(', ')}]`).join(', ');
      const found = `it uses the kernel ${kernel}${forms === '' ? '' : ` on ${forms}`}, which has no lowering`;
      this.#refuse('no-lowering', found, 'Leave that part outside the function.');
    }
    for (const [, tensor] of named) this.note(tensor);
    const copied: unknown = attributes === undefined ? undefined : {...attributes};
    const outputs = lowering.infer(specs, attributes).map((spec) => {
      const info = this.#backend.makeTensorInfo([...spec.shape], spec.dtype);
      this.#symbols.add(info.dataId);
      return {info, id: info.dataId, spec};
    });
    const traced = named.map(([name, tensor]) => ({name, id: tensor.dataId, spec: specOf(tensor)}));
    this.operations.push({kernel, lowering, attributes: copied, inputs: traced, outputs: outputs.map(({id, spec}) => ({id, spec}))});
    return outputs.map(({info}) => info);
  }

  observe(kernel: string, inputs: tf.NamedTensorInfoMap, attributes: tf.NamedAttrMap | undefined, outputs: readonly tf.TensorInfo[]): void {
    const lowering = LOWERINGS.get(kernel);
    const named = lowering === undefined ? [] : orderInputs(lowering, inputs);
    const all = [...named.map(([, tensor]) => tensor), ...outputs];
    if (lowering === undefined || named.length === 0 || all.some(({dataId, dtype}) => this.#isUnknown(dataId) || !isCarried(dtype))) return;
    for (const tensor of all) this.note(tensor);
    this.folded.push({
      kernel,
      lowering,
      attributes: attributes === undefined ? undefined : {...attributes},
      inputs: named.map(([name, tensor]) => ({name, id: tensor.dataId, spec: specOf(tensor)})),
      outputs: outputs.map((tensor) => ({id: tensor.dataId, spec: specOf(tensor)})),
    });
  }

  checkRead(dataId: tf.DataId): void {
    if (!this.#isUnknown(dataId)) return;
    const nextStep = 'Return the tensor and read it outside, and choose with tf.where instead of an if.';
    this.#refuse('reads-data', 'it reads the data of a tensor that depends on its inputs or on a variable', nextStep);
  }

  /** Takes down where a tensor's data comes from, if no recorded kernel makes it. */
  note({dataId, shape, dtype}: tf.TensorInfo): void {
    if (this.#symbols.has(dataId) || this.constants.has(dataId)) return;
    const variable = this.#variables.get(dataId);
    if (variable !== undefined) {
      this.reads.set(dataId, variable);
      return;
    }
    const spec = specOf({shape, dtype});
    this.constants.set(dataId, {spec, values: nativeTensor(spec, this.#backend.valuesFor(dataId)).data});
  }

  #refuse(...reason: ConstructorParameters<typeof CompileRefusedError>): never {
    const refusal = new CompileRefusedError(...reason);
    this.refusal ??= refusal;
    throw refusal;
  }

  #isUnknown(dataId: tf.DataId): boolean {
    return this.#symbols.has(dataId) || this.#variables.has(dataId);
  }
}
