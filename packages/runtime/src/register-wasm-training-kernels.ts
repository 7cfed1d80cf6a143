import '@tensorflow/tfjs-backend-wasm';
import {registerBatchNormTrainingGradient} from '@oid/tfjs-onnx/gradients';
import {batchNormTraining, batchNormTrainingGradient} from './kernels/batch-norm-training.ts';
import {conv2dBackpropFilter} from './kernels/conv2d-backprop-filter.ts';
import {conv2dBackpropInput} from './kernels/conv2d-backprop-input.ts';
import {depthwiseConv2dBackpropFilter, depthwiseConv2dBackpropInput} from './kernels/depthwise-conv2d-backprop.ts';
import {maxPoolGradient} from './kernels/max-pool-gradient.ts';
import {replaceKernel} from './kernels/replace-kernel.ts';
import {cast, identity} from './kernels/share-data.ts';
import {sum} from './kernels/sum.ts';
import {unsortedSegmentSum} from './kernels/unsorted-segment-sum.ts';

/** Kernels that the wasm backend lacks. */
const MISSING = [
  conv2dBackpropFilter,
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
  unsortedSegmentSum,
  batchNormTraining,
  batchNormTrainingGradient,
];

/** Kernels that it has, and that a training step mostly waits for. */
const SLOW = [conv2dBackpropInput, maxPoolGradient, sum, identity, cast];

/**
 * Teaches TensorFlow.js's wasm backend (4.22) to train: registers the kernels that gradients need and it lacks, quicker ones in place of
 * some that it has, and `FusedBatchNormTraining` with its gradient, an op of our own for batch normalisation and ReLU in one.
 *
 * Before or after the backend starts, once or many times. {@link startRuntime} does it. What is replaced gives the same numbers
 * to float32 rounding; shapes that ours do not cover go to the backend's own kernel.
 */
export function registerWasmTrainingKernels(): void {
  for (const kernel of [...MISSING, ...SLOW]) replaceKernel(kernel);
  registerBatchNormTrainingGradient();
}
