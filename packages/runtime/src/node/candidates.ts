import type {BackendCandidate} from './backends/backend-candidate.ts';
import {cpuCandidate} from './backends/cpu.ts';
import {onnxCandidate} from './backends/onnx.ts';
import {tensorflowCandidate} from './backends/tensorflow.ts';
import {wasmCandidate} from './backends/wasm.ts';
import {webgpuCandidate} from './backends/webgpu.ts';

/** Every backend, fastest first. */
export const CANDIDATES: readonly BackendCandidate[] = [
  tensorflowCandidate('@tensorflow/tfjs-node-gpu', {needsGpu: true}),
  webgpuCandidate(),
  tensorflowCandidate('@tensorflow/tfjs-node'),
  onnxCandidate(),
  wasmCandidate,
  cpuCandidate,
];
