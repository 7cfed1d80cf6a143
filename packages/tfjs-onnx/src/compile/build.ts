import type {OnnxBackend} from '../eager/onnx-backend.ts';
import {CompileRefusedError} from '../errors/compile-refused-error.ts';
import type {Spec} from '../graph/value.ts';
import {encodeModel} from '../onnx/encode-model.ts';
import {fusePatterns} from '../patterns/fuse-patterns.ts';
import {PATTERNS} from '../patterns/patterns.ts';
import {CompiledGraph, valuesOf} from './compiled-graph.ts';
import {lowerTrace} from './lower-trace.ts';
import {recordInTurns} from './record-stable.ts';
import type {TensorFunction} from './record.ts';
import {withoutCopies} from '../binding/without-copies.ts';

/** `freeze`: whether variables that the function only reads become constants; `fuse`: whether patterns give way to fused kernels. */
export type BuildOptions = {readonly freeze: boolean; readonly fuse: boolean};

/**
 * Makes a graph of a function, with a pause after each recording, after fusing, lowering and encoding.
 *
 * @returns the graph, or why there is none.
 */
export function* build(
  backend: OnnxBackend,
  run: TensorFunction,
  specs: readonly Spec[],
  {freeze, fuse}: BuildOptions,
): Generator<void, CompiledGraph | CompileRefusedError> {
  try {
    const recorded = yield* recordInTurns(backend, run, specs);
    yield;
    const {trace, counts} = fuse ? fusePatterns(backend, recorded, PATTERNS) : {trace: recorded, counts: {}};
    yield;
    const lowered = lowerTrace(trace, {
      name: 'compiled',
      inputNames: trace.parameters.map((_, index) => `input${index}`),
      outputNames: trace.results.map((_, index) => `output${index}`),
      freeze: freeze && trace.assigned.length === 0 ? (variable) => valuesOf(backend, variable) : undefined,
    });
    yield;
    const model = encodeModel(withoutCopies(lowered.model));
    yield;
    return new CompiledGraph(backend, {trace, lowered, counts}, model);
  } catch (error) {
    if (error instanceof CompileRefusedError) return error;
    throw error;
  }
}
