import {assignBatchTargets, detectionLosses} from '@oid/detector-model';
import type {DetectorModel} from '@oid/detector-model';
import * as tf from '@tensorflow/tfjs-core';
import {batchImages} from './batch.ts';
import type {Batch} from './batch.ts';
import {DivergedError} from './errors/diverged-error.ts';
import {sgdStep} from './sgd.ts';
import type {MomentumSlots, SgdOptions} from './sgd.ts';

export type TrainingStepOptions = SgdOptions & {
  /** The step's number, for errors. */
  step: number;
  lossWeights: {class: number; box: number};
  normalizeBy: 'anchors' | 'matches';
};

/** What one step saw, before its update. */
export type StepMeasures = {loss: number; classLoss: number; boxLoss: number; accuracy: number; boxError: number};

/**
 * One step: predictions with batch statistics, the gradient of the mean loss of the batch, SGD on every trainable variable, then the moving
 * statistics. Changes the model and `slots`; leaves no other tensor behind.
 *
 * @throws {@link DivergedError} when the loss is not finite; model and slots are then as before.
 */
export async function trainingStep(
  model: DetectorModel,
  batch: Batch,
  slots: MomentumSlots,
  options: TrainingStepOptions,
): Promise<StepMeasures> {
  const kept: tf.Tensor[] = [];
  const keep = <T extends tf.Tensor>(tensor: T): T => {
    kept.push(tf.keep(tensor));
    return tensor;
  };
  try {
    const images = batchImages(batch); // [B, H, W, 3]
    kept.push(images);
    const targets = assignBatchTargets(model.anchors, batch.groundTruths);
    kept.push(targets.classTargets, targets.boxTargets, targets.boxMask);
    const measures: tf.Tensor1D[] = [];
    const statistics: {variable: tf.Variable; value: tf.Tensor}[] = [];

    const {value, grads} = tf.variableGrads(() => {
      const {classLogits, boxEncodings, movingStatistics} = model.predictForTraining(images);
      for (const {variable, value: moved} of movingStatistics) statistics.push({variable, value: keep(moved)});
      const {classLoss, boxLoss} = detectionLosses({classLogits, boxEncodings}, targets, {normalizeBy: options.normalizeBy});
      const loss = tf.add<tf.Scalar>(tf.mul(classLoss, options.lossWeights.class), tf.mul(boxLoss, options.lossWeights.box)); // []
      measures.push(keep(measure({classLogits, boxEncodings}, targets, {loss, classLoss, boxLoss})));
      return loss;
    }, model.variables.trainable());
    kept.push(value, ...Object.values(grads));

    const [loss = NaN, classLoss = NaN, boxLoss = NaN, accuracy = NaN, boxError = NaN] = await (measures[0] as tf.Tensor1D).data();
    if (!Number.isFinite(loss)) {
      throw new DivergedError({step: options.step, learningRate: options.learningRate, what: 'the loss', found: loss});
    }
    sgdStep(model.variables.entries(), grads, slots, options);
    for (const {variable, value: moved} of statistics) variable.assign(moved);
    return {loss, classLoss, boxLoss, accuracy, boxError};
  } finally {
    for (const tensor of kept) tensor.dispose();
  }
}

/** `[5]`: loss, class loss, box loss, accuracy over all anchors, mean masked absolute box error over all numbers; one read back for all. */
function measure(
  {classLogits, boxEncodings}: {classLogits: tf.Tensor3D; boxEncodings: tf.Tensor3D},
  {classTargets, boxTargets, boxMask}: {classTargets: tf.Tensor2D; boxTargets: tf.Tensor3D; boxMask: tf.Tensor3D},
  {loss, classLoss, boxLoss}: {loss: tf.Scalar; classLoss: tf.Scalar; boxLoss: tf.Scalar},
): tf.Tensor1D {
  const hits = tf.equal(tf.cast(tf.argMax(classLogits, 2), 'int32'), classTargets); // [B, N]
  const accuracy = tf.mean<tf.Scalar>(tf.cast(hits, 'float32')); // []
  const boxError = tf.mean<tf.Scalar>(tf.mul(tf.abs(tf.sub(boxEncodings, boxTargets)), boxMask)); // []
  return tf.stack<tf.Scalar>([loss, classLoss, boxLoss, accuracy, boxError]) as tf.Tensor1D; // [5]
}
