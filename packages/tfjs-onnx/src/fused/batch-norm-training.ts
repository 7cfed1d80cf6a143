import {checkRange} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import type {BatchNormTrainingAttributes} from '../lower/batch-norm-training.ts';

/** How {@link batchNormTraining} normalises. */
export type BatchNormTrainingOptions = {
  /** Added to the variance before its square root, at least 0. @default 1e-3 (`tf.batchNorm`) */
  epsilon?: number | undefined;
  /** Whether a ReLU follows. @default false */
  relu?: boolean | undefined;
};

/** Defaults of {@link BatchNormTrainingOptions}. */
export const BATCH_NORM_TRAINING_DEFAULTS: {readonly epsilon: 1e-3; readonly relu: false} = {epsilon: 1e-3, relu: false};

/**
 * Batch normalisation with the batch's own statistics, optionally with ReLU, as one kernel: `scale (x - mean) / √(variance + epsilon) + offset`.
 * Its gradient is a closed form of about 8 passes over the tensor; `tf.moments` and `tf.batchNorm` compose some 25.
 *
 * @param x - float32 `[B, H, W, C]`, not empty; `scale` and `offset` `[C]`.
 * @returns `y` like x, and the batch's `mean` and `variance` (divided by the count) `[C]`, through which no gradient flows. The caller disposes them.
 * @throws {@link ShapeError} if x is empty or not float32 `[B, H, W, C]`; {@link OptionError} if `epsilon` is out of range. If the backend does not
 * have the kernel, TensorFlow.js throws.
 * @see Ioffe and Szegedy 2015, Batch Normalization, arXiv:1502.03167.
 */
export function batchNormTraining(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  options: BatchNormTrainingOptions = {},
): {y: tf.Tensor4D; mean: tf.Tensor1D; variance: tf.Tensor1D} {
  const attributes = {
    epsilon: checkRange('epsilon', options.epsilon ?? BATCH_NORM_TRAINING_DEFAULTS.epsilon, {min: 0}),
    relu: options.relu ?? BATCH_NORM_TRAINING_DEFAULTS.relu,
  };
  const [y, mean, variance] = tf.engine().runKernel<tf.Tensor[]>('FusedBatchNormTraining', {x, scale, offset}, attributes) as [
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor1D,
  ];
  return {y, mean, variance};
}

/**
 * Registers the gradient of the kernel `FusedBatchNormTraining`, unless it has one; the backend in use must have `FusedBatchNormTrainingGrad` too.
 * It flows to x, scale and offset through y alone.
 */
export function registerBatchNormTrainingGradient(): void {
  if (tf.getGradient('FusedBatchNormTraining') !== undefined) return;
  tf.registerGradient({
    kernelName: 'FusedBatchNormTraining',
    inputsToSave: ['x', 'scale', 'offset'],
    outputsToSave: [false, true, true],
    gradFunc: (gradients, saved, attributes) => {
      const [x, scale, offset, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const dy = (gradients as tf.Tensor[])[0] as tf.Tensor;
      const {epsilon, relu} = attributes as unknown as BatchNormTrainingAttributes;
      const inputs = {dy, x, scale, offset, mean, variance};
      const [dx, dScale, dOffset] = tf.engine().runKernel<tf.Tensor[]>('FusedBatchNormTrainingGrad', inputs, {epsilon, relu}) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      return {x: () => dx, scale: () => dScale, offset: () => dOffset};
    },
  });
}
