import {applyMovingStatistics, detectionLosses} from '@oid/detector-model';
import type {DetectionLossesOptions, DetectorModel} from '@oid/detector-model';
import * as tf from '@tensorflow/tfjs-core';
import {batchImages} from './batch.ts';
import type {Batch} from './batch.ts';
import {createRefusalTeller, runEagerly} from './compile.ts';
import type {Compile} from './compile.ts';
import {DivergedError} from './errors/diverged-error.ts';
import {keepValues} from './keep-values.ts';
import {createSlots, sgdStep} from './sgd.ts';
import type {MomentumSlots, SgdOptions} from './sgd.ts';
import {TargetAssigner} from './target-assigner.ts';

export type TrainingStepOptions = SgdOptions & {
  lossWeights: {class: number; box: number};
  normalizeBy: 'anchors' | 'matches';
  /** Of the focal and the smooth L1 loss. @default their own */
  lossOptions?: Omit<DetectionLossesOptions, 'normalizeBy'> | undefined;
  /** Called once when `compile` refuses the step, which then runs operation by operation. */
  onCompileRefused?: ((reason: Error) => void) | undefined;
  /** Makes one graph of the step. @default the step runs operation by operation */
  compile?: Compile | undefined;
};

/** What one step saw, before its update. */
export type StepMeasures = {loss: number; classLoss: number; boxLoss: number; accuracy: number; boxError: number};

/** A step of training on one model and its slots; see {@link createTrainingStep}. */
export type TrainingStep = {
  /**
   * Changes the model and the slots, and leaves no other tensor behind.
   *
   * @param at - the step's number, for errors, and its learning rate.
   * @throws {@link DivergedError} when the loss is not finite. After this and any other error, model and slots are as before.
   */
  run: (batch: Batch, at: {step: number; learningRate: number}) => Promise<StepMeasures>;
  /** Frees what `compile` holds; model and slots stay. */
  dispose: () => void;
};

/**
 * Makes the step: predictions with batch statistics, the gradient of the mean loss of the batch, SGD on every trainable variable, the moving
 * statistics. All of it is one function of tensors that reads no data, so that `compile` can make one graph of it.
 *
 * @param slots - completed with zeros for the variables that lack one.
 */
export function createTrainingStep(model: DetectorModel, slots: MomentumSlots, options: TrainingStepOptions): TrainingStep {
  createSlots(model.variables.entries(), slots, options.momentum);
  const update = (options.compile ?? runEagerly)(
    (images: tf.Tensor4D, classTargets: tf.Tensor2D, boxTargets: tf.Tensor3D, boxMask: tf.Tensor3D, learningRate: tf.Scalar) =>
      tf.tidy(() => {
        const targets = {classTargets, boxTargets, boxMask};
        let measures: tf.Tensor1D | undefined;
        try {
          const {grads} = tf.variableGrads(() => {
            const {movingStatistics, ...predictions} = model.predictForTraining(images);
            applyMovingStatistics(movingStatistics);
            const {classLoss, boxLoss} = detectionLosses(predictions, targets, {...options.lossOptions, normalizeBy: options.normalizeBy});
            const loss = tf.add<tf.Scalar>(tf.mul(classLoss, options.lossWeights.class), tf.mul(boxLoss, options.lossWeights.box)); // []
            measures = tf.keep(measure(predictions, targets, {loss, classLoss, boxLoss}));
            return loss;
          }, model.variables.trainable());
          sgdStep(model.variables.entries(), grads, slots, learningRate, options);
          return tf.clone(measures as unknown as tf.Tensor1D); // [5]
        } finally {
          measures?.dispose(); // kept, it would outlive a recording
        }
      }),
  );
  const tellRefusal = createRefusalTeller(options.onCompileRefused);
  const assigner = new TargetAssigner(model);
  const changed = (): tf.Variable[] => [...[...model.variables.entries()].map(([, variable]) => variable), ...slots.values()];
  return {
    run: async (batch, {step, learningRate}) => {
      const images = batchImages(batch); // [B, H, W, 3]
      const {classTargets, boxTargets, boxMask} = assigner.assign(batch.groundTruths);
      const rate = tf.scalar(learningRate);
      const before = keepValues(changed());
      try {
        const measures = update(images, classTargets, boxTargets, boxMask, rate); // [5]
        tellRefusal(update);
        const [loss = NaN, classLoss = NaN, boxLoss = NaN, accuracy = NaN, boxError = NaN] = await measures.data();
        measures.dispose();
        if (!Number.isFinite(loss)) throw new DivergedError({step, learningRate, what: 'the loss', found: loss});
        return {loss, classLoss, boxLoss, accuracy, boxError};
      } catch (error) {
        before.restore();
        throw error;
      } finally {
        before.dispose();
        tf.dispose([images, classTargets, boxTargets, boxMask, rate]);
      }
    },
    dispose: () => update.dispose(),
  };
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
