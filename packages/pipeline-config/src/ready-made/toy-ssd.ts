import type {PipelineConfig} from '../pipeline-config.ts';
import {fineTuning, inputReaders, squareResizer} from './parts.ts';
import type {ReadyMadeOptions} from './parts.ts';

/**
 * ToySSD on 256 × 256: 5,444 anchors on five scales, plain gradient descent (momentum 0) at .1 with weight decay 5e-4, batches of 32. Its
 * message is an extension of ours, `[oid.protos.toy_ssd]`. `num_steps` is left at 0, for ever: 150 epochs depend on the data.
 *
 * @see The Straight Dope, chapter 8, "Object detection using convolutional neural networks" (Gluon).
 */
export function toySsdConfig(options: ReadyMadeOptions): PipelineConfig {
  return {
    train_config: {
      batch_size: 32,
      optimizer: {
        momentum_optimizer: {learning_rate: {constant_learning_rate: {learning_rate: 0.1}}, momentum_optimizer_value: 0},
        use_moving_average: false,
      },
      ...fineTuning(options),
    },
    eval_config: {metrics_set: ['pascal_voc_detection_metrics'], min_score_threshold: 0.45},
    ...inputReaders(options),
    toy_ssd: {
      num_classes: options.numClasses,
      image_resizer: squareResizer(256),
      channel_means: [123.68, 116.28, 103.53],
      body_depths: [16, 32, 64],
      extra_depth: 128,
      scales: [{sizes: [0.2, 0.272]}, {sizes: [0.37, 0.447]}, {sizes: [0.54, 0.619]}, {sizes: [0.71, 0.79]}, {sizes: [0.88, 0.961]}],
      aspect_ratios: [1, 2, 0.5],
      matched_threshold: 0.5,
      box_coder: {y_scale: 10, x_scale: 10, height_scale: 5, width_scale: 5},
      focal_alpha: 0.25,
      focal_gamma: 2,
      smooth_l1_sigma: 1,
      loss_normalization: 'ANCHORS',
      weight_decay: 5e-4,
      initializer_magnitude: 2,
      score_threshold: 0.01,
      iou_threshold: 0.5,
      suppress_across_classes: true,
      clip_boxes: false,
    },
  };
}
