import type * as TfjsOnnx from '@oid/tfjs-onnx';
import * as tf from '@tensorflow/tfjs-core';
import {NotStartableError} from '../../errors/not-startable-error.ts';
import {processorName} from '../processor-name.ts';
import type {BackendCandidate} from './backend-candidate.ts';

/** What we use of `@oid/tfjs-onnx`; a test passes its own. */
export type OnnxModule = Pick<typeof TfjsOnnx, 'compile' | 'onnxAvailability' | 'registerOnnxBackend'>;

/** ONNX Runtime through `@oid/tfjs-onnx`: native code from npm alone, and whole training steps as one graph. */
export function onnxCandidate(load: () => Promise<OnnxModule> = () => import('@oid/tfjs-onnx')): BackendCandidate {
  return {
    name: 'onnx',
    packages: ['onnxruntime-node'],
    gpu: false,
    remedy: 'Install it with: npm install onnxruntime-node',
    async start({threads}) {
      const {compile, onnxAvailability, registerOnnxBackend} = await load();
      const availability = onnxAvailability();
      if (!availability.available) {
        throw new NotStartableError({reason: availability.error.detail.reason}, {cause: availability.error});
      }
      // Registering anew would lose the tensors of the one that runs.
      if ((tf.findBackend('onnx') ?? null) === null) registerOnnxBackend({threads});
      if (!(await tf.setBackend('onnx'))) throw new NotStartableError({reason: 'the backend of @oid/tfjs-onnx does not start'});
      const {options} = tf.backend() as tf.KernelBackend & {readonly options: {readonly threads: number}};
      const device = `${processorName()} (ONNX Runtime ${availability.version})`;
      return {backend: 'onnx', device, threads: options.threads, compile};
    },
  };
}
