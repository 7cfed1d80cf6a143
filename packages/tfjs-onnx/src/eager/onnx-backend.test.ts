import * as tf from '@tensorflow/tfjs-core';
import {OptionError} from '@oid/core';
import {afterEach, describe, expect, test} from 'vitest';
import {FUSED_KERNELS} from '../fused/fused-kernels.ts';
import {onnxAvailability, registerOnnxBackend} from '../index.ts';
import {kernelKey} from './kernel-key.ts';
import type {OnnxBackend} from './onnx-backend.ts';

afterEach(() => registerOnnxBackend());

describe('registerOnnxBackend', () => {
  test('gives the backend every kernel of cpu', async () => {
    expect(await tf.setBackend('onnx')).toBe(true);
    const names = (backend: string): string[] =>
      tf
        .getKernelsForBackend(backend)
        .map(({kernelName}) => kernelName)
        .sort();
    expect(names('onnx')).toEqual([...names('cpu'), ...FUSED_KERNELS].sort());
    expect(onnxAvailability()).toMatchObject({available: true});
  });

  test('refuses options out of range', () => {
    expect(() => registerOnnxBackend({threads: 0})).toThrow(OptionError);
    expect(() => registerOnnxBackend({threshold: Number.NaN})).toThrow(OptionError);
  });

  test('says that memory is short, and goes on', async () => {
    registerOnnxBackend({threshold: 1});
    await tf.setBackend('onnx');
    const before = tf.memory();
    const endless = (): tf.Tensor => tf.tidy(() => tf.add(tf.ones([2 ** 22, 1]), tf.ones([1, 2 ** 22])));
    expect(endless).toThrow(
      expect.objectContaining({code: 'tfjs-onnx/out-of-memory', message: expect.stringMatching(/smaller batch/) as string}),
    );
    expect(tf.memory()).toMatchObject({numTensors: before.numTensors, numDataBuffers: before.numDataBuffers});
    expect(tf.tidy(() => tf.add(tf.ones([2]), 1).dataSync())).toEqual(Float32Array.of(2, 2));
  });

  test('says so too where a JavaScript kernel finds no memory', async () => {
    registerOnnxBackend();
    await tf.setBackend('onnx');
    const indices = tf.zeros<tf.Rank.R1>([2 ** 20], 'int32');
    expect(() => tf.oneHot(indices, 2 ** 14)).toThrow(
      expect.objectContaining({code: 'tfjs-onnx/out-of-memory', message: expect.stringMatching(/^OneHot: out of memory/) as string}),
    );
    indices.dispose();
  });

  test('leaves small tensors to JavaScript and bounds its sessions', async () => {
    registerOnnxBackend({threshold: 100, sessions: 3});
    await tf.setBackend('onnx');
    const backend = tf.backend() as OnnxBackend;
    tf.tidy(() => tf.relu(tf.zeros([99])));
    expect(backend.sessionCount).toBe(0);
    for (const size of [100, 101, 102, 103, 104]) tf.tidy(() => tf.relu(tf.zeros([size])));
    expect(backend.sessionCount).toBe(3);
    const y = tf.relu(tf.neg(tf.ones([100])));
    expect(y.dataSync().every((value) => value === 0)).toBe(true);
    y.dispose();
  });

  test('does not reuse the array of a tensor that was read, or that a slice looks into', async () => {
    registerOnnxBackend({threshold: 1});
    await tf.setBackend('onnx');
    const kept = tf.tidy(() => {
      const x = tf.neg(tf.ones([8]));
      const y = tf.neg(tf.ones([8]));
      return [x.dataSync(), tf.engine().runKernel<tf.Tensor>('Reshape', {x: y}, {shape: [2, 4]})] as const as unknown as tf.Tensor[];
    }) as unknown as [Float32Array, tf.Tensor];
    for (let index = 0; index < 4; index++) tf.tidy(() => tf.mul(tf.ones([8]), index));
    expect([...kept[0]]).toEqual(Array.from({length: 8}, () => -1));
    expect([...kept[1].dataSync()]).toEqual(Array.from({length: 8}, () => -1));
  });

  test('takes float32 tensors whose values lie in another array', async () => {
    registerOnnxBackend({threshold: 1});
    await tf.setBackend('onnx');
    const x = tf.cast(tf.tensor1d([1, 2, 3], 'int32'), 'float32');
    expect([...tf.sqrt(tf.square(x)).dataSync()]).toEqual([1, 2, 3]);
  });
});

describe('kernelKey', () => {
  test('tells infinities, NaN and -0 apart', () => {
    const keys = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0].map((value) => kernelKey('PadV2', {value}, []));
    expect(new Set(keys).size).toBe(5);
  });
});
