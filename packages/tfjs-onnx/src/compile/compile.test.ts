import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {normal} from '../../test/compare-backends.ts';
import {createTinyNet} from '../../test/tiny-net.ts';
import {compile, registerOnnxBackend} from '../index.ts';

beforeAll(() => registerOnnxBackend({threads: 2}));
beforeEach(() => tf.setBackend('onnx'));
afterAll(() => registerOnnxBackend());

const values = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());

describe('compile', () => {
  test('runs a forward pass as one graph and reads variables at each call', () => {
    const weight = tf.variable(tf.tensor1d([2, 3]));
    const scaled = compile((x: tf.Tensor1D) => ({y: tf.relu(tf.mul(x, weight)), list: [tf.sum(x), 'kept']}));
    const x = tf.tensor1d([1, -1]);
    expect(scaled.mode).toBe('untraced');
    const first = scaled(x);
    expect([scaled.mode, values(first.y), values(first.list[0] as tf.Tensor), first.list[1]]).toEqual(['compiled', [2, 0], [0], 'kept']);
    weight.assign(tf.tensor1d([5, -5]));
    expect(values(scaled(x).y)).toEqual([5, 5]);
    scaled.dispose();
    expect(scaled.graphCount).toBe(0);
    weight.dispose();
  });

  test.each(['sgd', 'momentum', 'adam'] as const)('a training step with %s agrees with the eager backend and with cpu', async (name) => {
    const losses: Record<string, number[]> = {};
    const weights: Record<string, number[][]> = {};
    for (const mode of ['cpu', 'eager', 'compiled']) {
      await tf.setBackend(mode === 'cpu' ? 'cpu' : 'onnx');
      const net = createTinyNet(7);
      const optimizer = {sgd: () => tf.train.sgd(0.05), momentum: () => tf.train.momentum(0.05, 0.9), adam: () => tf.train.adam(0.01)}[
        name
      ]();
      const step = (x: tf.Tensor, t: tf.Tensor): tf.Scalar => optimizer.minimize(() => net.loss(x, t), true, net.variables) as tf.Scalar;
      const compiled = compile(step);
      losses[mode] = [];
      for (let index = 0; index < 20; index++) {
        const x = tf.tensor(normal([2, 16, 12, 3], index), [2, 16, 12, 3]);
        const t = tf.tensor(normal([2, 4, 3, 4], index + 100), [2, 4, 3, 4]);
        const loss = mode === 'compiled' ? compiled(x, t) : step(x, t);
        losses[mode].push(loss.dataSync()[0] as number);
        tf.dispose([x, t, loss]);
      }
      expect(compiled.mode).toBe(mode === 'compiled' ? 'compiled' : 'untraced');
      weights[mode] = net.variables.map(values);
      compiled.dispose();
      net.dispose();
      optimizer.dispose();
    }
    for (const mode of ['eager', 'compiled']) {
      for (const [index, loss] of (losses['cpu'] as number[]).entries()) expect(losses[mode]?.[index]).toBeCloseTo(loss, 5);
      for (const [index, weight] of (weights['cpu'] as number[][]).entries()) {
        const largest = Math.max(...weight.map(Math.abs), 1e-3);
        for (const [i, value] of weight.entries())
          expect(Math.abs(value - (weights[mode]?.[index]?.[i] ?? Number.NaN)) / largest).toBeLessThan(2e-3);
      }
    }
  });

  test('gives every gradient of cpu to 1e-4 of its largest number, and so does the eager backend', async () => {
    const x = normal([2, 16, 12, 3], 1);
    const t = normal([2, 4, 3, 4], 2);
    const gradients: Record<string, number[][]> = {};
    for (const mode of ['cpu', 'eager', 'compiled']) {
      await tf.setBackend(mode === 'cpu' ? 'cpu' : 'onnx');
      const net = createTinyNet(3);
      const run = (images: tf.Tensor, targets: tf.Tensor): tf.Tensor[] => {
        const {grads} = tf.variableGrads(() => net.loss(images, targets), net.variables);
        return net.variables.map(({name}) => grads[name] as tf.Tensor);
      };
      const compiled = compile(run);
      const found = (mode === 'compiled' ? compiled : run)(tf.tensor(x, [2, 16, 12, 3]), tf.tensor(t, [2, 4, 3, 4]));
      expect(compiled.mode).toBe(mode === 'compiled' ? 'compiled' : 'untraced');
      gradients[mode] = found.map(values);
      tf.dispose(found);
      compiled.dispose();
      net.dispose();
    }
    for (const mode of ['eager', 'compiled']) {
      for (const [index, gradient] of (gradients['cpu'] as number[][]).entries()) {
        const largest = Math.max(...gradient.map(Math.abs));
        const worst = Math.max(...gradient.map((value, i) => Math.abs(value - (gradients[mode]?.[index]?.[i] ?? Number.NaN))));
        expect(worst / largest).toBeLessThan(1e-4);
      }
    }
  });

  test('a constant that is used as integers and as floats', () => {
    const indices = tf.tensor1d([2, 0], 'int32');
    const picked = compile((x: tf.Tensor1D) => tf.mul(tf.gather(x, indices), tf.cast(indices, 'float32')));
    const y = picked(tf.tensor1d([10, 20, 30]));
    expect([picked.mode, values(y)]).toEqual(['compiled', [60, 0]]);
    picked.dispose();
  });

  test('leaves no tensor behind, neither while recording nor while running', () => {
    const weight = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const step = compile((x: tf.Tensor1D, rate: tf.Scalar) => {
      tf.tidy(() => weight.assign(tf.sub(weight, tf.mul(rate, x))));
    });
    const x = tf.tensor1d([1, 1]);
    const rate = tf.scalar(0.5);
    const {numTensors, numDataBuffers, numBytes} = tf.memory();
    for (let index = 0; index < 5; index++) step(x, rate);
    expect(values(weight)).toEqual([-1.5, -0.5]);
    expect(tf.memory()).toMatchObject({numTensors, numDataBuffers, numBytes});
    step.dispose();
    tf.dispose([x, rate, weight]);
  });

  test('a tensor that shares a variable’s data keeps the old values', () => {
    const weight = tf.variable(tf.tensor1d([1, 2]));
    const step = compile((x: tf.Tensor1D) => weight.assign(tf.add(weight, x)));
    const x = tf.tensor1d([1, 1]);
    const before = tf.clone(weight);
    const live = weight.dataSync();
    step(x);
    expect([values(before), Array.from(live), values(weight)]).toEqual([
      [1, 2],
      [1, 2],
      [2, 3],
    ]);
    step.dispose();
    tf.dispose([x, before, weight]);
  });

  test('a tensor that was read keeps its values, and so does a result, however often the graph runs', () => {
    const weight = tf.variable(tf.tensor1d([1, 2]));
    const step = compile((x: tf.Tensor1D) => {
      weight.assign(tf.add(weight, x));
      return tf.neg(weight);
    });
    const x = tf.tensor1d([1, 1]);
    const result = step(x);
    const live = weight.dataSync();
    const view = tf.slice(weight, [1], [1]);
    for (let index = 0; index < 5; index++) step(x).dispose();
    expect([Array.from(live), values(view), values(result), values(weight)]).toEqual([[2, 3], [3], [-2, -3], [7, 8]]);
    step.dispose();
    tf.dispose([x, result, view, weight]);
  });

  test('records anew for other shapes and keeps a bounded number of graphs', () => {
    const double = compile((x: tf.Tensor1D) => tf.mul(x, 2), {graphs: 3});
    for (let length = 1; length <= 6; length++) {
      const y = double(tf.ones([length]));
      expect(values(y)).toEqual(Array.from({length}, () => 2));
    }
    expect(double.graphCount).toBe(3);
    double.dispose();
  });

  test('records anew once a variable has been disposed, and refuses disposed inputs', () => {
    let weight = tf.variable(tf.scalar(2));
    const scaled = compile((x: tf.Scalar) => tf.mul(x, weight));
    expect(values(scaled(tf.scalar(3)))).toEqual([6]);
    weight.dispose();
    weight = tf.variable(tf.scalar(5));
    expect(values(scaled(tf.scalar(3)))).toEqual([15]);
    const gone = tf.scalar(1);
    gone.dispose();
    expect(() => scaled(gone)).toThrow(/Input 0 .* is disposed/);
    scaled.dispose();
    weight.dispose();
  });

  test('says that memory is short, leaves variables and tensors as they were, and goes on', () => {
    const weight = tf.variable(tf.ones([2 ** 18, 1]));
    const step = compile((x: tf.Tensor2D) => {
      weight.assign(tf.sum(tf.matMul(x, weight as tf.Tensor as tf.Tensor2D, false, true), 1, true)); // 256 GiB between
      return tf.sum(weight);
    });
    const x = tf.ones<tf.Rank.R2>([2 ** 18, 1]);
    const before = tf.memory();
    expect(() => step(x)).toThrow(expect.objectContaining({code: 'tfjs-onnx/out-of-memory'}));
    expect(step.mode).toBe('compiled');
    expect(tf.memory()).toMatchObject({numTensors: before.numTensors, numDataBuffers: before.numDataBuffers, numBytes: before.numBytes});
    expect([weight.dataSync()[0], values(compile((y: tf.Tensor) => tf.neg(y))(tf.scalar(2)))]).toEqual([1, [-2]]);
    step.dispose();
    tf.dispose([x, weight]);
  });

  test('says which input is no tensor, on every backend, and which type none has', async () => {
    const scaled = compile((x: tf.Tensor, rate: tf.Tensor) => tf.mul(x, rate));
    const wrong = (rate: unknown): void => void scaled(tf.scalar(1), rate as tf.Tensor);
    expect(() => wrong(0.5)).toThrow(/inputs\[1\] is 0\.5, but must be a tensor; a number that changes goes in as tf\.scalar/);
    expect(() => wrong([1, 2])).toThrow(/inputs\[1\] is "\[object Array\]"/);
    await tf.setBackend('cpu');
    expect(() => wrong(undefined)).toThrow(/inputs\[1\] is undefined/);
    await tf.setBackend('onnx');
    await expect(scaled.prepare([{shape: [2], dtype: 'float'}])).rejects.toThrow(/inputs\[0\]\.dtype.*nearest: float32/);
  });

  test('prepares a graph ahead of the calls, without holding up the event loop', async () => {
    let recordings = 0;
    const weight = tf.variable(tf.scalar(3));
    const scaled = compile((x: tf.Tensor1D) => {
      recordings++;
      return tf.mul(x, weight);
    });
    let rounds = 0;
    const goRound = (): void => {
      rounds++;
      next = setImmediate(goRound);
    };
    let next = setImmediate(goRound);
    expect(await scaled.prepare([{shape: [2], dtype: 'float32'}])).toBe('compiled');
    clearImmediate(next);
    expect([scaled.graphCount, recordings, scaled.mode, rounds > 3]).toEqual([1, 2, 'untraced', true]);
    const x = tf.tensor1d([1, 2]);
    expect(values(scaled(x))).toEqual([3, 6]);
    expect([recordings, scaled.mode, await scaled.prepare([x])]).toEqual([2, 'compiled', 'compiled']);
    const chosen = compile((y: tf.Tensor) => ((y.dataSync()[0] as number) > 0 ? tf.neg(y) : y));
    expect(await chosen.prepare([x])).toBe('eager');
    await tf.setBackend('cpu');
    expect(await scaled.prepare([{shape: [3], dtype: 'float32'}])).toBe('eager');
    await tf.setBackend('onnx');
    scaled.dispose();
    tf.dispose([x, weight]);
  });

  test('preparing can be aborted before and between its turns, and keeps nothing then', async () => {
    let recordings = 0;
    const controller = new AbortController();
    const {numTensors} = tf.memory();
    const doubled = compile((x: tf.Tensor1D) => {
      recordings++;
      if (recordings === 1) controller.abort();
      return tf.mul(x, 2);
    });
    const form = [{shape: [2], dtype: 'float32'}];
    await expect(doubled.prepare(form, {signal: controller.signal})).rejects.toBe(controller.signal.reason);
    expect([doubled.graphCount, recordings, tf.memory().numTensors]).toEqual([0, 1, numTensors]);
    await expect(doubled.prepare(form, {signal: AbortSignal.abort('no')})).rejects.toBe('no');
    await expect(doubled.prepare([{shape: [-1], dtype: 'float32'}])).rejects.toThrow(/inputs\[0\]\.shape\[0\]/);
    expect(recordings).toBe(1);
    expect(await doubled.prepare(form, {signal: new AbortController().signal})).toBe('compiled');
    doubled.dispose();
  });

  test('a call and a change of backend while a graph is being prepared', async () => {
    const doubled = compile((x: tf.Tensor1D) => tf.mul(x, 2));
    const x = tf.tensor1d([1, 2]);
    const prepared = doubled.prepare([x]);
    expect(values(doubled(x))).toEqual([2, 4]);
    expect([await prepared, doubled.graphCount]).toEqual(['compiled', 1]);
    doubled.dispose();
    const interrupted = doubled.prepare([x]);
    await tf.setBackend('cpu');
    expect([await interrupted, doubled.graphCount]).toEqual(['eager', 0]);
    await tf.setBackend('onnx');
    doubled.dispose();
    x.dispose();
  });

  test('freezes variables on request', () => {
    const weight = tf.variable(tf.scalar(3));
    const scaled = compile((x: tf.Tensor) => tf.mul(x, weight), {freezeVariables: true});
    expect(values(scaled(tf.scalar(2)))).toEqual([6]);
    weight.assign(tf.scalar(4));
    expect(values(scaled(tf.scalar(2)))).toEqual([6]);
    scaled.dispose();
    weight.dispose();
  });

  test('a clipped convolution with frozen weights keeps NaN', () => {
    const filter = tf.variable(tf.ones<tf.Rank.R4>([1, 1, 1, 16]));
    const clipped = compile((x: tf.Tensor4D) => tf.relu6(tf.conv2d(x, filter, 1, 'same')), {freezeVariables: true});
    const y = clipped(tf.tensor4d([Number.NaN, -1, 2, 9], [1, 2, 2, 1]));
    expect([clipped.mode, values(tf.slice(y, [0, 0, 0, 0], [1, 2, 2, 1]))]).toEqual(['compiled', [Number.NaN, 0, 2, 6]]);
    clipped.dispose();
    filter.dispose();
  });
});
