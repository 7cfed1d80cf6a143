import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

/** What {@link compareWithCpu} returns when all is well. */
export const SAME: {disagreements: number[]; tensorsLeft: number} = {disagreements: [], tensorsLeft: 0};

/**
 * Runs `compute` on the cpu backend and on wasm. `disagreements` has, for each tensor it gives that differs by `tolerance` or more,
 * the largest difference over the largest value; `tensorsLeft` counts what wasm kept that it should not have.
 */
export async function compareWithCpu(
  compute: () => tf.Tensor[],
  tolerance = 2e-6,
): Promise<{disagreements: number[]; tensorsLeft: number}> {
  const [expected] = await run('cpu', compute);
  await tf.setBackend('wasm');
  poisonHeap();
  const [found, tensorsLeft] = await run('wasm', compute);
  const differences = expected.map((values, i) => relativeDifference(found[i] ?? new Float32Array(0), values));
  return {disagreements: differences.filter((difference) => !(difference < tolerance)), tensorsLeft};
}

/** Leaves NaN wherever the heap is handed out again, so that a kernel that counts on zeros shows. */
function poisonHeap(): void {
  for (const size of [100_000, 10_000, 1000, 300, 100, 30]) tf.tensor1d(new Float32Array(size).fill(Number.NaN)).dispose();
}

async function run(backend: string, compute: () => tf.Tensor[]): Promise<[Float32Array[], number]> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const tensors = tf.tidy(compute);
  const values = tensors.map((tensor) => tensor.dataSync<'float32'>().slice());
  tf.dispose(tensors);
  return [values, tf.memory().numTensors - before];
}

function relativeDifference(found: Float32Array, expected: Float32Array): number {
  if (found.length !== expected.length) return Infinity;
  let difference = 0;
  let scale = 0.01;
  expected.forEach((value, i) => {
    difference = Math.max(difference, Math.abs((found[i] as number) - value) || (Number.isNaN(found[i]) ? Infinity : 0));
    scale = Math.max(scale, Math.abs(value));
  });
  return difference / scale;
}

/** Numbers in [-1, 1), the same for the same seed. */
export function numbers(size: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({length: size}, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x40000000 - 1;
  });
}

/** A tensor of such numbers. */
export function tensorOf(shape: readonly number[], seed = 1): tf.Tensor {
  return tf.tensor(
    numbers(
      shape.reduce((product, side) => product * side, 1),
      seed,
    ),
    [...shape],
  );
}
