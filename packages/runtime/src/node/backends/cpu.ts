import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {processorName} from '../processor-name.ts';
import type {BackendCandidate} from './backend-candidate.ts';

/** Plain JavaScript: always there, slowest by far. */
export const cpuCandidate: BackendCandidate = {
  name: 'cpu',
  packages: ['@tensorflow/tfjs-backend-cpu'],
  gpu: false,
  remedy: 'Install @tensorflow/tfjs-backend-cpu.',
  async start() {
    await tf.setBackend('cpu');
    // It would advise, at first use, to install tfjs-node; our own line says that.
    (tf.backend() as {firstUse?: boolean}).firstUse = false;
    return {backend: 'cpu', device: processorName(), threads: 1};
  },
};
