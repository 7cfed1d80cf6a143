import * as tf from '@tensorflow/tfjs-core';
import {OidError, createRandom} from '@oid/core';
import {compile} from '../src/index.ts';

class TensorLeakError extends OidError {
  constructor(count: number) {
    super('tfjs-onnx/test-leak', `${count} tensors were left behind.`);
  }
}

/** Normal random numbers, the same for the same seed. */
export function normal(shape: readonly number[], seed: number, deviation = 1): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({length: shape.reduce((product, size) => product * size, 1)}, () => random.normal() * deviation);
}

/** A function to compare; it may expect fewer inputs or a certain rank. */
export type Compared = (...inputs: never[]) => tf.Tensor | tf.Tensor[];

/** A tensor's form and contents. */
export type Result = {readonly shape: number[]; readonly dtype: string; readonly values: number[]};

/** What a function of tensors gives on a backend. Tensors it makes and leaves are counted. */
export async function runOn(backend: string, inputs: readonly tf.Tensor[], run: Compared): Promise<Result[]> {
  const data = inputs.map((input) => ({values: input.dataSync().slice(), shape: input.shape, dtype: input.dtype}));
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const copies = data.map(({values, shape, dtype}) => tf.tensor(values, shape, dtype));
  const outputs = tf.tidy(() => [run(...(copies as never[]))].flat());
  const results = outputs.map((output) => ({shape: output.shape, dtype: output.dtype, values: Array.from(output.dataSync())}));
  tf.dispose([copies, outputs]);
  if (tf.memory().numTensors !== before) throw new TensorLeakError(tf.memory().numTensors - before);
  return results;
}

/**
 * Where two lists of results differ in shape, in type, or in a value by more than `tolerance` of the largest; NaN must meet NaN.
 * `'none'` if they agree.
 */
export function difference(actual: readonly Result[], expected: readonly Result[], tolerance = 2e-6): string {
  const form = (results: readonly Result[]): string => JSON.stringify(results.map(({shape, dtype}) => ({shape, dtype})));
  if (form(actual) !== form(expected)) return `${form(actual)} instead of ${form(expected)}`;
  for (const [index, {values}] of expected.entries()) {
    const largest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 1e-3);
    const found = actual[index]?.values ?? [];
    const worst = values.findIndex((value, i) => {
      const other = found[i];
      return !Object.is(value, other) && value !== other && !(Math.abs(value - (other ?? Number.NaN)) <= tolerance * largest);
    });
    if (worst !== -1) return `output ${index}, element ${worst}: ${found[worst]} instead of ${values[worst]}`;
  }
  return 'none';
}

/** Runs a function on `cpu`, and on `onnx` eagerly and compiled; where they differ, or `'none'`. What cannot be compiled is not a difference. */
export async function disagreement(inputs: readonly tf.Tensor[], run: Compared, tolerance?: number): Promise<string> {
  const expected = await runOn('cpu', inputs, run);
  await tf.setBackend('cpu');
  const eager = difference(await runOn('onnx', inputs, run), expected, tolerance);
  if (eager !== 'none') return `eager: ${eager}`;
  await tf.setBackend('cpu');
  const compiled = compile(run as (...all: tf.Tensor[]) => tf.Tensor | tf.Tensor[]);
  const found = difference(await runOn('onnx', inputs, compiled), expected, tolerance);
  compiled.dispose();
  return found === 'none' ? found : `${compiled.mode}: ${found}`;
}
