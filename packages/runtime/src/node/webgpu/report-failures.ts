import type {DataId, KernelBackend} from '@tensorflow/tfjs-core';
import {WebgpuFailedError} from '../../errors/webgpu-failed-error.ts';
import {firstLine} from '../load-optional.ts';
import type {GpuDevice} from './dawn.ts';

/**
 * Makes reads throw what went wrong on the device.
 *
 * Dawn reports failures beside the results, which are zeros or stale numbers then, and TensorFlow.js does not listen. A report comes before the
 * reads that it spoils. After the first, every read throws it.
 *
 * @param outOfMemory - the class of errors that mean so.
 */
export function reportFailures<Backend extends KernelBackend>(
  backend: Backend,
  {gpuDevice, device, outOfMemory}: {gpuDevice: GpuDevice; device: string; outOfMemory: unknown},
): Backend {
  let failed: WebgpuFailedError | undefined;
  gpuDevice.addEventListener('uncapturederror', (event) => {
    event.preventDefault(); // else Dawn prints it too
    const isMemory = typeof outOfMemory === 'function' && event.error instanceof outOfMemory;
    failed ??= new WebgpuFailedError({device, failure: isMemory ? 'out-of-memory' : 'invalid', message: firstLine(event.error)});
  });
  const lost = gpuDevice.lost.then(({reason, message}) => {
    failed ??= new WebgpuFailedError({device, failure: 'lost', message: `${reason}: ${message}`});
    throw failed;
  });
  lost.catch(() => undefined);
  const check = (): void => {
    if (failed !== undefined) throw failed;
  };
  const read = backend.read.bind(backend);
  const readSync = backend.readSync.bind(backend);
  Reflect.set(backend, 'hasReadSyncWarned', true); // its advice is about slow reads; in Node they fail
  return Object.assign(backend, {
    read: async (dataId: DataId) => {
      check();
      // A read that waits for a device which is gone might never end.
      const values = await Promise.race([read(dataId), lost]).catch((cause: unknown) => {
        check();
        throw cause;
      });
      check();
      return values;
    },
    readSync: (dataId: DataId) => {
      check();
      try {
        return readSync(dataId);
      } catch (cause) {
        throw new WebgpuFailedError({device, failure: 'synchronous-read', message: firstLine(cause)}, {cause});
      }
    },
  });
}
