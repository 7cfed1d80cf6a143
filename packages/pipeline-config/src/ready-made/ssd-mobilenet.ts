import type {Ssd} from '../generated/types.ts';
import type {PipelineConfig} from '../pipeline-config.ts';
import {COCO_EVALUATION, HORIZONTAL_FLIP, MOBILENET_CONVOLUTION, fineTuning, inputReaders, squareResizer} from './parts.ts';
import type {ReadyMadeOptions} from './parts.ts';

/**
 * SSD MobileNet V1 on 300 × 300, as `ssd_mobilenet_v1_coco`.
 *
 * @see Howard et al. 2017, MobileNets, arXiv:1704.04861; Liu et al. 2015, SSD, arXiv:1512.02325.
 */
export function ssdMobilenetV1Config(options: ReadyMadeOptions): PipelineConfig {
  return ssdMobilenet('ssd_mobilenet_v1', options, {minNegatives: 0, lite: false});
}

/**
 * SSD MobileNet V2 on 300 × 300, as `ssd_mobilenet_v2_coco`.
 *
 * @see Sandler et al. 2018, MobileNetV2, arXiv:1801.04381.
 */
export function ssdMobilenetV2Config(options: ReadyMadeOptions): PipelineConfig {
  return ssdMobilenet('ssd_mobilenet_v2', options, {minNegatives: 3, lite: false});
}

/**
 * SSDLite MobileNet V2 on 300 × 300, as `ssdlite_mobilenet_v2_coco`: depthwise separable convolutions in the extra layers and the heads.
 *
 * @see Sandler et al. 2018, MobileNetV2, arXiv:1801.04381, §6.2.
 */
export function ssdliteMobilenetV2Config(options: ReadyMadeOptions): PipelineConfig {
  return ssdMobilenet('ssd_mobilenet_v2', options, {minNegatives: 3, lite: true});
}

function ssdMobilenet(
  type: string,
  options: ReadyMadeOptions,
  {minNegatives, lite}: {minNegatives: number; lite: boolean},
): PipelineConfig {
  const depthwise = lite ? {use_depthwise: true} : {};
  const ssd: Ssd = {
    num_classes: options.numClasses,
    image_resizer: squareResizer(300),
    feature_extractor: {type, depth_multiplier: 1, min_depth: 16, conv_hyperparams: MOBILENET_CONVOLUTION, ...depthwise},
    box_coder: {faster_rcnn_box_coder: {y_scale: 10, x_scale: 10, height_scale: 5, width_scale: 5}},
    matcher: {
      argmax_matcher: {
        matched_threshold: 0.5,
        unmatched_threshold: 0.5,
        ignore_thresholds: false,
        negatives_lower_than_unmatched: true,
        force_match_for_each_row: true,
      },
    },
    similarity_calculator: {iou_similarity: {}},
    box_predictor: {
      convolutional_box_predictor: {
        conv_hyperparams: MOBILENET_CONVOLUTION,
        min_depth: 0,
        max_depth: 0,
        num_layers_before_predictor: 0,
        use_dropout: false,
        dropout_keep_probability: 0.8,
        kernel_size: lite ? 3 : 1,
        box_code_size: 4,
        apply_sigmoid_to_scores: false,
        ...depthwise,
      },
    },
    anchor_generator: {ssd_anchor_generator: {num_layers: 6, min_scale: 0.2, max_scale: 0.95, aspect_ratios: [1, 2, 0.5, 3, 0.3333]}},
    post_processing: {
      batch_non_max_suppression: {score_threshold: 1e-8, iou_threshold: 0.6, max_detections_per_class: 100, max_total_detections: 100},
      score_converter: 'SIGMOID',
    },
    normalize_loss_by_num_matches: true,
    loss: {
      localization_loss: {weighted_smooth_l1: {}},
      classification_loss: {weighted_sigmoid: {}},
      hard_example_miner: {
        num_hard_examples: 3000,
        iou_threshold: 0.99,
        loss_type: 'CLASSIFICATION',
        max_negatives_per_positive: 3,
        min_negatives_per_image: minNegatives,
      },
      classification_weight: 1,
      localization_weight: 1,
    },
  };
  return {
    model: {ssd},
    train_config: {
      batch_size: 24,
      data_augmentation_options: [HORIZONTAL_FLIP, {ssd_random_crop: {}}],
      optimizer: {
        rms_prop_optimizer: {
          learning_rate: {exponential_decay_learning_rate: {initial_learning_rate: 0.004, decay_steps: 800720, decay_factor: 0.95}},
          momentum_optimizer_value: 0.9,
          decay: 0.9,
          epsilon: 1,
        },
      },
      num_steps: 200000,
      ...fineTuning(options),
    },
    eval_config: COCO_EVALUATION,
    ...inputReaders(options),
  };
}
