import {registerBatchNormTrainingGradient} from './batch-norm-training.ts';
import {registerCrossEntropyGradients} from './cross-entropy.ts';

/** Kernels that the backend `onnx` has besides those of `cpu`. They exist as lowerings only. */
export const FUSED_KERNELS: readonly string[] = [
  'FusedBatchNormTraining',
  'FusedBatchNormTrainingGrad',
  'FusedSigmoidCrossEntropy',
  'FusedSigmoidCrossEntropyGrad',
  'FusedSoftmaxCrossEntropy',
  'FusedSoftmaxCrossEntropyGrad',
  'LogSoftmax',
];

/** Registers the gradients of those kernels. */
export function registerFusedGradients(): void {
  registerBatchNormTrainingGradient();
  registerCrossEntropyGradients();
}
