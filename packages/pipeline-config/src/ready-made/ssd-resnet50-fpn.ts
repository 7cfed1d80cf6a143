import type {Hyperparams} from '../generated/types.ts';
import type {PipelineConfig} from '../pipeline-config.ts';
import {COCO_EVALUATION, HORIZONTAL_FLIP, fineTuning, inputReaders, squareResizer} from './parts.ts';
import type {ReadyMadeOptions} from './parts.ts';

/**
 * SSD ResNet-50 FPN (RetinaNet) on 640 × 640, as `ssd_resnet50_v1_fpn_shared_box_predictor_640x640_coco14_sync`.
 *
 * @see Lin et al. 2017, Focal Loss for Dense Object Detection, arXiv:1708.02002.
 */
export function ssdResnet50FpnConfig(options: ReadyMadeOptions): PipelineConfig {
  const convolution = (stddev: 'truncated' | 'normal'): Hyperparams => ({
    regularizer: {l2_regularizer: {weight: 4e-4}},
    initializer:
      stddev === 'truncated'
        ? {truncated_normal_initializer: {mean: 0, stddev: 0.03}}
        : {random_normal_initializer: {mean: 0, stddev: 0.01}},
    activation: 'RELU_6',
    batch_norm: {decay: 0.997, scale: true, epsilon: 0.001},
  });
  return {
    model: {
      ssd: {
        num_classes: options.numClasses,
        image_resizer: squareResizer(640),
        feature_extractor: {
          type: 'ssd_resnet50_v1_fpn',
          min_depth: 16,
          depth_multiplier: 1,
          conv_hyperparams: convolution('truncated'),
          override_base_feature_extractor_hyperparams: true,
          fpn: {min_level: 3, max_level: 7},
        },
        box_coder: {faster_rcnn_box_coder: {y_scale: 10, x_scale: 10, height_scale: 5, width_scale: 5}},
        matcher: {
          argmax_matcher: {
            matched_threshold: 0.5,
            unmatched_threshold: 0.5,
            ignore_thresholds: false,
            negatives_lower_than_unmatched: true,
            force_match_for_each_row: true,
            use_matmul_gather: true,
          },
        },
        similarity_calculator: {iou_similarity: {}},
        box_predictor: {
          weight_shared_convolutional_box_predictor: {
            conv_hyperparams: convolution('normal'),
            depth: 256,
            num_layers_before_predictor: 4,
            kernel_size: 3,
            class_prediction_bias_init: -4.6,
          },
        },
        anchor_generator: {
          multiscale_anchor_generator: {min_level: 3, max_level: 7, anchor_scale: 4, aspect_ratios: [1, 2, 0.5], scales_per_octave: 2},
        },
        post_processing: {
          batch_non_max_suppression: {score_threshold: 1e-8, iou_threshold: 0.6, max_detections_per_class: 100, max_total_detections: 100},
          score_converter: 'SIGMOID',
        },
        normalize_loss_by_num_matches: true,
        loss: {
          localization_loss: {weighted_smooth_l1: {}},
          classification_loss: {weighted_sigmoid_focal: {gamma: 2, alpha: 0.25}},
          classification_weight: 1,
          localization_weight: 1,
        },
        encode_background_as_zeros: true,
        normalize_loc_loss_by_codesize: true,
        inplace_batchnorm_update: true,
        freeze_batchnorm: false,
      },
    },
    train_config: {
      batch_size: 64,
      data_augmentation_options: [
        HORIZONTAL_FLIP,
        {
          random_crop_image: {
            min_object_covered: 0,
            min_aspect_ratio: 0.75,
            max_aspect_ratio: 3,
            min_area: 0.75,
            max_area: 1,
            overlap_thresh: 0,
          },
        },
      ],
      optimizer: {
        momentum_optimizer: {
          learning_rate: {
            cosine_decay_learning_rate: {
              learning_rate_base: 0.04,
              total_steps: 25000,
              warmup_learning_rate: 0.013333,
              warmup_steps: 2000,
            },
          },
          momentum_optimizer_value: 0.9,
        },
        use_moving_average: false,
      },
      num_steps: 25000,
      ...fineTuning(options),
    },
    eval_config: COCO_EVALUATION,
    ...inputReaders(options),
  };
}
