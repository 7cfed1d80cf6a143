import {processorName} from '../processor-name.ts';
import {startWasm} from '../start-wasm.ts';
import {registerWasmTrainingKernels} from '../../register-wasm-training-kernels.ts';
import type {BackendCandidate} from './backend-candidate.ts';

/** WebAssembly, with the kernels for training that it lacks and threads that it withholds from Node. */
export const wasmCandidate: BackendCandidate = {
  name: 'wasm',
  packages: ['@tensorflow/tfjs-backend-wasm'],
  gpu: false,
  remedy: 'Install @tensorflow/tfjs-backend-wasm 4.22.',
  async start({threads}) {
    registerWasmTrainingKernels();
    return {backend: 'wasm', device: processorName(), threads: await startWasm(threads)};
  },
};
