import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {compile} from '../index.ts';
import type {OnnxBackend} from '../index.ts';

beforeAll(() => tf.setBackend('onnx'));

const values = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());

describe('a function that compile refuses', () => {
  test('runs eagerly, with the reason, what reads data', () => {
    const chosen = compile((x: tf.Tensor) => ((x.dataSync()[0] as number) > 0 ? tf.neg(x) : tf.square(x)));
    expect(values(chosen(tf.scalar(2)))).toEqual([-2]);
    expect(values(chosen(tf.scalar(-3)))).toEqual([9]);
    expect([chosen.mode, chosen.reason?.detail.kind]).toEqual(['eager', 'reads-data']);
  });

  test('runs eagerly, with the reason, what has no lowering, changes, makes variables or returns a promise', async () => {
    const x = tf.tensor1d([3, 1, 3]);
    const unique = compile((input: tf.Tensor1D) => tf.unique(input).values);
    expect([values(unique(x)), unique.reason?.detail.kind]).toEqual([[3, 1], 'no-lowering']);
    expect(unique.reason?.message).toMatch(/kernel Unique/);
    const random = compile((input: tf.Tensor1D) => tf.add(input, tf.randomUniform([3])));
    random(x).dispose();
    expect(random.reason?.detail.kind).toBe('changes');
    const making = compile((input: tf.Tensor1D) => tf.variable(tf.zeros([1])) && tf.neg(input));
    making(x).dispose();
    expect(making.reason?.detail.kind).toBe('creates-variables');
    const late = compile(async (input: tf.Tensor1D) => tf.neg(input));
    expect(values(await late(x))).toEqual([-3, -1, -3]);
    expect(late.reason?.detail.kind).toBe('asynchronous');
  });

  test('variables are as before when recording fails', () => {
    const weight = tf.variable(tf.scalar(1));
    const step = compile((x: tf.Tensor) => {
      weight.assign(tf.add<tf.Scalar>(weight, x));
      return weight.dataSync()[0];
    });
    expect(step(tf.scalar(2))).toBe(3);
    expect(step(tf.scalar(2))).toBe(5);
    expect(step.mode).toBe('eager');
    weight.dispose();
  });

  test('throws what the function throws', () => {
    const broken = compile((x: tf.Tensor) => tf.reshape(x, [3]));
    expect(() => broken(tf.zeros([2]))).toThrow(/must match the product/);
  });
});

type Gradients = Parameters<tf.RMSPropOptimizer['applyGradients']>[0];

/** Reads a variable right after it has updated it. */
class ReadingOptimizer extends tf.RMSPropOptimizer {
  override applyGradients(gradients: Gradients): void {
    super.applyGradients(gradients);
    for (const name of Object.keys(gradients)) tf.engine().registeredVariables[name]?.dataSync();
  }
}

const squareReadingAhead = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  (x as tf.Tensor).dataSync();
  return {value: tf.square(x as tf.Tensor), gradFunc: (dy, [saved]) => tf.mul(dy, tf.mul(saved as tf.Tensor, 2))};
});
const squareReadingBack = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]): tf.Tensor => {
    (saved as tf.Tensor).dataSync();
    return tf.mul(dy, tf.mul(saved as tf.Tensor, 2));
  };
  return {value: tf.square(x as tf.Tensor), gradFunc};
});
const squareThenRead = (x: tf.Tensor): tf.Tensor => {
  const square = tf.square(x);
  square.dataSync();
  return square;
};

describe('tensors after a refusal', () => {
  test.each([
    {place: 'the forward pass', square: squareThenRead, optimizer: () => tf.train.rmsprop(0.25, 0.5, 0.5)},
    {place: 'an operation that has saved a tensor', square: squareReadingAhead, optimizer: () => tf.train.rmsprop(0.25, 0.5, 0.5)},
    {place: 'the gradients', square: squareReadingBack, optimizer: () => tf.train.rmsprop(0.25, 0.5, 0.5)},
    {place: 'an optimizer’s update', square: (x: tf.Tensor) => tf.square(x), optimizer: () => new ReadingOptimizer(0.25, 0.5, 0.5)},
  ])('are as before when it comes in $place', ({square, optimizer: createOptimizer}) => {
    const backend = tf.backend() as OnnxBackend;
    const weight = tf.tidy(() => tf.variable(tf.scalar(2)));
    const counts = (): unknown => {
      const {numTensors, numDataBuffers, numBytes} = tf.memory();
      const {activeTape, gradientDepth, scopeStack} = tf.engine().state;
      const engine = {tape: activeTape ?? undefined, gradientDepth, scopes: scopeStack.length};
      return {numTensors, numDataBuffers, numBytes, dataIds: backend.numDataIds(), ...engine, references: backend.refCount(weight.dataId)};
    };
    const before = counts();
    const optimizer = createOptimizer();
    let calls = 0;
    const step = compile((x: tf.Tensor) => {
      calls++;
      return tf.tidy(() => optimizer.minimize(() => tf.sum(square(tf.mul(weight, tf.exp(x)))), true, [weight]) as tf.Scalar);
    });
    for (const length of [1, 2, 3]) {
      const x = tf.zeros([length]);
      for (let repeat = 0; repeat < 2; repeat++) step(x).dispose();
      expect([step.mode, step.reason?.detail.kind]).toEqual(['eager', 'reads-data']);
      x.dispose();
    }
    expect(calls).toBe(9); // a recording for each shape, and two eager calls
    optimizer.dispose();
    expect(counts()).toEqual(before);
    step.dispose();
    weight.dispose();
  });

  test('are as before when the function throws in its gradients', () => {
    const failing = tf.customGrad((x) => ({
      value: tf.square(x as tf.Tensor),
      gradFunc: () => {
        throw new Error('no gradient today');
      },
    }));
    const step = compile((x: tf.Tensor) => tf.grad((y: tf.Tensor) => tf.sum(failing(tf.exp(y))))(x));
    const x = tf.zeros([2]);
    const {numTensors, numDataBuffers} = tf.memory();
    expect(() => step(x)).toThrow('no gradient today');
    expect(tf.memory()).toMatchObject({numTensors, numDataBuffers});
    x.dispose();
  });

  test('a function that catches the refusal goes the way that it goes without recording', () => {
    const careful = compile((x: tf.Tensor1D) => {
      try {
        return tf.unique(x).values;
      } catch {
        return tf.neg(x);
      }
    });
    expect(values(careful(tf.tensor1d([2, 2])))).toEqual([2]);
    expect([careful.mode, careful.reason?.detail.kind]).toEqual(['eager', 'no-lowering']);
  });
});

describe('a gradient around a compiled function', () => {
  test('flows through it, as it runs eagerly then', () => {
    const cube = compile((x: tf.Tensor) => tf.mul(x, tf.square(x)));
    const x = tf.tensor1d([2, 3]);
    expect([values(cube(x)), cube.mode]).toEqual([[8, 27], 'compiled']);
    expect([values(tf.grad((y: tf.Tensor) => cube(y))(x)), cube.mode, cube.reason]).toEqual([[12, 27], 'eager', undefined]);
    expect([values(cube(x)), cube.mode]).toEqual([[8, 27], 'compiled']);
    cube.dispose();
  });
});
