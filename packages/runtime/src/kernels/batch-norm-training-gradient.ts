import * as tf from '@tensorflow/tfjs-core';
import type {BatchNormTrainingAttributes} from './batch-norm-training.ts';

/** Registers the gradient of the kernel `FusedBatchNormTraining`. */
export function registerBatchNormTrainingGradient(): void {
  if (tf.getGradient('FusedBatchNormTraining') !== undefined) return;
  tf.registerGradient({
    kernelName: 'FusedBatchNormTraining',
    inputsToSave: ['x', 'scale', 'offset'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, saved, attrs) => {
      const [x, scale, offset, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const {epsilon, relu} = attrs as unknown as BatchNormTrainingAttributes;
      const dy = (dys as tf.Tensor[])[0] as tf.Tensor;
      const [dx, dScale, dOffset] = tf
        .engine()
        .runKernel('FusedBatchNormTrainingGrad', {dy, x, scale, offset, mean, variance}, {epsilon, relu}) as unknown as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      return {x: () => dx, scale: () => dScale, offset: () => dOffset};
    },
  });
}
