import * as tf from '@tensorflow/tfjs-core';
import {OptionError, checkOneOf, checkRange} from '@oid/core';
import {OnnxBackend} from '../eager/onnx-backend.ts';
import {CompileRefusedError} from '../errors/compile-refused-error.ts';
import {checkShape} from '../graph/shape.ts';
import {DTYPES, specKey, specOf} from '../graph/value.ts';
import type {Spec} from '../graph/value.ts';
import {build} from './build.ts';
import {CompiledGraph} from './compiled-graph.ts';
import type {TensorFunction} from './record.ts';
import {finish, finishInTurns} from './turns.ts';

/** How {@link compile} records and keeps graphs. */
export type CompileOptions = {
  /**
   * Whether variables that the function reads become constants of the graph, which is faster for inference; later changes to them are then
   * not seen. Without effect if the function assigns variables. @default false
   */
  freezeVariables?: boolean | undefined;
  /**
   * Whether what is written with many kernels and known better as one, see {@link CompiledFunction.fused}, gives way to that. Results then differ in
   * their last digits, and where the long form overflows. @default true
   */
  fusePatterns?: boolean | undefined;
  /** Most graphs kept, one per set of input shapes and types; the one used longest ago is disposed first. At least 1. @default 8 */
  graphs?: number | undefined;
};

/** Defaults of {@link CompileOptions}. */
export const COMPILE_DEFAULTS: {readonly freezeVariables: false; readonly fusePatterns: true; readonly graphs: 8} = {
  freezeVariables: false,
  fusePatterns: true,
  graphs: 8,
};

/** What a graph is made for: an input's sizes, integers from 0, and its type. */
export type InputForm = {readonly shape: readonly number[]; readonly dtype: string};

/** A function that runs as one graph where it can. */
export type CompiledFunction<Inputs extends tf.Tensor[], Result> = ((...inputs: Inputs) => Result) & {
  /** How the last call ran; `'untraced'` before the first. */
  readonly mode: 'untraced' | 'compiled' | 'eager';
  /** Why the last call ran eagerly; undefined on another backend than `onnx`, and where a gradient was being computed around it. */
  readonly reason: CompileRefusedError | undefined;
  /**
   * How often the graph of the last call has one kernel for what the function writes with many: `batchNormTraining` (statistics of the batch,
   * batch norm, ReLU), `logSoftmax`, `sigmoidCrossEntropy`. Empty for an eager call.
   */
  readonly fused: Readonly<Record<string, number>>;
  /** Graphs held. */
  readonly graphCount: number;
  /**
   * Records the function and makes its graph ahead of the first call, in turns between which the event loop goes round: one for each time
   * that the function is recorded, and one each for lowering, encoding and loading. Calls with such inputs then only run the graph.
   *
   * @param inputs - tensors, or their shapes and types.
   * @param options - `signal` ends the work before the next turn; nothing is kept then.
   * @returns how such calls run; `'eager'` also if the backend changes meanwhile. Another call of `prepare` or of the function may run meanwhile.
   * @throws {@link OptionError} if a size is no integer from 0 or a type unknown; the signal's reason if it is aborted; what a call throws.
   */
  prepare(inputs: readonly InputForm[], options?: {signal?: AbortSignal | undefined}): Promise<'compiled' | 'eager'>;
  /** Frees the graphs. The function can still be called and records anew. */
  dispose(): void;
};

/**
 * Makes a function of tensors run as one graph on ONNX Runtime: a forward pass, or a whole training step with gradients and optimiser.
 *
 * At the first call with inputs of certain shapes and types the function is recorded, without computing anything, and turned into a graph;
 * later calls run only the graph. Variables it reads are read at each call, those it assigns have their new values after each call, results are
 * new tensors that the caller disposes. When one of the variables has been disposed, the function is recorded anew. What JavaScript does besides
 * calling kernels happens while recording only: a learning rate that changes must be an input, and so must random masks. A function that reads
 * data, does something else each time, or uses a kernel that cannot be lowered runs eagerly, with the reason in `reason`. It also runs eagerly on
 * another backend than `onnx`, and inside `tf.grad` and its like, so that the gradient flows through it.
 *
 * @throws {@link OptionError} if an option is out of range. Calls throw it for an input that is no tensor, {@link OnnxOutOfMemoryError},
 * {@link OnnxRunError}, and what the function throws.
 */
