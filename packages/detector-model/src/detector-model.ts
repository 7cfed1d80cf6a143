import type {AssignTargetsOptions} from '@oid/boxes';
import type {ImageSize} from '@oid/core';
import type {MultiBoxDetectionOptions} from '@oid/postprocess';
import type * as tf from '@tensorflow/tfjs-core';
import type {MovingStatistic} from './layers/normalized-convolution.ts';
import type {VariableStore} from './variable-store.ts';

/** What a network says of B images at its N anchors. The caller disposes both tensors. */
export type Predictions = {
  /** float32 `[B, N, K+1]`, before softmax; column 0 is background. */
  classLogits: tf.Tensor3D;
  /** float32 `[B, N, 4]`, `[ty, tx, th, tw]` relative to the anchors, scaled by (10, 10, 5, 5) unless the model's `targets` say otherwise. */
  boxEncodings: tf.Tensor3D;
};

/** {@link Predictions}, and what the moving statistics of batch norm become after this batch. */
export type TrainingPredictions = Predictions & {movingStatistics: MovingStatistic[]};

/** A detection network: a function of its variables and images, with the anchors that its outputs refer to. */
export type DetectorModel = {
  readonly name: string;
  /** Background left out. */
  readonly numClasses: number;
  readonly inputSize: ImageSize;
  /** `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalised, in the order of the outputs; may reach outside [0, 1]. */
  readonly anchors: Float32Array;
  readonly numAnchors: number;
  readonly variables: VariableStore;
  /** What the names of its feature extractor's variables begin with: what is taken from a checkpoint to fine-tune. @default all of them */
  readonly featureExtractorScopes?: readonly string[] | undefined;
  /** How its training targets are made of ground truth. @default the defaults of `assignTargets` */
  readonly targets?: AssignTargetsOptions | undefined;
  /** How its outputs become detections. @default the defaults of `multiBoxDetection` */
  readonly detection?: MultiBoxDetectionOptions | undefined;
  /**
   * Inference, with the moving statistics of batch norm.
   *
   * @param images - int32 or float32 `[B, H, W, 3]`, RGB, 0 … 255, of the size `inputSize`, B at least 1. The network does its own scaling.
   * @throws ShapeError for any other shape.
   */
  readonly predict: (images: tf.Tensor4D) => Predictions;
  /** Training, with the statistics of the batch. Call it inside `tf.variableGrads`, and {@link applyMovingStatistics} after. */
  readonly predictForTraining: (images: tf.Tensor4D) => TrainingPredictions;
  /** Frees the variables. */
  readonly dispose: () => void;
};
