import {hasCode} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {tensorflowCandidate} from './backends/tensorflow.ts';
import {START_RUNTIME_DEFAULTS, startFirst, startRuntime} from './start-runtime.ts';
import type {BackendCandidate} from './backends/backend-candidate.ts';

const absent = (specifier: string): Promise<never> =>
  Promise.reject(Object.assign(new Error(`Cannot find package '${specifier}' imported from here`), {code: 'ERR_MODULE_NOT_FOUND'}));

const slow: BackendCandidate = {
  name: 'slow',
  remedy: 'Nothing to do.',
  start: (threads) => Promise.resolve({backend: 'slow', device: 'abacus', threads}),
};

describe('startRuntime', () => {
  test('takes a backend by default, makes it train, and says so in one line', async () => {
    expect(START_RUNTIME_DEFAULTS).toEqual({backend: 'auto'});
    const runtime = await startRuntime({backend: 'cpu'});
    expect(runtime).toMatchObject({backend: 'cpu', threads: 1, passedOver: []});
    expect(runtime.line).toBe(`TensorFlow.js backend cpu on ${runtime.device}, 1 thread`);
    expect(tf.getBackend()).toBe('cpu');
    expect(
      tf
        .grad((x) => tf.square(x))(tf.scalar(3))
        .dataSync()[0],
    ).toBe(6);
  });

  test.each([0, 1.5, Number.NaN, -1])('refuses threads %d', async (threads) => {
    await expect(startRuntime({threads})).rejects.toThrow(/threads is/);
  });

  test('refuses a backend it does not know and names the nearest', async () => {
    await expect(startRuntime({backend: 'wasn' as 'wasm'})).rejects.toThrow(/did you mean wasm/);
  });
});

describe('startFirst', () => {
  test('passes over what is absent or broken, and says why', async () => {
    const broken = (): Promise<never> => Promise.reject(new Error('libcudart.so.11.0: cannot open shared object file\nmore'));
    const candidates = [
      tensorflowCandidate('@tensorflow/tfjs-node-gpu', broken),
      tensorflowCandidate('@tensorflow/tfjs-node', absent),
      slow,
    ];
    const runtime = await startFirst(candidates, {threads: 2});
    expect(runtime.passedOver).toEqual([
      {backend: 'tensorflow', reason: '@tensorflow/tfjs-node-gpu does not load: libcudart.so.11.0: cannot open shared object file'},
      {backend: 'tensorflow', reason: '@tensorflow/tfjs-node is not installed'},
    ]);
    expect(runtime.line).toBe(
      'TensorFlow.js backend slow on abacus, 2 threads; passed over: ' +
        'tensorflow (@tensorflow/tfjs-node-gpu does not load: libcudart.so.11.0: cannot open shared object file), ' +
        'tensorflow (@tensorflow/tfjs-node is not installed)',
    );
  });

  test('takes the first that starts and asks no other', async () => {
    const never: BackendCandidate = {...slow, start: () => Promise.reject(new Error('asked'))};
    expect((await startFirst([slow, never], {threads: 1})).passedOver).toEqual([]);
  });

  test('fails when a backend is asked for by name and is absent, and says what to install', async () => {
    const started = startFirst([tensorflowCandidate('@tensorflow/tfjs-node', absent), slow], {backend: 'tensorflow'});
    await expect(started).rejects.toSatisfy((error) => hasCode(error, 'runtime/backend-unavailable'));
    await expect(started).rejects.toThrow(/npm install @tensorflow\/tfjs-node/);
  });
});

describe('tensorflowCandidate', () => {
  test('finds no package by that name here', async () => {
    await expect(tensorflowCandidate('@tensorflow/tfjs-node-gpu').start(1)).rejects.toThrow('@tensorflow/tfjs-node-gpu is not installed');
  });

  test('puts back what Node 23 dropped before the package loads', async () => {
    const seen: unknown[] = [];
    const load = async (specifier: string): Promise<void> => {
      const util = (await import('node:util')) as unknown as {
        default: {isArray: (value: unknown) => boolean; isNullOrUndefined: (value: unknown) => boolean};
      };
      seen.push(specifier, util.default.isArray([]), util.default.isNullOrUndefined(undefined), util.default.isNullOrUndefined(0));
    };
    await expect(tensorflowCandidate('pkg', load).start(1)).rejects.toThrow('pkg brings no backend');
    expect(seen).toEqual(['pkg', true, true, false]);
  });

  test('does not call a package absent that lacks something itself', async () => {
    const load = (): Promise<never> => absent('@mapbox/node-pre-gyp');
    await expect(tensorflowCandidate('@tensorflow/tfjs-node', load).start(1)).rejects.toThrow(
      /does not load: Cannot find package '@mapbox/,
    );
  });

  test('takes the backend that the package registers', async () => {
    const load = (): Promise<void> => {
      tf.registerBackend('tensorflow', () =>
        Object.assign(Object.create(tf.findBackend('cpu')) as tf.KernelBackend, {isUsingGpuDevice: true}),
      );
      return Promise.resolve();
    };
    await tf.setBackend('cpu');
    expect(await tensorflowCandidate('@tensorflow/tfjs-node-gpu', load).start(1)).toMatchObject({
      backend: 'tensorflow',
      device: 'GPU (CUDA)',
    });
    await tf.setBackend('cpu');
    tf.removeBackend('tensorflow');
  });
});
