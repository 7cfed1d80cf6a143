import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {startRuntime} from '../index.ts';
import {SAME, compareWithCpu, tensorOf} from '../testing/compare-with-cpu.ts';
import {CONVOLUTION_CASES, convolutionGradients, nameOf} from '../testing/convolution-cases.ts';
import type {Runtime} from '../index.ts';

let runtime: Runtime;

beforeAll(async () => {
  runtime = await startRuntime({backend: 'wasm', threads: 3});
});

describe('startWasm with threads', () => {
  test('says how many are at work, and leaves the globals as they were', () => {
    expect(runtime).toMatchObject({backend: 'wasm', threads: 3, passedOver: []});
    expect(tf.backend()).toHaveProperty('wasm.PThread');
    expect('Worker' in globalThis).toBe(false);
  });

  test('keeps the threads it has when it is started again', async () => {
    expect((await startRuntime({backend: 'wasm', threads: 1})).threads).toBe(3);
  });

  test.each(CONVOLUTION_CASES.map((one) => [nameOf(one), one] as const))('computes the gradients of %s', async (_name, one) => {
    expect(await compareWithCpu(() => convolutionGradients(one))).toEqual(SAME);
  });

  test('gives the same bits every time', async () => {
    await tf.setBackend('wasm');
    const run = (): number[] =>
      tf.tidy(() => {
        const x = tensorOf([3, 40, 56, 16]);
        const inputs = {x, scale: tf.ones([16]), offset: tf.zeros([16])};
        const op = (input: tf.Tensor): tf.Tensor =>
          tf.engine().runKernel<tf.Tensor[]>('FusedBatchNormTraining', {...inputs, x: input}, {epsilon: 1e-3, relu: true})[0] as tf.Tensor;
        const filter = tf.grad((w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'))(
          tensorOf([3, 3, 16, 8]),
          tensorOf([3, 40, 56, 8]),
        );
        return [...filter.dataSync(), ...tf.grad(op)(x, tensorOf(x.shape, 2)).dataSync()];
      });
    const first = run();
    for (let i = 0; i < 5; i += 1) expect(run()).toEqual(first);
  });
});
