import * as tf from '@tensorflow/tfjs-core';
import {NotStartableError} from '../../errors/not-startable-error.ts';
import {loadOptional} from '../load-optional.ts';
import type {LoadModule} from '../load-optional.ts';
import type {Dawn, Gpu, GpuAdapter, GpuDevice, WebgpuModule} from './dawn.ts';
import {reportFailures} from './report-failures.ts';

export const DAWN_PACKAGE = 'webgpu';
export const WEBGPU_PACKAGE = '@tensorflow/tfjs-backend-webgpu';

/** The device of each backend that was started here, in words. */
const started = new WeakMap<tf.KernelBackend, string>();

/**
 * Starts TensorFlow.js's webgpu backend on Dawn and makes it the current one. Where it runs already, it goes on.
 *
 * Defines Dawn's globals and `navigator.gpu` where they are missing. The backend is registered anew on a device of our own, so that its failures
 * come to light: every read after one throws a `WebgpuFailedError`.
 *
 * @returns vendor, architecture and description of the adapter.
 * @throws NotStartableError when a package, a driver or an adapter is missing, or the adapter computes on the processor.
 */
export async function startWebgpu({allowSoftware, load}: {allowSoftware: boolean; load: LoadModule}): Promise<string> {
  const present = (tf.findBackend('webgpu') ?? undefined) as tf.KernelBackend | undefined;
  const known = present === undefined ? undefined : started.get(present);
  if (known !== undefined) {
    await tf.setBackend('webgpu');
    return known;
  }
  const dawn = (await loadOptional(DAWN_PACKAGE, load)) as Dawn;
  for (const [name, value] of Object.entries(dawn.globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, {value, configurable: true, writable: true});
  }
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter({powerPreference: 'high-performance'});
  if (adapter === null) {
    const remedy = 'Install a graphics driver and, on Linux, the Vulkan loader (Debian: libvulkan1).';
    throw new NotStartableError({reason: 'Dawn finds no adapter', remedy});
  }
  const {vendor, architecture, description, isFallbackAdapter} = adapter.info;
  const device = [vendor, architecture, description].filter((part) => part !== '').join(' ');
  if (isFallbackAdapter && !allowSoftware) {
    const remedy = 'Pass {allowSoftware: true} to try it out; other backends are faster on a processor.';
    throw new NotStartableError({reason: `${device} computes on the processor`, remedy});
  }
  defineNavigatorGpu(gpu);
  const {WebGPUBackend} = (await loadOptional(WEBGPU_PACKAGE, load)) as WebgpuModule;
  const gpuDevice = await openDevice(adapter);
  const outOfMemory = dawn.globals['GPUOutOfMemoryError'];
  const backend = reportFailures(new WebGPUBackend(gpuDevice, adapter.info), {gpuDevice, device, outOfMemory});
  if ((tf.findBackendFactory('webgpu') ?? null) !== null) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend, 3);
  if (!(await tf.setBackend('webgpu'))) {
    const remedy = 'Start a new process: a GPU that failed once stays unusable in this one.';
    throw new NotStartableError({reason: `${device} does not start`, remedy});
  }
  started.set(backend, device);
  return device;
}

/** Node 20 has no `navigator`, later ones have one without `gpu`. tfjs-backend-webgpu looks for it on import and in its constructor. */
function defineNavigatorGpu(gpu: Gpu): void {
  const scope = globalThis as {navigator?: object};
  if (scope.navigator === undefined) Object.defineProperty(scope, 'navigator', {value: {}, configurable: true, writable: true});
  Object.defineProperty(scope.navigator, 'gpu', {value: gpu, configurable: true, writable: true});
}

/** Limits that the kernels meet, raised to those of the adapter: the defaults allow buffers of 128 MiB only. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupStorageSize',
] as const;

function openDevice(adapter: GpuAdapter): Promise<GpuDevice> {
  return adapter.requestDevice({
    requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
    requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name] as number])),
  });
}
