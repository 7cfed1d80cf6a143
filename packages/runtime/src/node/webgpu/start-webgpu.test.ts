import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest';
import type {Dawn, GpuAdapter, GpuDevice, UncapturedError} from './dawn.ts';
import {startWebgpu} from './start-webgpu.ts';

/** As Dawn's: no `Error` of JavaScript. */
class GpuError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** A GPU that computes with the cpu backend and fails when it is told to. */
function fakeGpu({isFallbackAdapter = false} = {}) {
  class OutOfMemory extends GpuError {}
  let report: (event: UncapturedError) => void = () => {};
  let lose: (how: {reason: string; message: string}) => void = () => {};
  const asked: Record<string, unknown>[] = [];
  const gpuDevice: GpuDevice = {
    lost: new Promise((resolve) => {
      lose = resolve;
    }),
    addEventListener: (_, listener) => {
      report = listener;
    },
  };
  const adapter: GpuAdapter = {
    info: {vendor: 'acme', architecture: '', description: 'Rocket', isFallbackAdapter},
    features: {has: () => false},
    limits: {maxBufferSize: 1024},
    requestDevice: (descriptor) => {
      asked.push(descriptor);
      return Promise.resolve(gpuDevice);
    },
  };
  const dawn: Dawn = {
    globals: {GPUOutOfMemoryError: OutOfMemory, GpuFakeGlobal: 7},
    create: () => ({requestAdapter: () => Promise.resolve(adapter)}),
  };
  const cpu = tf.findBackend('cpu');
  function WebGPUBackend(): tf.KernelBackend {
    return Object.create(cpu) as tf.KernelBackend;
  }
  const load = (name: string): Promise<unknown> => Promise.resolve(name === 'webgpu' ? dawn : {WebGPUBackend});
  const fail = (error: GpuError): void => report({error, preventDefault: () => {}});
  return {load, asked, fail, lose: (how: {reason: string; message: string}) => lose(how), OutOfMemory, dawn};
}

const readable = (): tf.Tensor => tf.tensor1d([1, 2]);
let gpu: ReturnType<typeof fakeGpu>;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => {
  gpu = fakeGpu();
});
afterEach(async () => {
  await tf.setBackend('cpu');
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  Reflect.deleteProperty(globalThis, 'GpuFakeGlobal');
  Reflect.deleteProperty(globalThis, 'GPUOutOfMemoryError');
  Reflect.deleteProperty((globalThis as {navigator?: object}).navigator ?? {}, 'gpu');
});

describe('startWebgpu', () => {
  test('names the adapter, defines what the backend looks for, and asks for the limits of the adapter', async () => {
    expect(await startWebgpu({allowSoftware: false, load: gpu.load})).toBe('acme Rocket');
    expect(tf.getBackend()).toBe('webgpu');
    expect(globalThis).toMatchObject({GpuFakeGlobal: 7, navigator: {gpu: {}}});
    expect(gpu.asked).toMatchObject([{requiredFeatures: [], requiredLimits: {maxBufferSize: 1024}}]);
    expect(await readable().data()).toEqual(Float32Array.of(1, 2));
  });

  test('goes on with the one that runs', async () => {
    await startWebgpu({allowSoftware: false, load: gpu.load});
    await tf.setBackend('cpu');
    expect(await startWebgpu({allowSoftware: false, load: () => Promise.reject(new Error('asked'))})).toBe('acme Rocket');
    expect(tf.getBackend()).toBe('webgpu');
  });

  test('refuses an adapter that computes on the processor, unless told otherwise', async () => {
    const {load} = fakeGpu({isFallbackAdapter: true});
    await expect(startWebgpu({allowSoftware: false, load})).rejects.toThrow('acme Rocket computes on the processor');
    expect(tf.getBackend()).toBe('cpu');
    expect(await startWebgpu({allowSoftware: true, load})).toBe('acme Rocket');
  });

  test('says what is missing: the package, or a driver', async () => {
    const absent = (): Promise<never> =>
      Promise.reject(Object.assign(new Error(`Cannot find package 'webgpu' imported from here`), {code: 'ERR_MODULE_NOT_FOUND'}));
    await expect(startWebgpu({allowSoftware: false, load: absent})).rejects.toThrow('webgpu is not installed');
    const dawn: Dawn = {...gpu.dawn, create: () => ({requestAdapter: () => Promise.resolve(null)})};
    await expect(startWebgpu({allowSoftware: false, load: () => Promise.resolve(dawn)})).rejects.toMatchObject({
      message: 'Dawn finds no adapter',
      detail: {remedy: expect.stringContaining('libvulkan1')},
    });
    expect(tf.getBackend()).toBe('cpu');
  });
});

describe('reads after a failure', () => {
  test.each([
    ['out-of-memory', (): GpuError => new gpu.OutOfMemory('no room\nfor 4 GiB')],
    ['invalid', (): GpuError => new GpuError('no room\nfor 4 GiB')],
  ])('throw %s', async (failure, error) => {
    await startWebgpu({allowSoftware: false, load: gpu.load});
    const tensor = readable();
    gpu.fail(error());
    gpu.fail(new GpuError('a consequence'));
    await expect(tensor.data()).rejects.toMatchObject({
      code: 'runtime/webgpu-failed',
      detail: {device: 'acme Rocket', failure, message: 'no room'},
    });
    expect(() => tensor.dataSync()).toThrow('no room');
  });

  test('end where the device is lost while they wait', async () => {
    await startWebgpu({allowSoftware: false, load: gpu.load});
    const tensor = readable();
    const read = vi.spyOn(tf.findBackend('cpu'), 'read').mockReturnValue(new Promise(() => {}));
    const waiting = tensor.data();
    gpu.lose({reason: 'unknown', message: 'the driver reset'});
    await expect(waiting).rejects.toMatchObject({detail: {failure: 'lost', message: 'unknown: the driver reset'}});
    read.mockRestore();
  });

  test('throw that the device was lost', async () => {
    await startWebgpu({allowSoftware: false, load: gpu.load});
    const tensor = readable();
    gpu.lose({reason: 'destroyed', message: 'gone'});
    await expect(tensor.data()).rejects.toMatchObject({detail: {failure: 'lost', message: 'destroyed: gone'}});
  });
});
