import {createRequire} from 'node:module';
import {availableParallelism} from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import {NotStartableError} from '../../errors/not-startable-error.ts';
import {importModule, loadOptional} from '../load-optional.ts';
import type {LoadModule} from '../load-optional.ts';
import {processorName} from '../processor-name.ts';
import type {BackendCandidate} from './backend-candidate.ts';

export type TensorflowCandidateOptions = {
  /** Whether it is passed over where it would compute on the processor. @default false */
  needsGpu?: boolean | undefined;
  load?: LoadModule | undefined;
};

/**
 * libtensorflow, through an optional package that the user installs: its install step downloads, so it is never among our dependencies.
 * A process holds one build of it: where one is loaded already, that one is taken.
 *
 * @param specifier - `@tensorflow/tfjs-node-gpu` or `@tensorflow/tfjs-node`.
 */
export function tensorflowCandidate(
  specifier: string,
  {needsGpu = false, load = importModule}: TensorflowCandidateOptions = {},
): BackendCandidate {
  return {
    name: 'tensorflow',
    packages: [specifier],
    gpu: needsGpu,
    remedy: `Install it with: npm install ${specifier}`,
    async start() {
      const before = tf.engine().backendName;
      if (!isRegistered()) {
        restoreUtilities();
        await loadOptional(specifier, load);
      }
      if (!isRegistered() || !(await tf.setBackend('tensorflow'))) {
        throw new NotStartableError({reason: `${specifier} brings no backend for this copy of @tensorflow/tfjs-core`});
      }
      const gpu = (tf.backend() as {isUsingGpuDevice?: boolean}).isUsingGpuDevice === true;
      if (needsGpu && !gpu) {
        if (before) await tf.setBackend(before);
        throw new NotStartableError({reason: `${specifier} finds no CUDA device`, remedy: 'Install CUDA 11 and cuDNN 8.'});
      }
      return {backend: 'tensorflow', device: gpu ? 'GPU (CUDA)' : processorName(), threads: availableParallelism()};
    },
  };
}

function isRegistered(): boolean {
  return (tf.findBackendFactory('tensorflow') ?? null) !== null;
}

/** Node 23 dropped two functions that the packages call while they load: https://github.com/tensorflow/tfjs/issues/8609. */
function restoreUtilities(): void {
  const util = createRequire(import.meta.url)('node:util') as {isNullOrUndefined?: unknown; isArray?: unknown};
  util.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