export function compile<Inputs extends tf.Tensor[], Result>(
  run: (...inputs: Inputs) => Result,
  options: CompileOptions = {},
): CompiledFunction<Inputs, Result> {
  const freeze = options.freezeVariables ?? COMPILE_DEFAULTS.freezeVariables;
  const fuse = options.fusePatterns ?? COMPILE_DEFAULTS.fusePatterns;
  const capacity = checkRange('graphs', options.graphs ?? COMPILE_DEFAULTS.graphs, {min: 1, integer: true});
  const graphs = new Map<string, CompiledGraph | CompileRefusedError>();
  let owner: OnnxBackend | undefined;
  let mode: CompiledFunction<Inputs, Result>['mode'] = 'untraced';
  let reason: CompileRefusedError | undefined;
  let fused: Readonly<Record<string, number>> = {};

  const dispose = (): void => {
    for (const graph of graphs.values()) if (graph instanceof CompiledGraph) graph.dispose();
    graphs.clear();
  };
  const keyOf = (specs: readonly Spec[]): string => specs.map(specKey).join();
  /** The graph for a key if there is one that still works. */
  const find = (backend: OnnxBackend, key: string): CompiledGraph | CompileRefusedError | undefined => {
    if (owner !== backend) dispose();
    owner = backend;
    const known = graphs.get(key);
    if (!(known instanceof CompiledGraph) || !known.isStale) return known;
    known.dispose();
    graphs.delete(key);
    return undefined;
  };
  /** Makes the graph the one used last. */
  const keep = (key: string, graph: CompiledGraph | CompileRefusedError): CompiledGraph | CompileRefusedError => {
    graphs.delete(key);
    graphs.set(key, graph);
    for (const [oldest, dropped] of graphs) {
      if (graphs.size <= capacity) break;
      graphs.delete(oldest);
      if (dropped instanceof CompiledGraph) dropped.dispose();
    }
    return graph;
  };
  const steps = (backend: OnnxBackend, specs: readonly Spec[]): ReturnType<typeof build> =>
    build(backend, run as unknown as TensorFunction, specs, {freeze, fuse});
  const graphFor = (backend: OnnxBackend, inputs: Inputs): CompiledGraph | CompileRefusedError => {
    const specs = inputs.map(specOf);
    const key = keyOf(specs);
    return keep(key, find(backend, key) ?? finish(steps(backend, specs)));
  };
  const prepare: CompiledFunction<Inputs, Result>['prepare'] = async (inputs, {signal} = {}) => {
    signal?.throwIfAborted();
    const backend = tf.backend();
    if (!(backend instanceof OnnxBackend)) return 'eager';
    const specs = inputs.map(({shape, dtype}, index) =>
      specOf({
        shape: checkShape(`inputs[${index}].shape`, shape),
        dtype: checkOneOf(`inputs[${index}].dtype`, dtype, [...DTYPES, 'string', 'complex64']), // of the last two no graph is made
      }),
    );
    const key = keyOf(specs);
    let graph = find(backend, key);
    if (graph === undefined) {
      const made = await finishInTurns(steps(backend, specs), () => tf.backend() === backend, signal);
      if (made === undefined) return 'eager';
      graph = find(backend, key) ?? keep(key, made); // a call may have been quicker
      if (graph !== made && made instanceof CompiledGraph) made.dispose();
    }
    return graph instanceof CompiledGraph ? 'compiled' : 'eager';
  };
  const call = (...inputs: Inputs): Result => {
    for (const [index, input] of inputs.entries()) checkTensor(index, input);
    const backend = tf.backend();
    const canCompile = backend instanceof OnnxBackend && backend.tracer === undefined && !isTapeOn();
    const graph = canCompile ? graphFor(backend, inputs) : undefined;
    mode = graph instanceof CompiledGraph ? 'compiled' : 'eager';
    reason = graph instanceof CompileRefusedError ? graph : undefined;
    fused = graph instanceof CompiledGraph ? graph.counts : {};
    return graph instanceof CompiledGraph ? (graph.run(inputs) as Result) : run(...inputs);
  };
  return Object.defineProperties(call, {
    mode: {get: () => mode},
    reason: {get: () => reason},
    fused: {get: () => fused},
    graphCount: {get: () => graphs.size},
    prepare: {value: prepare},
    dispose: {value: dispose},
  }) as CompiledFunction<Inputs, Result>;
}

function checkTensor(index: number, input: unknown): void {
  if (input instanceof tf.Tensor) return;
  const found = typeof input === 'object' ? Object.prototype.toString.call(input) : input; // not a million numbers
  throw new OptionError(
    `inputs[${index}]`,
    found,
    'a tensor; a number that changes goes in as tf.scalar(…), a constant stays outside the parameters',
  );
}

/** Whether a gradient is being computed around a call, and no kernel with a gradient of its own lies between. */
function isTapeOn(): boolean {
  const {gradientDepth, kernelDepth} = tf.engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}
