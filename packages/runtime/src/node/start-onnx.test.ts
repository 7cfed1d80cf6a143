import * as tf from '@tensorflow/tfjs-core';
import {OnnxUnavailableError, compile, onnxAvailability, registerOnnxBackend} from '@oid/tfjs-onnx';
import {beforeAll, describe, expect, test} from 'vitest';
import {onnxCandidate} from './backends/onnx.ts';
import {startRuntime} from './start-runtime.ts';
import type {Runtime} from './start-runtime.ts';

let runtime: Runtime;

beforeAll(async () => {
  runtime = await startRuntime({backend: 'onnx', threads: 2});
});

describe('startRuntime on onnx', () => {
  test('names the version of ONNX Runtime and the threads', () => {
    const {version} = onnxAvailability() as {version: string};
    expect(runtime).toMatchObject({backend: 'onnx', threads: 2, passedOver: []});
    expect(runtime.line).toBe(`TensorFlow.js backend onnx on ${runtime.device}, 2 threads`);
    expect(runtime.device).toContain(`ONNX Runtime ${version}`);
  });

  test('is taken by default where nothing faster is there', async () => {
    expect((await startRuntime()).backend).toBe('onnx');
  });

  test('compiles a step of training', () => {
    const weight = tf.variable(tf.scalar(3));
    const step = runtime.compile?.((rate: tf.Scalar) =>
      tf.tidy(() => {
        const {value, grads} = tf.variableGrads(() => tf.square(weight), [weight]);
        weight.assign(tf.sub(weight, tf.mul(grads[weight.name] as tf.Scalar, rate)));
        return value;
      }),
    );
    expect(step?.(tf.scalar(0.25)).dataSync()).toEqual(Float32Array.of(9));
    expect(step?.mode).toBe('compiled');
    expect(weight.dataSync()).toEqual(Float32Array.of(1.5));
    step?.dispose();
  });

  test('keeps tensors and threads when it is started again', async () => {
    const one = tf.scalar(1);
    expect((await startRuntime({backend: 'onnx', threads: 1})).threads).toBe(2);
    expect(tf.getBackend()).toBe('onnx');
    expect(one.dataSync()[0]).toBe(1);
  });
});

describe('onnxCandidate', () => {
  test('says why ONNX Runtime is not there', async () => {
    const error = new OnnxUnavailableError('onnxruntime-node is not installed', 'Install it.');
    const load = (): Promise<never> =>
      Promise.resolve({compile, registerOnnxBackend, onnxAvailability: () => ({available: false, error})} as never);
    await expect(onnxCandidate(load).start({threads: 1, allowSoftware: false})).rejects.toMatchObject({
      message: 'onnxruntime-node is not installed',
      cause: error,
    });
  });
});
