import type {FasterRcnn, Hyperparams, ImageResizer} from '../generated/types.ts';
import type {PipelineConfig} from '../pipeline-config.ts';
import {COCO_EVALUATION, HORIZONTAL_FLIP, fineTuning, inputReaders, squareResizer} from './parts.ts';
import type {ReadyMadeOptions} from './parts.ts';

/**
 * Faster R-CNN ResNet-50, as `faster_rcnn_resnet50_coco`.
 *
 * @see Ren et al. 2015, Faster R-CNN, arXiv:1506.01497; He et al. 2015, Deep Residual Learning, arXiv:1512.03385.
 */
export function fasterRcnnResnet50Config(options: ReadyMadeOptions): PipelineConfig {
  const config = fasterRcnnCoco('faster_rcnn_resnet50', options);
  return {...config, train_config: {...config.train_config, num_steps: 200_000}};
}

/** Faster R-CNN ResNet-101, as `faster_rcnn_resnet101_coco`; papers as {@link fasterRcnnResnet50Config}. */
export function fasterRcnnResnet101Config(options: ReadyMadeOptions): PipelineConfig {
  return fasterRcnnCoco('faster_rcnn_resnet101', options);
}

/**
 * Faster R-CNN ResNet-101 as "Deep dive into object detection on Open Images" trains it on the release of 2017: images stretched to
 * 350 × 350, Adam, batches of 20. There with 545 classes. It says `from_detection_checkpoint`, the selector of E1.
 */
export function fasterRcnnResnet101OpenImagesConfig(options: ReadyMadeOptions): PipelineConfig {
  const model = fasterRcnn('faster_rcnn_resnet101', options.numClasses, squareResizer(350), {
    proposalScore: 0.1,
    detectionScore: 0.01,
    keep: 0.5,
  });
  const {fineTuneCheckpoint} = options;
  const {train_input_reader, eval_input_reader} = inputReaders(options);
  return {
    model: {faster_rcnn: model},
    train_config: {
      batch_size: 20,
      data_augmentation_options: [HORIZONTAL_FLIP],
      optimizer: {adam_optimizer: {learning_rate: {exponential_decay_learning_rate: {initial_learning_rate: 1e-5}}}},
      gradient_clipping_by_norm: 10,
      ...(fineTuneCheckpoint === undefined ? {} : {fine_tune_checkpoint: fineTuneCheckpoint, from_detection_checkpoint: true}),
      batch_queue_capacity: 50,
    },
    train_input_reader: {...train_input_reader, shuffle: true},
    eval_config: {num_visualizations: 20, num_examples: 3000},
    eval_input_reader,
  };
}

function fasterRcnnCoco(type: string, options: ReadyMadeOptions): PipelineConfig {
  const resizer: ImageResizer = {keep_aspect_ratio_resizer: {min_dimension: 600, max_dimension: 1024}};
  return {
    model: {faster_rcnn: fasterRcnn(type, options.numClasses, resizer, {proposalScore: 0, detectionScore: 0, keep: 1})},
    train_config: {
      batch_size: 1,
      data_augmentation_options: [HORIZONTAL_FLIP],
      optimizer: {
        momentum_optimizer: {
          learning_rate: {
            manual_step_learning_rate: {
              initial_learning_rate: 3e-4,
              schedule: [
                {step: 900000, learning_rate: 3e-5},
                {step: 1200000, learning_rate: 3e-6},
              ],
            },
          },
          momentum_optimizer_value: 0.9,
        },
        use_moving_average: false,
      },
      gradient_clipping_by_norm: 10,
      ...fineTuning(options),
    },
    eval_config: COCO_EVALUATION,
    ...inputReaders(options),
  };
}

type Choices = {
  /** `first_stage_nms_score_threshold`. */
  proposalScore: number;
  /** `score_threshold` of the second stage. */
  detectionScore: number;
  /** `dropout_keep_probability` of the second stage; 1 writes no dropout. */
  keep: number;
};

function fasterRcnn(type: string, numClasses: number, resizer: ImageResizer, {proposalScore, detectionScore, keep}: Choices): FasterRcnn {
  const proposalConvolution: Hyperparams = {
    op: 'CONV',
    regularizer: {l2_regularizer: {weight: 0}},
    initializer: {truncated_normal_initializer: {stddev: 0.01}},
  };
  const fullyConnected: Hyperparams = {
    op: 'FC',
    regularizer: {l2_regularizer: {weight: 0}},
    initializer: {variance_scaling_initializer: {factor: 1, uniform: true, mode: 'FAN_AVG'}},
  };
  return {
    num_classes: numClasses,
    image_resizer: resizer,
    feature_extractor: {type, first_stage_features_stride: 16},
    first_stage_anchor_generator: {
      grid_anchor_generator: {height_stride: 16, width_stride: 16, scales: [0.25, 0.5, 1, 2], aspect_ratios: [0.5, 1, 2]},
    },
    first_stage_box_predictor_conv_hyperparams: proposalConvolution,
    first_stage_nms_score_threshold: proposalScore,
    first_stage_nms_iou_threshold: 0.7,
    first_stage_max_proposals: 300,
    first_stage_localization_loss_weight: 2,
    first_stage_objectness_loss_weight: 1,
    initial_crop_size: 14,
    maxpool_kernel_size: 2,
    maxpool_stride: 2,
    second_stage_box_predictor: {
      mask_rcnn_box_predictor: {fc_hyperparams: fullyConnected, use_dropout: keep < 1, dropout_keep_probability: keep},
    },
    second_stage_post_processing: {
      batch_non_max_suppression: {
        score_threshold: detectionScore,
        iou_threshold: 0.6,
        max_detections_per_class: 100,
        max_total_detections: 300,
      },
      score_converter: 'SOFTMAX',
    },
    second_stage_localization_loss_weight: 2,
    second_stage_classification_loss_weight: 1,
  };
}
