import * as tf from '@tensorflow/tfjs-core';
import type {OnnxBackend} from '../eager/onnx-backend.ts';
import {CompileRefusedError} from '../errors/compile-refused-error.ts';
import type {Spec} from '../graph/value.ts';
import {record} from './record.ts';
import type {TensorFunction} from './record.ts';
import {traceDifference} from './same-trace.ts';
import type {Trace} from './trace.ts';
import {finish} from './turns.ts';

/**
 * Records a function twice and compares, so that random numbers and counters kept in JavaScript are noticed. A first call may make variables,
 * as optimisers do; recording then starts anew.
 *
 * @throws {@link CompileRefusedError} if the function does not do the same twice, makes variables at every call, or cannot be recorded.
 */
export function recordStable(backend: OnnxBackend, run: TensorFunction, specs: readonly Spec[]): Trace {
  return finish(recordInTurns(backend, run, specs));
}

/** {@link recordStable} with a pause after each recording. */
export function* recordInTurns(backend: OnnxBackend, run: TensorFunction, specs: readonly Spec[]): Generator<void, Trace> {
  const count = (): number => Object.keys(tf.engine().state.registeredVariables).length;
  const known = count();
  let first = record(backend, run, specs);
  const made = count();
  yield;
  if (made !== known) {
    const before = count();
    first = record(backend, run, specs);
    if (count() !== before) throw new CompileRefusedError('creates-variables', 'it makes variables at every call', 'Make them outside.');
    yield;
  }
  const second = record(backend, run, specs);
  const difference = traceDifference(first, second);
  if (difference !== undefined) {
    const nextStep = 'Pass what changes, such as random masks or a learning rate, as tensors.';
    throw new CompileRefusedError('changes', difference, nextStep);
  }
  return second;
}
