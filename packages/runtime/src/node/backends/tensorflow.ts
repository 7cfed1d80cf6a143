import {createRequire} from 'node:module';
import {availableParallelism} from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import {NotStartableError} from '../../errors/not-startable-error.ts';
import {processorName} from '../processor-name.ts';
import type {BackendCandidate} from './backend-candidate.ts';

/** Loads a module by its name; a test passes its own. */
export type LoadModule = (specifier: string) => Promise<unknown>;

/**
 * libtensorflow, through an optional package that the user installs: its install step downloads, so it is never among our dependencies.
 *
 * @param specifier - `@tensorflow/tfjs-node-gpu` or `@tensorflow/tfjs-node`.
 */
export function tensorflowCandidate(specifier: string, load: LoadModule = (name) => import(name)): BackendCandidate {
  return {
    name: 'tensorflow',
    remedy: `Install it with: npm install ${specifier}`,
    async start() {
      restoreUtilities();
      try {
        await load(specifier);
      } catch (error) {
        const reason = isAbsent(error, specifier) ? 'is not installed' : `does not load: ${firstLine(error)}`;
        throw new NotStartableError({reason: `${specifier} ${reason}`}, {cause: error});
      }
      if (tf.findBackendFactory('tensorflow') === null || !(await tf.setBackend('tensorflow'))) {
        throw new NotStartableError({reason: `${specifier} brings no backend for this copy of @tensorflow/tfjs-core`});
      }
      const gpu = (tf.backend() as {isUsingGpuDevice?: boolean}).isUsingGpuDevice === true;
      return {backend: 'tensorflow', device: gpu ? 'GPU (CUDA)' : processorName(), threads: availableParallelism()};
    },
  };
}

/** Node 23 dropped two functions that the packages call while they load: https://github.com/tensorflow/tfjs/issues/8609. */
function restoreUtilities(): void {
  const util = createRequire(import.meta.url)('node:util') as {isNullOrUndefined?: unknown; isArray?: unknown};
  util.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

function isAbsent(error: unknown, specifier: string): boolean {
  const {code, message} = error as {code?: unknown; message?: unknown};
  const text = String(message);
  if (text.startsWith(`Could not resolve "${specifier}"`)) return true; // what Vite puts in the place of an optional peer that is absent
  return (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && text.includes(`'${specifier}'`);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string;
}
