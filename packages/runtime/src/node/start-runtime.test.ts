import {hasCode} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {NotStartableError} from '../errors/not-startable-error.ts';
import {tensorflowCandidate} from './backends/tensorflow.ts';
import {START_RUNTIME_DEFAULTS, startFirst, startRuntime} from './start-runtime.ts';
import type {BackendCandidate} from './backends/backend-candidate.ts';

const START = {threads: 1, allowSoftware: false};

const absent = (specifier: string): Promise<never> =>
  Promise.reject(Object.assign(new Error(`Cannot find package '${specifier}' imported from here`), {code: 'ERR_MODULE_NOT_FOUND'}));

const slow: BackendCandidate = {
  name: 'slow',
  packages: [],
  gpu: false,
  remedy: 'Nothing to do.',
  start: ({threads}) => Promise.resolve({backend: 'slow', device: 'abacus', threads}),
};

describe('startRuntime', () => {
  test('takes a backend by default, makes it train, and says so in one line', async () => {
    expect(START_RUNTIME_DEFAULTS).toEqual({backend: 'auto', requireGpu: false, allowSoftware: false});
    const runtime = await startRuntime({backend: 'cpu'});
    expect(runtime).toMatchObject({backend: 'cpu', threads: 1, passedOver: []});
    expect(runtime.line).toBe(`TensorFlow.js backend cpu on ${runtime.device}, 1 thread`);
    expect(tf.getBackend()).toBe('cpu');
    expect(runtime.compile).toBeUndefined();
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
      tensorflowCandidate('@tensorflow/tfjs-node-gpu', {load: broken}),
      tensorflowCandidate('@tensorflow/tfjs-node', {load: absent}),
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
    const started = startFirst([tensorflowCandidate('@tensorflow/tfjs-node', {load: absent}), slow], {backend: 'tensorflow'});
    await expect(started).rejects.toSatisfy((error) => hasCode(error, 'runtime/backend-unavailable'));
    await expect(started).rejects.toThrow(/npm install @tensorflow\/tfjs-node.*Or pass \{backend: 'auto'\}/);
  });

  test('takes nothing but a GPU when one is required, and none that is emulated', async () => {
    const seen: unknown[] = [];
    const emulated: BackendCandidate = {
      ...slow,
      name: 'emulated',
      gpu: true,
      start: (options) => {
        seen.push(options);
        return Promise.reject(new NotStartableError({reason: 'no adapter', remedy: 'Install a driver.'}));
      },
    };
    const started = startFirst([emulated, slow], {requireGpu: true, allowSoftware: true, threads: 2});
    await expect(started).rejects.toThrow('Backend auto does not start: no adapter. Install a driver.');
    expect(seen).toEqual([{threads: 2, allowSoftware: false}]);
    await expect(startFirst([emulated, slow], {backend: 'slow', requireGpu: true})).rejects.toThrow(/computes on the processor, and a GPU/);
    expect((await startFirst([emulated, slow], {allowSoftware: true})).passedOver).toEqual([{backend: 'emulated', reason: 'no adapter'}]);
    expect(seen.at(-1)).toMatchObject({allowSoftware: true});
  });
});

describe('tensorflowCandidate', () => {
  test('finds no package by that name here', async () => {
    await expect(tensorflowCandidate('@tensorflow/tfjs-node-gpu').start(START)).rejects.toThrow(
      '@tensorflow/tfjs-node-gpu is not installed',
    );
  });

  test('puts back what Node 23 dropped before the package loads', async () => {
    const seen: unknown[] = [];
    const load = async (specifier: string): Promise<void> => {
      const util = (await import('node:util')) as unknown as {
        default: {isArray: (value: unknown) => boolean; isNullOrUndefined: (value: unknown) => boolean};
      };
      seen.push(specifier, util.default.isArray([]), util.default.isNullOrUndefined(undefined), util.default.isNullOrUndefined(0));
    };
    await expect(tensorflowCandidate('pkg', {load}).start(START)).rejects.toThrow('pkg brings no backend');
    expect(seen).toEqual(['pkg', true, true, false]);
  });

  test('does not call a package absent that lacks something itself', async () => {
    const load = (): Promise<never> => absent('@mapbox/node-pre-gyp');
    await expect(tensorflowCandidate('@tensorflow/tfjs-node', {load}).start(START)).rejects.toThrow(
      /does not load: Cannot find package '@mapbox/,
    );
  });

  test('passes over a build that computes on the processor where a GPU is needed, and takes it otherwise', async () => {
    const load = (): Promise<void> => {
      tf.registerBackend('tensorflow', () => Object.create(tf.findBackend('cpu')) as tf.KernelBackend);
      return Promise.resolve();
    };
    await tf.setBackend('cpu');
    const needsGpu = tensorflowCandidate('@tensorflow/tfjs-node-gpu', {needsGpu: true, load});
    await expect(needsGpu.start(START)).rejects.toThrow('@tensorflow/tfjs-node-gpu finds no CUDA device');
    expect(tf.getBackend()).toBe('cpu');
    // The one that is loaded already: two builds of libtensorflow do not fit in a process.
    expect(await tensorflowCandidate('@tensorflow/tfjs-node', {load: absent}).start(START)).toMatchObject({backend: 'tensorflow'});
    await tf.setBackend('cpu');
    tf.removeBackend('tensorflow');
  });

  test('takes the backend that the package registers', async () => {
    const load = (): Promise<void> => {
      tf.registerBackend('tensorflow', () =>
        Object.assign(Object.create(tf.findBackend('cpu')) as tf.KernelBackend, {isUsingGpuDevice: true}),
      );
      return Promise.resolve();
    };
    await tf.setBackend('cpu');
    expect(await tensorflowCandidate('@tensorflow/tfjs-node-gpu', {needsGpu: true, load}).start(START)).toMatchObject({
      backend: 'tensorflow',
      device: 'GPU (CUDA)',
    });
    await tf.setBackend('cpu');
    tf.removeBackend('tensorflow');
  });
});
