// Made from proto/*.proto by src/schema/generate.test.ts. To change it, change the .proto and run vitest with -u.

import type {ConfigMode, Defaulted} from '../schema/config-mode.ts';

export type ConditionalShapeResizerResizeCondition = 'INVALID' | 'GREATER' | 'SMALLER';

export type HardExampleMinerLossType = 'BOTH' | 'CLASSIFICATION' | 'LOCALIZATION';

export type HyperparamsActivation = 'NONE' | 'RELU' | 'RELU_6';

export type HyperparamsOp = 'CONV' | 'FC';

export type InstanceMaskType = 'DEFAULT' | 'NUMERICAL_MASKS' | 'PNG_MASKS';

export type LossExpectedLossWeights = 'NONE' | 'EXPECTED_SAMPLING' | 'REWEIGHTING_UNMATCHED_ANCHORS';

export type PostProcessingScoreConverter = 'IDENTITY' | 'SIGMOID' | 'SOFTMAX';

export type ResizeImageMethod = 'AREA' | 'BICUBIC' | 'BILINEAR' | 'NEAREST_NEIGHBOR';

export type ResizeType = 'BILINEAR' | 'NEAREST_NEIGHBOR' | 'BICUBIC' | 'AREA';

export type ToySsdLossNormalization = 'ANCHORS' | 'MATCHES';

export type TrainingDataType = 'DATA_TYPE_UNKNOWN' | 'ALL_CLASSES' | 'CLASS_SPECIFIC';

export type VarianceScalingInitializerMode = 'FAN_IN' | 'FAN_OUT' | 'FAN_AVG';

export type WeightSharedConvolutionalBoxPredictorScoreConverter = 'IDENTITY' | 'SIGMOID';

/** `AdamOptimizer` of the schema. */
export type AdamOptimizer<Mode extends ConfigMode = 'written'> = {
  /** Field 1. */
  readonly learning_rate?: LearningRate<Mode> | undefined;
};

/** `AnchorGenerator` of the schema. */
export type AnchorGenerator<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `anchor_generator_oneof`. */
  readonly grid_anchor_generator?: GridAnchorGenerator<Mode> | undefined;
  /** Field 2; one of `anchor_generator_oneof`. */
  readonly ssd_anchor_generator?: SsdAnchorGenerator<Mode> | undefined;
  /** Field 3; one of `anchor_generator_oneof`; from E2. */
  readonly multiscale_anchor_generator?: MultiscaleAnchorGenerator<Mode> | undefined;
  /** Field 4; one of `anchor_generator_oneof`; from E3. */
  readonly flexible_grid_anchor_generator?: FlexibleGridAnchorGenerator<Mode> | undefined;
};

type AnchorGridDefaults = {
  /** Field 1. */
  base_sizes: readonly number[];
  /** Field 2. */
  aspect_ratios: readonly number[];
  /** Field 5; default 0. */
  height_offset: number;
  /** Field 6; default 0. */
  width_offset: number;
};

/** `AnchorGrid` of the schema. */
export type AnchorGrid<Mode extends ConfigMode = 'written'> = Defaulted<Mode, AnchorGridDefaults> & {
  /** Field 3. */
  readonly height_stride?: number | undefined;
  /** Field 4. */
  readonly width_stride?: number | undefined;
};

type ArgMaxMatcherDefaults = {
  /** Field 1; default 0.5. */
  matched_threshold: number;
  /** Field 2; default 0.5. */
  unmatched_threshold: number;
  /** Field 3; default false. */
  ignore_thresholds: boolean;
  /** Field 4; default true. */
  negatives_lower_than_unmatched: boolean;
  /** Field 5; default false. */
  force_match_for_each_row: boolean;
  /** Field 6; default false; from E2. */
  use_matmul_gather: boolean;
};

/** `ArgMaxMatcher` of the schema. */
export type ArgMaxMatcher<Mode extends ConfigMode = 'written'> = Defaulted<Mode, ArgMaxMatcherDefaults>;

type AutoAugmentImageDefaults = {
  /** Field 1; default v0. */
  policy_name: string;
};

/** `AutoAugmentImage` of the schema. */
export type AutoAugmentImage<Mode extends ConfigMode = 'written'> = Defaulted<Mode, AutoAugmentImageDefaults>;

type BatchNonMaxSuppressionDefaults = {
  /** Field 1; default 0. */
  score_threshold: number;
  /** Field 2; default 0.6. */
  iou_threshold: number;
  /** Field 3; default 100. */
  max_detections_per_class: number;
  /** Field 5; default 100. */
  max_total_detections: number;
  /** Field 6; default false; from E2. */
  use_static_shapes: boolean;
  /** Field 7; default false; from E3. */
  use_class_agnostic_nms: boolean;
  /** Field 8; default 1; from E3. */
  max_classes_per_detection: number;
  /** Field 9; default 0; from E3. */
  soft_nms_sigma: number;
  /** Field 10; default false; from E3. */
  use_partitioned_nms: boolean;
  /** Field 11; default false; from E3. */
  use_combined_nms: boolean;
};

/** `BatchNonMaxSuppression` of the schema. */
export type BatchNonMaxSuppression<Mode extends ConfigMode = 'written'> = Defaulted<Mode, BatchNonMaxSuppressionDefaults>;

type BatchNormDefaults = {
  /** Field 1; default 0.999. Momentum of the moving averages. */
  decay: number;
  /** Field 2; default true. */
  center: boolean;
  /** Field 3; default false. */
  scale: boolean;
  /** Field 4; default 0.001. */
  epsilon: number;
  /** Field 5; default true. */
  train: boolean;
};

/** `BatchNorm` of the schema. */
export type BatchNorm<Mode extends ConfigMode = 'written'> = Defaulted<Mode, BatchNormDefaults>;

type BipartiteMatcherDefaults = {
  /** Field 6; default false; from E2. */
  use_matmul_gather: boolean;
};

/** `BipartiteMatcher` of the schema. */
export type BipartiteMatcher<Mode extends ConfigMode = 'written'> = Defaulted<Mode, BipartiteMatcherDefaults>;

type BootstrappedSigmoidClassificationLossDefaults = {
  /** Field 2; default false. */
  hard_bootstrap: boolean;
  /** Field 3; default false. */
  anchorwise_output: boolean;
};

/** `BootstrappedSigmoidClassificationLoss` of the schema. */
export type BootstrappedSigmoidClassificationLoss<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  BootstrappedSigmoidClassificationLossDefaults
> & {
  /** Field 1. */
  readonly alpha?: number | undefined;
};

/** `BoxCoder` of the schema. */
export type BoxCoder<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `box_coder_oneof`. */
  readonly faster_rcnn_box_coder?: FasterRcnnBoxCoder<Mode> | undefined;
  /** Field 2; one of `box_coder_oneof`. */
  readonly mean_stddev_box_coder?: MeanStddevBoxCoder<Mode> | undefined;
  /** Field 3; one of `box_coder_oneof`. */
  readonly square_box_coder?: SquareBoxCoder<Mode> | undefined;
  /** Field 4; one of `box_coder_oneof`. */
  readonly keypoint_box_coder?: KeypointBoxCoder<Mode> | undefined;
};

/** `BoxPredictor` of the schema. */
export type BoxPredictor<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `box_predictor_oneof`. */
  readonly convolutional_box_predictor?: ConvolutionalBoxPredictor<Mode> | undefined;
  /** Field 2; one of `box_predictor_oneof`. */
  readonly mask_rcnn_box_predictor?: MaskRCNNBoxPredictor<Mode> | undefined;
  /** Field 3; one of `box_predictor_oneof`. */
  readonly rfcn_box_predictor?: RfcnBoxPredictor<Mode> | undefined;
  /** Field 4; one of `box_predictor_oneof`; from E2. */
  readonly weight_shared_convolutional_box_predictor?: WeightSharedConvolutionalBoxPredictor<Mode> | undefined;
};

/** `CalibrationConfig` of the schema. */
export type CalibrationConfig<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `calibrator`. */
  readonly function_approximation?: FunctionApproximation<Mode> | undefined;
  /** Field 2; one of `calibrator`. */
  readonly class_id_function_approximations?: ClassIdFunctionApproximations<Mode> | undefined;
  /** Field 3; one of `calibrator`. */
  readonly sigmoid_calibration?: SigmoidCalibration<Mode> | undefined;
  /** Field 4; one of `calibrator`. */
  readonly class_id_sigmoid_calibrations?: ClassIdSigmoidCalibrations<Mode> | undefined;
  /** Field 5; one of `calibrator`. */
  readonly temperature_scaling_calibration?: TemperatureScalingCalibration | undefined;
};

type ClassIdFunctionApproximationsDefaults<Mode extends ConfigMode> = {
  /** Field 1. */
  class_id_xy_pairs_map: readonly ClassIdFunctionApproximationsClassIdXyPairsMapEntry<Mode>[];
};

/** `ClassIdFunctionApproximations` of the schema. */
export type ClassIdFunctionApproximations<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  ClassIdFunctionApproximationsDefaults<Mode>
>;

/** An entry of the map `class_id_xy_pairs_map`. `ClassIdFunctionApproximations.ClassIdXyPairsMapEntry` of the schema. */
export type ClassIdFunctionApproximationsClassIdXyPairsMapEntry<Mode extends ConfigMode = 'written'> = {
  /** Field 1. */
  readonly key?: number | undefined;
  /** Field 2. */
  readonly value?: XYPairs<Mode> | undefined;
};

type ClassIdSigmoidCalibrationsDefaults<Mode extends ConfigMode> = {
  /** Field 1. */
  class_id_sigmoid_parameters_map: readonly ClassIdSigmoidCalibrationsClassIdSigmoidParametersMapEntry<Mode>[];
};

/** `ClassIdSigmoidCalibrations` of the schema. */
export type ClassIdSigmoidCalibrations<Mode extends ConfigMode = 'written'> = Defaulted<Mode, ClassIdSigmoidCalibrationsDefaults<Mode>>;

/** An entry of the map `class_id_sigmoid_parameters_map`. `ClassIdSigmoidCalibrations.ClassIdSigmoidParametersMapEntry` of the schema. */
export type ClassIdSigmoidCalibrationsClassIdSigmoidParametersMapEntry<Mode extends ConfigMode = 'written'> = {
  /** Field 1. */
  readonly key?: number | undefined;
  /** Field 2. */
  readonly value?: SigmoidParameters<Mode> | undefined;
};

/** `ClassificationLoss` of the schema. */
export type ClassificationLoss<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `classification_loss`. */
  readonly weighted_sigmoid?: WeightedSigmoidClassificationLoss<Mode> | undefined;
  /** Field 2; one of `classification_loss`. */
  readonly weighted_softmax?: WeightedSoftmaxClassificationLoss<Mode> | undefined;
  /** Field 3; one of `classification_loss`. */
  readonly bootstrapped_sigmoid?: BootstrappedSigmoidClassificationLoss<Mode> | undefined;
  /** Field 4; one of `classification_loss`. */
  readonly weighted_sigmoid_focal?: SigmoidFocalClassificationLoss<Mode> | undefined;
  /** Field 5; one of `classification_loss`. */
  readonly weighted_logits_softmax?: WeightedSoftmaxClassificationAgainstLogitsLoss<Mode> | undefined;
};

type ConditionalShapeResizerDefaults = {
  /** Field 1; default GREATER. */
  condition: ConditionalShapeResizerResizeCondition;
  /** Field 2; default 300. */
  size_threshold: number;
  /** Field 3; default BILINEAR. */
  resize_method: ResizeType;
  /** Field 4; default false. */
  convert_to_grayscale: boolean;
};

/** `ConditionalShapeResizer` of the schema. */
export type ConditionalShapeResizer<Mode extends ConfigMode = 'written'> = Defaulted<Mode, ConditionalShapeResizerDefaults>;

type ConstantLearningRateDefaults = {
  /** Field 1; default 0.002. */
  learning_rate: number;
};

/** `ConstantLearningRate` of the schema. */
export type ConstantLearningRate<Mode extends ConfigMode = 'written'> = Defaulted<Mode, ConstantLearningRateDefaults>;

type ConvertClassLogitsToSoftmaxDefaults = {
  /** Field 1; default 1. */
  temperature: number;
};

/** `ConvertClassLogitsToSoftmax` of the schema. */
export type ConvertClassLogitsToSoftmax<Mode extends ConfigMode = 'written'> = Defaulted<Mode, ConvertClassLogitsToSoftmaxDefaults>;

type ConvolutionalBoxPredictorDefaults = {
  /** Field 2; default 0. */
  min_depth: number;
  /** Field 3; default 0. */
  max_depth: number;
  /** Field 4; default 0. */
  num_layers_before_predictor: number;
  /** Field 5; default true. */
  use_dropout: boolean;
  /** Field 6; default 0.8. */
  dropout_keep_probability: number;
  /** Field 7; default 1. */
  kernel_size: number;
  /** Field 8; default 4. */
  box_code_size: number;
  /** Field 9; default false. */
  apply_sigmoid_to_scores: boolean;
  /** Field 10; default 0; from E2. */
  class_prediction_bias_init: number;
  /** Field 11; default false; from E2. */
  use_depthwise: boolean;
};

/** `ConvolutionalBoxPredictor` of the schema. */
export type ConvolutionalBoxPredictor<Mode extends ConfigMode = 'written'> = Defaulted<Mode, ConvolutionalBoxPredictorDefaults> & {
  /** Field 1. */
  readonly conv_hyperparams?: Hyperparams<Mode> | undefined;
  /** Field 12; from E3. */
  readonly box_encodings_clip_range?: ConvolutionalBoxPredictorBoxEncodingsClipRange | undefined;
};

/** `ConvolutionalBoxPredictor.BoxEncodingsClipRange` of the schema. */
export type ConvolutionalBoxPredictorBoxEncodingsClipRange = {
  /** Field 1. */
  readonly min?: number | undefined;
  /** Field 2. */
  readonly max?: number | undefined;
};

type CosineDecayLearningRateDefaults = {
  /** Field 1; default 0.002. */
  learning_rate_base: number;
  /** Field 2; default 4000000. */
  total_steps: number;
  /** Field 3; default 0.0002. */
  warmup_learning_rate: number;
  /** Field 4; default 10000. */
  warmup_steps: number;
  /** Field 5; default 0; from E2. */
  hold_base_rate_steps: number;
};

/** `CosineDecayLearningRate` of the schema. */
export type CosineDecayLearningRate<Mode extends ConfigMode = 'written'> = Defaulted<Mode, CosineDecayLearningRateDefaults>;

/** One of the meta-architectures. `DetectionModel` of the schema. */
export type DetectionModel<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `model`. */
  readonly faster_rcnn?: FasterRcnn<Mode> | undefined;
  /** Field 2; one of `model`. */
  readonly ssd?: Ssd<Mode> | undefined;
};

type DropLabelProbabilisticallyDefaults = {
  /** Field 2; default 1. */
  drop_probability: number;
};

/** `DropLabelProbabilistically` of the schema. */
export type DropLabelProbabilistically<Mode extends ConfigMode = 'written'> = Defaulted<Mode, DropLabelProbabilisticallyDefaults> & {
  /** Field 1. */
  readonly label?: number | undefined;
};

type EvalConfigDefaults = {
  /** Field 1; default 10. */
  num_visualizations: number;
  /** Field 2; default 5000; deprecated. */
  num_examples: number;
  /** Field 3; default 300. */
  eval_interval_secs: number;
  /** Field 4; default 0; deprecated. */
  max_evals: number;
  /** Field 5; default false. */
  save_graph: boolean;
  /** Field 6; default ''. */
  visualization_export_dir: string;
  /** Field 7; default ''. */
  eval_master: string;
  /** Field 8. Single in E1, pascal_voc_metrics by default. */
  metrics_set: readonly string[];
  /** Field 9; default ''. */
  export_path: string;
  /** Field 10; default false. */
  ignore_groundtruth: boolean;
  /** Field 11; default false. */
  use_moving_averages: boolean;
  /** Field 12; default false. */
  eval_instance_masks: boolean;
  /** Field 13; default 0.5. */
  min_score_threshold: number;
  /** Field 14; default 20. */
  max_num_boxes_to_visualize: number;
  /** Field 15; default false. */
  skip_scores: boolean;
  /** Field 16; default false. */
  skip_labels: boolean;
  /** Field 17; default false. */
  visualize_groundtruth_boxes: boolean;
  /** Field 18; default black. */
  groundtruth_box_visualization_color: string;
  /** Field 19; default false. */
  keep_image_id_for_visualization_export: boolean;
  /** Field 23; default true. */
  retain_original_images: boolean;
  /** Field 24; default false. */
  include_metrics_per_category: boolean;
  /** Field 25; default 1. */
  batch_size: number;
  /** Field 26; default 0; from E3. */
  recall_lower_bound: number;
  /** Field 27; default 1; from E3. */
  recall_upper_bound: number;
  /** Field 28; default false; from E3. */
  retain_original_image_additional_channels: boolean;
  /** Field 29; default false; from E3. */
  force_no_resize: boolean;
};

/** `EvalConfig` of the schema. */
export type EvalConfig<Mode extends ConfigMode = 'written'> = Defaulted<Mode, EvalConfigDefaults>;

type ExponentialDecayLearningRateDefaults = {
  /** Field 1; default 0.002. */
  initial_learning_rate: number;
  /** Field 2; default 4000000. */
  decay_steps: number;
  /** Field 3; default 0.95. */
  decay_factor: number;
  /** Field 4; default true. */
  staircase: boolean;
  /** Field 5; default 0; from E2. */
  burnin_learning_rate: number;
  /** Field 6; default 0; from E2. */
  burnin_steps: number;
  /** Field 7; default 0; from E2. */
  min_learning_rate: number;
};

/** `ExponentialDecayLearningRate` of the schema. */
export type ExponentialDecayLearningRate<Mode extends ConfigMode = 'written'> = Defaulted<Mode, ExponentialDecayLearningRateDefaults>;

/** `ExternalInputReader` of the schema. */
export type ExternalInputReader = Record<string, never>;

type FasterRcnnDefaults = {
  /** Field 1; default 2; from E2. 1: proposals alone; 2: boxes; 3: masks too. */
  number_of_stages: number;
  /** Field 7; default 1. */
  first_stage_atrous_rate: number;
  /** Field 9; default 3. */
  first_stage_box_predictor_kernel_size: number;
  /** Field 10; default 512. */
  first_stage_box_predictor_depth: number;
  /** Field 11; default 256. */
  first_stage_minibatch_size: number;
  /** Field 12; default 0.5. */
  first_stage_positive_balance_fraction: number;
  /** Field 13; default 0. */
  first_stage_nms_score_threshold: number;
  /** Field 14; default 0.7. */
  first_stage_nms_iou_threshold: number;
  /** Field 15; default 300. */
  first_stage_max_proposals: number;
  /** Field 16; default 1. */
  first_stage_localization_loss_weight: number;
  /** Field 17; default 1. */
  first_stage_objectness_loss_weight: number;
  /** Field 22; default 64. */
  second_stage_batch_size: number;
  /** Field 23; default 0.25. */
  second_stage_balance_fraction: number;
  /** Field 25; default 1. */
  second_stage_localization_loss_weight: number;
  /** Field 26; default 1. */
  second_stage_classification_loss_weight: number;
  /** Field 27; default 1. */
  second_stage_mask_prediction_loss_weight: number;
  /** Field 30; default false; from E2. */
  inplace_batchnorm_update: boolean;
  /** Field 31; default false; from E2. */
  use_matmul_crop_and_resize: boolean;
  /** Field 32; default false; from E2. */
  clip_anchors_to_image: boolean;
  /** Field 33; default false; from E2. */
  use_matmul_gather_in_matcher: boolean;
  /** Field 34; default false; from E2. */
  use_static_balanced_label_sampler: boolean;
  /** Field 35; default false; from E2. */
  use_static_shapes: boolean;
  /** Field 36; default true; from E2. */
  resize_masks: boolean;
  /** Field 37; default false; from E2. */
  use_static_shapes_for_eval: boolean;
  /** Field 38; default true; from E3. */
  use_partitioned_nms_in_first_stage: boolean;
  /** Field 39; default false; from E3. */
  return_raw_detections_during_predict: boolean;
  /** Field 40; default false; from E3. */
  use_combined_nms_in_first_stage: boolean;
};

/** `FasterRcnn` of the schema. */
export type FasterRcnn<Mode extends ConfigMode = 'written'> = Defaulted<Mode, FasterRcnnDefaults> & {
  /** Field 3. Classes without background. */
  readonly num_classes?: number | undefined;
  /** Field 4. */
  readonly image_resizer?: ImageResizer<Mode> | undefined;
  /** Field 5. */
  readonly feature_extractor?: FasterRcnnFeatureExtractor<Mode> | undefined;
  /** Field 6. */
  readonly first_stage_anchor_generator?: AnchorGenerator<Mode> | undefined;
  /** Field 8. */
  readonly first_stage_box_predictor_conv_hyperparams?: Hyperparams<Mode> | undefined;
  /** Field 18. */
  readonly initial_crop_size?: number | undefined;
  /** Field 19. */
  readonly maxpool_kernel_size?: number | undefined;
  /** Field 20. */
  readonly maxpool_stride?: number | undefined;
  /** Field 21. */
  readonly second_stage_box_predictor?: BoxPredictor<Mode> | undefined;
  /** Field 24. */
  readonly second_stage_post_processing?: PostProcessing<Mode> | undefined;
  /** Field 28. */
  readonly hard_example_miner?: HardExampleMiner<Mode> | undefined;
  /** Field 29. Absent: softmax with logit_scale 1. */
  readonly second_stage_classification_loss?: ClassificationLoss<Mode> | undefined;
};

type FasterRcnnBoxCoderDefaults = {
  /** Field 1; default 10. */
  y_scale: number;
  /** Field 2; default 10. */
  x_scale: number;
  /** Field 3; default 5. */
  height_scale: number;
  /** Field 4; default 5. */
  width_scale: number;
};

/** `FasterRcnnBoxCoder` of the schema. */
export type FasterRcnnBoxCoder<Mode extends ConfigMode = 'written'> = Defaulted<Mode, FasterRcnnBoxCoderDefaults>;

type FasterRcnnFeatureExtractorDefaults = {
  /** Field 2; default 16. 8 or 16 for ResNet. */
  first_stage_features_stride: number;
  /** Field 3; default false. */
  batch_norm_trainable: boolean;
};

/** `FasterRcnnFeatureExtractor` of the schema. */
export type FasterRcnnFeatureExtractor<Mode extends ConfigMode = 'written'> = Defaulted<Mode, FasterRcnnFeatureExtractorDefaults> & {
  /** Field 1. Such as faster_rcnn_resnet101. */
  readonly type?: string | undefined;
};

type FeaturePyramidNetworksDefaults = {
  /** Field 1; default 3. */
  min_level: number;
  /** Field 2; default 7. */
  max_level: number;
  /** Field 3; default 256; from E3. */
  additional_layer_depth: number;
};

/** `FeaturePyramidNetworks` of the schema. */
export type FeaturePyramidNetworks<Mode extends ConfigMode = 'written'> = Defaulted<Mode, FeaturePyramidNetworksDefaults>;

type FixedShapeResizerDefaults = {
  /** Field 1; default 300. */
  height: number;
  /** Field 2; default 300. */
  width: number;
  /** Field 3; default BILINEAR. */
  resize_method: ResizeType;
  /** Field 4; default false; from E2. */
  convert_to_grayscale: boolean;
};

/** Stretches; keeps no aspect ratio and pads nothing. `FixedShapeResizer` of the schema. */
export type FixedShapeResizer<Mode extends ConfigMode = 'written'> = Defaulted<Mode, FixedShapeResizerDefaults>;

type FlexibleGridAnchorGeneratorDefaults<Mode extends ConfigMode> = {
  /** Field 1. */
  anchor_grid: readonly AnchorGrid<Mode>[];
  /** Field 2; default true. */
  normalize_coordinates: boolean;
};

/** `FlexibleGridAnchorGenerator` of the schema. */
export type FlexibleGridAnchorGenerator<Mode extends ConfigMode = 'written'> = Defaulted<Mode, FlexibleGridAnchorGeneratorDefaults<Mode>>;

/** `FunctionApproximation` of the schema. */
export type FunctionApproximation<Mode extends ConfigMode = 'written'> = {
  /** Field 1. */
  readonly x_y_pairs?: XYPairs<Mode> | undefined;
};

/** `GraphRewriter` of the schema. */
export type GraphRewriter<Mode extends ConfigMode = 'written'> = {
  /** Field 1. */
  readonly quantization?: Quantization<Mode> | undefined;
};

type GridAnchorGeneratorDefaults = {
  /** Field 1; default 256. */
  height: number;
  /** Field 2; default 256. */
  width: number;
  /** Field 3; default 16. */
  height_stride: number;
  /** Field 4; default 16. */
  width_stride: number;
  /** Field 5; default 0. */
  height_offset: number;
  /** Field 6; default 0. */
  width_offset: number;
  /** Field 7. */
  scales: readonly number[];
  /** Field 8. */
  aspect_ratios: readonly number[];
};

/** `GridAnchorGenerator` of the schema. */
export type GridAnchorGenerator<Mode extends ConfigMode = 'written'> = Defaulted<Mode, GridAnchorGeneratorDefaults>;

/** `GroupNorm` of the schema. */
export type GroupNorm = Record<string, never>;

type HardExampleMinerDefaults = {
  /** Field 1; default 64. 0: no limit. */
  num_hard_examples: number;
  /** Field 2; default 0.7. */
  iou_threshold: number;
  /** Field 3; default BOTH. */
  loss_type: HardExampleMinerLossType;
  /** Field 4; default 0. 0: no ratio. */
  max_negatives_per_positive: number;
  /** Field 5; default 0. */
  min_negatives_per_image: number;
};

/** `HardExampleMiner` of the schema. */
export type HardExampleMiner<Mode extends ConfigMode = 'written'> = Defaulted<Mode, HardExampleMinerDefaults>;

type HyperparamsDefaults = {
  /** Field 1; default CONV. */
  op: HyperparamsOp;
  /** Field 4; default RELU. */
  activation: HyperparamsActivation;
  /** Field 6; default false; from E2. */
  regularize_depthwise: boolean;
};

/** How layers are made: regularizer, initial weights, activation, normalisation. `Hyperparams` of the schema. */
export type Hyperparams<Mode extends ConfigMode = 'written'> = Defaulted<Mode, HyperparamsDefaults> & {
  /** Field 2. */
  readonly regularizer?: Regularizer<Mode> | undefined;
  /** Field 3. */
  readonly initializer?: Initializer<Mode> | undefined;
  /** Field 5; one of `normalizer_oneof`. */
  readonly batch_norm?: BatchNorm<Mode> | undefined;
  /** Field 7; one of `normalizer_oneof`; from E2. */
  readonly group_norm?: GroupNorm | undefined;
};

/** `IdentityResizer` of the schema. */
export type IdentityResizer = Record<string, never>;

/** `ImageResizer` of the schema. */
export type ImageResizer<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `image_resizer_oneof`. */
  readonly keep_aspect_ratio_resizer?: KeepAspectRatioResizer<Mode> | undefined;
  /** Field 2; one of `image_resizer_oneof`. */
  readonly fixed_shape_resizer?: FixedShapeResizer<Mode> | undefined;
  /** Field 3; one of `image_resizer_oneof`; from E3. */
  readonly identity_resizer?: IdentityResizer | undefined;
  /** Field 4; one of `image_resizer_oneof`; from E3. */
  readonly conditional_shape_resizer?: ConditionalShapeResizer<Mode> | undefined;
};

/** `Initializer` of the schema. */
export type Initializer<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `initializer_oneof`. */
  readonly truncated_normal_initializer?: TruncatedNormalInitializer<Mode> | undefined;
  /** Field 2; one of `initializer_oneof`. */
  readonly variance_scaling_initializer?: VarianceScalingInitializer<Mode> | undefined;
  /** Field 3; one of `initializer_oneof`. */
  readonly random_normal_initializer?: RandomNormalInitializer<Mode> | undefined;
};

type InputReaderDefaults = {
  /** Field 1; default ''. */
  label_map_path: string;
  /** Field 2; default true. */
  shuffle: boolean;
  /** Field 3; default 2000; deprecated. */
  queue_capacity: number;
  /** Field 4; default 1000; deprecated. */
  min_after_dequeue: number;
  /** Field 5; default 0. 0: for ever. */
  num_epochs: number;
  /** Field 6; default 64. 8 by default in E1. */
  num_readers: number;
  /** Field 7; default false. */
  load_instance_masks: boolean;
  /** Field 10; default NUMERICAL_MASKS. */
  mask_type: InstanceMaskType;
  /** Field 11; default 2048. */
  shuffle_buffer_size: number;
  /** Field 12; default 100. */
  filenames_shuffle_buffer_size: number;
  /** Field 13; default 512; deprecated. */
  prefetch_size: number;
  /** Field 14; default 64; deprecated. */
  num_parallel_map_calls: number;
  /** Field 15; default 32. */
  read_block_length: number;
  /** Field 16; default 0. */
  num_keypoints: number;
  /** Field 17; default false. */
  use_display_name: boolean;
  /** Field 18; default 0. */
  num_additional_channels: number;
  /** Field 19; default 8. */
  num_parallel_batches: number;
  /** Field 20; default 2. */
  num_prefetch_batches: number;
  /** Field 21; default 100. */
  max_number_of_boxes: number;
  /** Field 22; default 1. */
  sample_1_of_n_examples: number;
  /** Field 23; default ''. */
  name: string;
  /** Field 24; default false; from E3. */
  load_multiclass_scores: boolean;
};

/** `InputReader` of the schema. */
export type InputReader<Mode extends ConfigMode = 'written'> = Defaulted<Mode, InputReaderDefaults> & {
  /** Field 8; one of `input_reader`. */
  readonly tf_record_input_reader?: TFRecordInputReader<Mode> | undefined;
  /** Field 9; one of `input_reader`. */
  readonly external_input_reader?: ExternalInputReader | undefined;
};

/** `IoaSimilarity` of the schema. */
export type IoaSimilarity = Record<string, never>;

/** `IouSimilarity` of the schema. */
export type IouSimilarity = Record<string, never>;

type KeepAspectRatioResizerDefaults = {
  /** Field 1; default 600. */
  min_dimension: number;
  /** Field 2; default 1024. */
  max_dimension: number;
  /** Field 3; default BILINEAR. */
  resize_method: ResizeType;
  /** Field 4; default false; from E2. */
  pad_to_max_dimension: boolean;
  /** Field 5; default false; from E2. */
  convert_to_grayscale: boolean;
  /** Field 6; from E2. */
  per_channel_pad_value: readonly number[];
};

/** `KeepAspectRatioResizer` of the schema. */
export type KeepAspectRatioResizer<Mode extends ConfigMode = 'written'> = Defaulted<Mode, KeepAspectRatioResizerDefaults>;

type KeypointBoxCoderDefaults = {
  /** Field 2; default 10. */
  y_scale: number;
  /** Field 3; default 10. */
  x_scale: number;
  /** Field 4; default 5. */
  height_scale: number;
  /** Field 5; default 5. */
  width_scale: number;
};

/** `KeypointBoxCoder` of the schema. */
export type KeypointBoxCoder<Mode extends ConfigMode = 'written'> = Defaulted<Mode, KeypointBoxCoderDefaults> & {
  /** Field 1. */
  readonly num_keypoints?: number | undefined;
};

type L1RegularizerDefaults = {
  /** Field 1; default 1. */
  weight: number;
};

/** `L1Regularizer` of the schema. */
export type L1Regularizer<Mode extends ConfigMode = 'written'> = Defaulted<Mode, L1RegularizerDefaults>;

type L2RegularizerDefaults = {
  /** Field 1; default 1. */
  weight: number;
};

/** `L2Regularizer` of the schema. */
export type L2Regularizer<Mode extends ConfigMode = 'written'> = Defaulted<Mode, L2RegularizerDefaults>;

/** `LearningRate` of the schema. */
export type LearningRate<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `learning_rate`. */
  readonly constant_learning_rate?: ConstantLearningRate<Mode> | undefined;
  /** Field 2; one of `learning_rate`. */
  readonly exponential_decay_learning_rate?: ExponentialDecayLearningRate<Mode> | undefined;
  /** Field 3; one of `learning_rate`. */
  readonly manual_step_learning_rate?: ManualStepLearningRate<Mode> | undefined;
  /** Field 4; one of `learning_rate`. */
  readonly cosine_decay_learning_rate?: CosineDecayLearningRate<Mode> | undefined;
};

/** `LocalizationLoss` of the schema. */
export type LocalizationLoss<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `localization_loss`. */
  readonly weighted_l2?: WeightedL2LocalizationLoss<Mode> | undefined;
  /** Field 2; one of `localization_loss`. */
  readonly weighted_smooth_l1?: WeightedSmoothL1LocalizationLoss<Mode> | undefined;
  /** Field 3; one of `localization_loss`. */
  readonly weighted_iou?: WeightedIOULocalizationLoss | undefined;
};

type LossDefaults = {
  /** Field 4; default 1. */
  classification_weight: number;
  /** Field 5; default 1. */
  localization_weight: number;
  /** Field 18; default NONE; from E2. */
  expected_loss_weights: LossExpectedLossWeights;
  /** Field 19; default 0; from E2. */
  min_num_negative_samples: number;
  /** Field 20; default 3; from E2. */
  desired_negative_sampling_ratio: number;
};

/** `Loss` of the schema. */
export type Loss<Mode extends ConfigMode = 'written'> = Defaulted<Mode, LossDefaults> & {
  /** Field 1. */
  readonly localization_loss?: LocalizationLoss<Mode> | undefined;
  /** Field 2. */
  readonly classification_loss?: ClassificationLoss<Mode> | undefined;
  /** Field 3. */
  readonly hard_example_miner?: HardExampleMiner<Mode> | undefined;
  /** Field 6; from E2. */
  readonly random_example_sampler?: RandomExampleSampler<Mode> | undefined;
  /** Field 7; from E2. */
  readonly equalization_loss?: LossEqualizationLoss<Mode> | undefined;
};

type LossEqualizationLossDefaults = {
  /** Field 1; default 0. */
  weight: number;
  /** Field 2. */
  exclude_prefixes: readonly string[];
};

/** `Loss.EqualizationLoss` of the schema. */
export type LossEqualizationLoss<Mode extends ConfigMode = 'written'> = Defaulted<Mode, LossEqualizationLossDefaults>;

type ManualStepLearningRateDefaults<Mode extends ConfigMode> = {
  /** Field 1; default 0.002. */
  initial_learning_rate: number;
  /** Field 2. */
  schedule: readonly ManualStepLearningRateLearningRateSchedule<Mode>[];
  /** Field 3; default false; from E2. */
  warmup: boolean;
};

/** `ManualStepLearningRate` of the schema. */
export type ManualStepLearningRate<Mode extends ConfigMode = 'written'> = Defaulted<Mode, ManualStepLearningRateDefaults<Mode>>;

type ManualStepLearningRateLearningRateScheduleDefaults = {
  /** Field 2; default 0.002. */
  learning_rate: number;
};

/** `ManualStepLearningRate.LearningRateSchedule` of the schema. */
export type ManualStepLearningRateLearningRateSchedule<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  ManualStepLearningRateLearningRateScheduleDefaults
> & {
  /** Field 1. */
  readonly step?: number | undefined;
};

type MaskRCNNBoxPredictorDefaults = {
  /** Field 2; default false. */
  use_dropout: boolean;
  /** Field 3; default 0.5. */
  dropout_keep_probability: number;
  /** Field 4; default 4. */
  box_code_size: number;
  /** Field 6; default false. */
  predict_instance_masks: boolean;
  /** Field 7; default 256. */
  mask_prediction_conv_depth: number;
  /** Field 8; default false. */
  predict_keypoints: boolean;
  /** Field 9; default 15; from E2. */
  mask_height: number;
  /** Field 10; default 15; from E2. */
  mask_width: number;
  /** Field 11; default 2; from E2. */
  mask_prediction_num_conv_layers: number;
  /** Field 12; default false; from E2. */
  masks_are_class_agnostic: boolean;
  /** Field 13; default false; from E2. */
  share_box_across_classes: boolean;
  /** Field 14; default false; from E2. */
  convolve_then_upsample_masks: boolean;
};

/** `MaskRCNNBoxPredictor` of the schema. */
export type MaskRCNNBoxPredictor<Mode extends ConfigMode = 'written'> = Defaulted<Mode, MaskRCNNBoxPredictorDefaults> & {
  /** Field 1. */
  readonly fc_hyperparams?: Hyperparams<Mode> | undefined;
  /** Field 5. */
  readonly conv_hyperparams?: Hyperparams<Mode> | undefined;
};

/** `Matcher` of the schema. */
export type Matcher<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `matcher_oneof`. */
  readonly argmax_matcher?: ArgMaxMatcher<Mode> | undefined;
  /** Field 2; one of `matcher_oneof`. */
  readonly bipartite_matcher?: BipartiteMatcher<Mode> | undefined;
};

type MeanStddevBoxCoderDefaults = {
  /** Field 1; default 0.01. */
  stddev: number;
};

/** `MeanStddevBoxCoder` of the schema. */
export type MeanStddevBoxCoder<Mode extends ConfigMode = 'written'> = Defaulted<Mode, MeanStddevBoxCoderDefaults>;

type MomentumOptimizerDefaults = {
  /** Field 2; default 0.9. */
  momentum_optimizer_value: number;
};

/** `MomentumOptimizer` of the schema. */
export type MomentumOptimizer<Mode extends ConfigMode = 'written'> = Defaulted<Mode, MomentumOptimizerDefaults> & {
  /** Field 1. */
  readonly learning_rate?: LearningRate<Mode> | undefined;
};

type MultiscaleAnchorGeneratorDefaults = {
  /** Field 1; default 3. */
  min_level: number;
  /** Field 2; default 7. */
  max_level: number;
  /** Field 3; default 4. */
  anchor_scale: number;
  /** Field 4. */
  aspect_ratios: readonly number[];
  /** Field 5; default 2. */
  scales_per_octave: number;
  /** Field 6; default true. */
  normalize_coordinates: boolean;
};

/** `MultiscaleAnchorGenerator` of the schema. */
export type MultiscaleAnchorGenerator<Mode extends ConfigMode = 'written'> = Defaulted<Mode, MultiscaleAnchorGeneratorDefaults>;

/** `NegSqDistSimilarity` of the schema. */
export type NegSqDistSimilarity = Record<string, never>;

type NormalizeImageDefaults = {
  /** Field 3; default 0. */
  target_minval: number;
  /** Field 4; default 1. */
  target_maxval: number;
};

/** `NormalizeImage` of the schema. */
export type NormalizeImage<Mode extends ConfigMode = 'written'> = Defaulted<Mode, NormalizeImageDefaults> & {
  /** Field 1. */
  readonly original_minval?: number | undefined;
  /** Field 2. */
  readonly original_maxval?: number | undefined;
};

type OptimizerDefaults = {
  /** Field 4; default true. */
  use_moving_average: boolean;
  /** Field 5; default 0.9999. */
  moving_average_decay: number;
};

/** `Optimizer` of the schema. */
export type Optimizer<Mode extends ConfigMode = 'written'> = Defaulted<Mode, OptimizerDefaults> & {
  /** Field 1; one of `optimizer`. */
  readonly rms_prop_optimizer?: RMSPropOptimizer<Mode> | undefined;
  /** Field 2; one of `optimizer`. */
  readonly momentum_optimizer?: MomentumOptimizer<Mode> | undefined;
  /** Field 3; one of `optimizer`. */
  readonly adam_optimizer?: AdamOptimizer<Mode> | undefined;
};

type PostProcessingDefaults = {
  /** Field 2; default IDENTITY. */
  score_converter: PostProcessingScoreConverter;
  /** Field 3; default 1. */
  logit_scale: number;
};

/** `PostProcessing` of the schema. */
export type PostProcessing<Mode extends ConfigMode = 'written'> = Defaulted<Mode, PostProcessingDefaults> & {
  /** Field 1. */
  readonly batch_non_max_suppression?: BatchNonMaxSuppression<Mode> | undefined;
  /** Field 4; from E3. */
  readonly calibration_config?: CalibrationConfig<Mode> | undefined;
};

/** One step of data augmentation. `PreprocessingStep` of the schema. */
export type PreprocessingStep<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `preprocessing_step`. */
  readonly normalize_image?: NormalizeImage<Mode> | undefined;
  /** Field 2; one of `preprocessing_step`. */
  readonly random_horizontal_flip?: RandomHorizontalFlip<Mode> | undefined;
  /** Field 3; one of `preprocessing_step`. */
  readonly random_pixel_value_scale?: RandomPixelValueScale<Mode> | undefined;
  /** Field 4; one of `preprocessing_step`. */
  readonly random_image_scale?: RandomImageScale<Mode> | undefined;
  /** Field 5; one of `preprocessing_step`. */
  readonly random_rgb_to_gray?: RandomRGBtoGray<Mode> | undefined;
  /** Field 6; one of `preprocessing_step`. */
  readonly random_adjust_brightness?: RandomAdjustBrightness<Mode> | undefined;
  /** Field 7; one of `preprocessing_step`. */
  readonly random_adjust_contrast?: RandomAdjustContrast<Mode> | undefined;
  /** Field 8; one of `preprocessing_step`. */
  readonly random_adjust_hue?: RandomAdjustHue<Mode> | undefined;
  /** Field 9; one of `preprocessing_step`. */
  readonly random_adjust_saturation?: RandomAdjustSaturation<Mode> | undefined;
  /** Field 10; one of `preprocessing_step`. */
  readonly random_distort_color?: RandomDistortColor | undefined;
  /** Field 11; one of `preprocessing_step`. */
  readonly random_jitter_boxes?: RandomJitterBoxes<Mode> | undefined;
  /** Field 12; one of `preprocessing_step`. */
  readonly random_crop_image?: RandomCropImage<Mode> | undefined;
  /** Field 13; one of `preprocessing_step`. */
  readonly random_pad_image?: RandomPadImage<Mode> | undefined;
  /** Field 14; one of `preprocessing_step`. */
  readonly random_crop_pad_image?: RandomCropPadImage<Mode> | undefined;
  /** Field 15; one of `preprocessing_step`. */
  readonly random_crop_to_aspect_ratio?: RandomCropToAspectRatio<Mode> | undefined;
  /** Field 16; one of `preprocessing_step`. */
  readonly random_black_patches?: RandomBlackPatches<Mode> | undefined;
  /** Field 17; one of `preprocessing_step`. */
  readonly random_resize_method?: RandomResizeMethod | undefined;
  /** Field 18; one of `preprocessing_step`. */
  readonly scale_boxes_to_pixel_coordinates?: ScaleBoxesToPixelCoordinates | undefined;
  /** Field 19; one of `preprocessing_step`. */
  readonly resize_image?: ResizeImage<Mode> | undefined;
  /** Field 20; one of `preprocessing_step`. */
  readonly subtract_channel_mean?: SubtractChannelMean<Mode> | undefined;
  /** Field 21; one of `preprocessing_step`. */
  readonly ssd_random_crop?: SSDRandomCrop<Mode> | undefined;
  /** Field 22; one of `preprocessing_step`. */
  readonly ssd_random_crop_pad?: SSDRandomCropPad<Mode> | undefined;
  /** Field 23; one of `preprocessing_step`. */
  readonly ssd_random_crop_fixed_aspect_ratio?: SSDRandomCropFixedAspectRatio<Mode> | undefined;
  /** Field 24; one of `preprocessing_step`. */
  readonly ssd_random_crop_pad_fixed_aspect_ratio?: SSDRandomCropPadFixedAspectRatio<Mode> | undefined;
  /** Field 25; one of `preprocessing_step`. */
  readonly random_vertical_flip?: RandomVerticalFlip<Mode> | undefined;
  /** Field 26; one of `preprocessing_step`. */
  readonly random_rotation90?: RandomRotation90 | undefined;
  /** Field 27; one of `preprocessing_step`; from E2. */
  readonly rgb_to_gray?: RGBtoGray | undefined;
  /** Field 28; one of `preprocessing_step`; from E2. */
  readonly convert_class_logits_to_softmax?: ConvertClassLogitsToSoftmax<Mode> | undefined;
  /** Field 29; one of `preprocessing_step`; from E3. */
  readonly random_absolute_pad_image?: RandomAbsolutePadImage<Mode> | undefined;
  /** Field 30; one of `preprocessing_step`; from E3. */
  readonly random_self_concat_image?: RandomSelfConcatImage<Mode> | undefined;
  /** Field 31; one of `preprocessing_step`; from E3. */
  readonly autoaugment_image?: AutoAugmentImage<Mode> | undefined;
  /** Field 32; one of `preprocessing_step`; from E3. */
  readonly drop_label_probabilistically?: DropLabelProbabilistically<Mode> | undefined;
  /** Field 33; one of `preprocessing_step`; from E3. */
  readonly remap_labels?: RemapLabels<Mode> | undefined;
  /** Field 34; one of `preprocessing_step`; from E3. */
  readonly random_jpeg_quality?: RandomJpegQuality<Mode> | undefined;
  /** Field 35; one of `preprocessing_step`; from E3. */
  readonly random_downscale_to_target_pixels?: RandomDownscaleToTargetPixels<Mode> | undefined;
  /** Field 36; one of `preprocessing_step`; from E3. */
  readonly random_patch_gaussian?: RandomPatchGaussian<Mode> | undefined;
};

type QuantizationDefaults = {
  /** Field 1; default 500000. Steps before quantization begins. */
  delay: number;
  /** Field 2; default 8. */
  weight_bits: number;
  /** Field 3; default 8. */
  activation_bits: number;
  /** Field 4; default false; from E3. */
  symmetric: boolean;
};

/** Training that knows that the weights will be quantized. `Quantization` of the schema. */
export type Quantization<Mode extends ConfigMode = 'written'> = Defaulted<Mode, QuantizationDefaults>;

/** `RGBtoGray` of the schema. */
export type RGBtoGray = Record<string, never>;

type RMSPropOptimizerDefaults = {
  /** Field 2; default 0.9. */
  momentum_optimizer_value: number;
  /** Field 3; default 0.9. */
  decay: number;
  /** Field 4; default 1. */
  epsilon: number;
};

/** `RMSPropOptimizer` of the schema. */
export type RMSPropOptimizer<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RMSPropOptimizerDefaults> & {
  /** Field 1. */
  readonly learning_rate?: LearningRate<Mode> | undefined;
};

type RandomAbsolutePadImageDefaults = {
  /** Field 3. */
  pad_color: readonly number[];
};

/** `RandomAbsolutePadImage` of the schema. */
export type RandomAbsolutePadImage<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomAbsolutePadImageDefaults> & {
  /** Field 1. */
  readonly max_height_padding?: number | undefined;
  /** Field 2. */
  readonly max_width_padding?: number | undefined;
};

type RandomAdjustBrightnessDefaults = {
  /** Field 1; default 0.2. */
  max_delta: number;
};

/** `RandomAdjustBrightness` of the schema. */
export type RandomAdjustBrightness<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomAdjustBrightnessDefaults>;

type RandomAdjustContrastDefaults = {
  /** Field 1; default 0.8. */
  min_delta: number;
  /** Field 2; default 1.25. */
  max_delta: number;
};

/** `RandomAdjustContrast` of the schema. */
export type RandomAdjustContrast<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomAdjustContrastDefaults>;

type RandomAdjustHueDefaults = {
  /** Field 1; default 0.02. */
  max_delta: number;
};

/** `RandomAdjustHue` of the schema. */
export type RandomAdjustHue<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomAdjustHueDefaults>;

type RandomAdjustSaturationDefaults = {
  /** Field 1; default 0.8. */
  min_delta: number;
  /** Field 2; default 1.25. */
  max_delta: number;
};

/** `RandomAdjustSaturation` of the schema. */
export type RandomAdjustSaturation<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomAdjustSaturationDefaults>;

type RandomBlackPatchesDefaults = {
  /** Field 1; default 10. */
  max_black_patches: number;
  /** Field 2; default 0.5. */
  probability: number;
  /** Field 3; default 0.1. */
  size_to_image_ratio: number;
};

/** `RandomBlackPatches` of the schema. */
export type RandomBlackPatches<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomBlackPatchesDefaults>;

type RandomCropImageDefaults = {
  /** Field 1; default 1. */
  min_object_covered: number;
  /** Field 2; default 0.75. */
  min_aspect_ratio: number;
  /** Field 3; default 1.33. */
  max_aspect_ratio: number;
  /** Field 4; default 0.1. */
  min_area: number;
  /** Field 5; default 1. */
  max_area: number;
  /** Field 6; default 0.3. */
  overlap_thresh: number;
  /** Field 7; default 0. */
  random_coef: number;
  /** Field 8; default true. */
  clip_boxes: boolean;
};

/** `RandomCropImage` of the schema. */
export type RandomCropImage<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomCropImageDefaults>;

type RandomCropPadImageDefaults = {
  /** Field 1; default 1. */
  min_object_covered: number;
  /** Field 2; default 0.75. */
  min_aspect_ratio: number;
  /** Field 3; default 1.33. */
  max_aspect_ratio: number;
  /** Field 4; default 0.1. */
  min_area: number;
  /** Field 5; default 1. */
  max_area: number;
  /** Field 6; default 0.3. */
  overlap_thresh: number;
  /** Field 7; default 0. */
  random_coef: number;
  /** Field 8. */
  min_padded_size_ratio: readonly number[];
  /** Field 9. */
  max_padded_size_ratio: readonly number[];
  /** Field 10. */
  pad_color: readonly number[];
  /** Field 11; default true. */
  clip_boxes: boolean;
};

/** `RandomCropPadImage` of the schema. */
export type RandomCropPadImage<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomCropPadImageDefaults>;

type RandomCropToAspectRatioDefaults = {
  /** Field 1; default 1. */
  aspect_ratio: number;
  /** Field 2; default 0.3. */
  overlap_thresh: number;
  /** Field 3; default true. */
  clip_boxes: boolean;
};

/** `RandomCropToAspectRatio` of the schema. */
export type RandomCropToAspectRatio<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomCropToAspectRatioDefaults>;

/** `RandomDistortColor` of the schema. */
export type RandomDistortColor = {
  /** Field 1. 0 or 1. */
  readonly color_ordering?: number | undefined;
};

type RandomDownscaleToTargetPixelsDefaults = {
  /** Field 1; default 0. */
  random_coef: number;
  /** Field 2; default 300000. */
  min_target_pixels: number;
  /** Field 3; default 500000. */
  max_target_pixels: number;
};

/** `RandomDownscaleToTargetPixels` of the schema. */
export type RandomDownscaleToTargetPixels<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomDownscaleToTargetPixelsDefaults>;

type RandomExampleSamplerDefaults = {
  /** Field 1; default 0.01. */
  positive_sample_fraction: number;
};

/** `RandomExampleSampler` of the schema. */
export type RandomExampleSampler<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomExampleSamplerDefaults>;

type RandomHorizontalFlipDefaults = {
  /** Field 1. */
  keypoint_flip_permutation: readonly number[];
};

/** `RandomHorizontalFlip` of the schema. */
export type RandomHorizontalFlip<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomHorizontalFlipDefaults>;

type RandomImageScaleDefaults = {
  /** Field 1; default 0.5. */
  min_scale_ratio: number;
  /** Field 2; default 2. */
  max_scale_ratio: number;
};

/** `RandomImageScale` of the schema. */
export type RandomImageScale<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomImageScaleDefaults>;

type RandomJitterBoxesDefaults = {
  /** Field 1; default 0.05. */
  ratio: number;
};

/** `RandomJitterBoxes` of the schema. */
export type RandomJitterBoxes<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomJitterBoxesDefaults>;

type RandomJpegQualityDefaults = {
  /** Field 1; default 0. */
  random_coef: number;
  /** Field 2; default 0. */
  min_jpeg_quality: number;
  /** Field 3; default 100. */
  max_jpeg_quality: number;
};

/** `RandomJpegQuality` of the schema. */
export type RandomJpegQuality<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomJpegQualityDefaults>;

type RandomNormalInitializerDefaults = {
  /** Field 1; default 0. */
  mean: number;
  /** Field 2; default 1. */
  stddev: number;
};

/** `RandomNormalInitializer` of the schema. */
export type RandomNormalInitializer<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomNormalInitializerDefaults>;

type RandomPadImageDefaults = {
  /** Field 5. */
  pad_color: readonly number[];
};

/** `RandomPadImage` of the schema. */
export type RandomPadImage<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomPadImageDefaults> & {
  /** Field 1. */
  readonly min_image_height?: number | undefined;
  /** Field 2. */
  readonly min_image_width?: number | undefined;
  /** Field 3. */
  readonly max_image_height?: number | undefined;
  /** Field 4. */
  readonly max_image_width?: number | undefined;
};

type RandomPatchGaussianDefaults = {
  /** Field 1; default 0. */
  random_coef: number;
  /** Field 2; default 1. */
  min_patch_size: number;
  /** Field 3; default 250. */
  max_patch_size: number;
  /** Field 4; default 0. */
  min_gaussian_stddev: number;
  /** Field 5; default 1. */
  max_gaussian_stddev: number;
};

/** `RandomPatchGaussian` of the schema. */
export type RandomPatchGaussian<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomPatchGaussianDefaults>;

type RandomPixelValueScaleDefaults = {
  /** Field 1; default 0.9. */
  minval: number;
  /** Field 2; default 1.1. */
  maxval: number;
};

/** `RandomPixelValueScale` of the schema. */
export type RandomPixelValueScale<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomPixelValueScaleDefaults>;

type RandomRGBtoGrayDefaults = {
  /** Field 1; default 0.1. */
  probability: number;
};

/** `RandomRGBtoGray` of the schema. */
export type RandomRGBtoGray<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomRGBtoGrayDefaults>;

/** `RandomResizeMethod` of the schema. */
export type RandomResizeMethod = {
  /** Field 1. */
  readonly target_height?: number | undefined;
  /** Field 2. */
  readonly target_width?: number | undefined;
};

/** `RandomRotation90` of the schema. */
export type RandomRotation90 = Record<string, never>;

type RandomSelfConcatImageDefaults = {
  /** Field 1; default 0.1. */
  concat_vertical_probability: number;
  /** Field 2; default 0.1. */
  concat_horizontal_probability: number;
};

/** `RandomSelfConcatImage` of the schema. */
export type RandomSelfConcatImage<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomSelfConcatImageDefaults>;

type RandomVerticalFlipDefaults = {
  /** Field 1. */
  keypoint_flip_permutation: readonly number[];
};

/** `RandomVerticalFlip` of the schema. */
export type RandomVerticalFlip<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RandomVerticalFlipDefaults>;

/** `RegionSimilarityCalculator` of the schema. */
export type RegionSimilarityCalculator<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `region_similarity`. */
  readonly neg_sq_dist_similarity?: NegSqDistSimilarity | undefined;
  /** Field 2; one of `region_similarity`. */
  readonly iou_similarity?: IouSimilarity | undefined;
  /** Field 3; one of `region_similarity`. */
  readonly ioa_similarity?: IoaSimilarity | undefined;
  /** Field 4; one of `region_similarity`. */
  readonly thresholded_iou_similarity?: ThresholdedIouSimilarity<Mode> | undefined;
};

/** `Regularizer` of the schema. */
export type Regularizer<Mode extends ConfigMode = 'written'> = {
  /** Field 1; one of `regularizer_oneof`. */
  readonly l1_regularizer?: L1Regularizer<Mode> | undefined;
  /** Field 2; one of `regularizer_oneof`. */
  readonly l2_regularizer?: L2Regularizer<Mode> | undefined;
};

type RemapLabelsDefaults = {
  /** Field 1. */
  original_labels: readonly number[];
};

/** `RemapLabels` of the schema. */
export type RemapLabels<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RemapLabelsDefaults> & {
  /** Field 2. */
  readonly new_label?: number | undefined;
};

type ResizeImageDefaults = {
  /** Field 3; default BILINEAR. */
  method: ResizeImageMethod;
};

/** `ResizeImage` of the schema. */
export type ResizeImage<Mode extends ConfigMode = 'written'> = Defaulted<Mode, ResizeImageDefaults> & {
  /** Field 1. */
  readonly new_height?: number | undefined;
  /** Field 2. */
  readonly new_width?: number | undefined;
};

type RfcnBoxPredictorDefaults = {
  /** Field 2; default 3. */
  num_spatial_bins_height: number;
  /** Field 3; default 3. */
  num_spatial_bins_width: number;
  /** Field 4; default 1024. */
  depth: number;
  /** Field 5; default 4. */
  box_code_size: number;
  /** Field 6; default 12. */
  crop_height: number;
  /** Field 7; default 12. */
  crop_width: number;
};

/** `RfcnBoxPredictor` of the schema. */
export type RfcnBoxPredictor<Mode extends ConfigMode = 'written'> = Defaulted<Mode, RfcnBoxPredictorDefaults> & {
  /** Field 1. */
  readonly conv_hyperparams?: Hyperparams<Mode> | undefined;
};

type SSDRandomCropDefaults<Mode extends ConfigMode> = {
  /** Field 1. None: seven of the API's own. */
  operations: readonly SSDRandomCropOperation<Mode>[];
};

/** `SSDRandomCrop` of the schema. */
export type SSDRandomCrop<Mode extends ConfigMode = 'written'> = Defaulted<Mode, SSDRandomCropDefaults<Mode>>;

type SSDRandomCropFixedAspectRatioDefaults<Mode extends ConfigMode> = {
  /** Field 1. */
  operations: readonly SSDRandomCropFixedAspectRatioOperation<Mode>[];
  /** Field 2; default 1. */
  aspect_ratio: number;
};

/** `SSDRandomCropFixedAspectRatio` of the schema. */
export type SSDRandomCropFixedAspectRatio<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  SSDRandomCropFixedAspectRatioDefaults<Mode>
>;

type SSDRandomCropFixedAspectRatioOperationDefaults = {
  /** Field 8; default true. */
  clip_boxes: boolean;
};

/** `SSDRandomCropFixedAspectRatioOperation` of the schema. */
export type SSDRandomCropFixedAspectRatioOperation<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  SSDRandomCropFixedAspectRatioOperationDefaults
> & {
  /** Field 1. */
  readonly min_object_covered?: number | undefined;
  /** Field 4. */
  readonly min_area?: number | undefined;
  /** Field 5. */
  readonly max_area?: number | undefined;
  /** Field 6. */
  readonly overlap_thresh?: number | undefined;
  /** Field 7. */
  readonly random_coef?: number | undefined;
};

type SSDRandomCropOperationDefaults = {
  /** Field 8; default true. */
  clip_boxes: boolean;
};

/** A field that is absent counts as 0, clip_boxes as true. `SSDRandomCropOperation` of the schema. */
export type SSDRandomCropOperation<Mode extends ConfigMode = 'written'> = Defaulted<Mode, SSDRandomCropOperationDefaults> & {
  /** Field 1. */
  readonly min_object_covered?: number | undefined;
  /** Field 2. */
  readonly min_aspect_ratio?: number | undefined;
  /** Field 3. */
  readonly max_aspect_ratio?: number | undefined;
  /** Field 4. */
  readonly min_area?: number | undefined;
  /** Field 5. */
  readonly max_area?: number | undefined;
  /** Field 6. */
  readonly overlap_thresh?: number | undefined;
  /** Field 7. */
  readonly random_coef?: number | undefined;
};

type SSDRandomCropPadDefaults<Mode extends ConfigMode> = {
  /** Field 1. None: six of the API's own. */
  operations: readonly SSDRandomCropPadOperation<Mode>[];
};

/** `SSDRandomCropPad` of the schema. */
export type SSDRandomCropPad<Mode extends ConfigMode = 'written'> = Defaulted<Mode, SSDRandomCropPadDefaults<Mode>>;

type SSDRandomCropPadFixedAspectRatioDefaults<Mode extends ConfigMode> = {
  /** Field 1. */
  operations: readonly SSDRandomCropPadFixedAspectRatioOperation<Mode>[];
  /** Field 2; default 1. */
  aspect_ratio: number;
  /** Field 3. */
  min_padded_size_ratio: readonly number[];
  /** Field 4. */
  max_padded_size_ratio: readonly number[];
};

/** `SSDRandomCropPadFixedAspectRatio` of the schema. */
export type SSDRandomCropPadFixedAspectRatio<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  SSDRandomCropPadFixedAspectRatioDefaults<Mode>
>;

type SSDRandomCropPadFixedAspectRatioOperationDefaults = {
  /** Field 8; default true. */
  clip_boxes: boolean;
};

/** `SSDRandomCropPadFixedAspectRatioOperation` of the schema. */
export type SSDRandomCropPadFixedAspectRatioOperation<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  SSDRandomCropPadFixedAspectRatioOperationDefaults
> & {
  /** Field 1. */
  readonly min_object_covered?: number | undefined;
  /** Field 2. */
  readonly min_aspect_ratio?: number | undefined;
  /** Field 3. */
  readonly max_aspect_ratio?: number | undefined;
  /** Field 4. */
  readonly min_area?: number | undefined;
  /** Field 5. */
  readonly max_area?: number | undefined;
  /** Field 6. */
  readonly overlap_thresh?: number | undefined;
  /** Field 7. */
  readonly random_coef?: number | undefined;
};

type SSDRandomCropPadOperationDefaults = {
  /** Field 8. */
  min_padded_size_ratio: readonly number[];
  /** Field 9. */
  max_padded_size_ratio: readonly number[];
  /** Field 13; default true. */
  clip_boxes: boolean;
};

/** `SSDRandomCropPadOperation` of the schema. */
export type SSDRandomCropPadOperation<Mode extends ConfigMode = 'written'> = Defaulted<Mode, SSDRandomCropPadOperationDefaults> & {
  /** Field 1. */
  readonly min_object_covered?: number | undefined;
  /** Field 2. */
  readonly min_aspect_ratio?: number | undefined;
  /** Field 3. */
  readonly max_aspect_ratio?: number | undefined;
  /** Field 4. */
  readonly min_area?: number | undefined;
  /** Field 5. */
  readonly max_area?: number | undefined;
  /** Field 6. */
  readonly overlap_thresh?: number | undefined;
  /** Field 7. */
  readonly random_coef?: number | undefined;
  /** Field 10. */
  readonly pad_color_r?: number | undefined;
  /** Field 11. */
  readonly pad_color_g?: number | undefined;
  /** Field 12. */
  readonly pad_color_b?: number | undefined;
};

/** `ScaleBoxesToPixelCoordinates` of the schema. */
export type ScaleBoxesToPixelCoordinates = Record<string, never>;

/** `SigmoidCalibration` of the schema. */
export type SigmoidCalibration<Mode extends ConfigMode = 'written'> = {
  /** Field 1. */
  readonly sigmoid_parameters?: SigmoidParameters<Mode> | undefined;
};

type SigmoidFocalClassificationLossDefaults = {
  /** Field 1; default false. */
  anchorwise_output: boolean;
  /** Field 2; default 2. */
  gamma: number;
};

/** `SigmoidFocalClassificationLoss` of the schema. */
export type SigmoidFocalClassificationLoss<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  SigmoidFocalClassificationLossDefaults
> & {
  /** Field 3. Absent: no weighting by alpha. */
  readonly alpha?: number | undefined;
};

type SigmoidParametersDefaults = {
  /** Field 1; default -1. */
  a: number;
  /** Field 2; default 0. */
  b: number;
};

/** `SigmoidParameters` of the schema. */
export type SigmoidParameters<Mode extends ConfigMode = 'written'> = Defaulted<Mode, SigmoidParametersDefaults>;

type SquareBoxCoderDefaults = {
  /** Field 1; default 10. */
  y_scale: number;
  /** Field 2; default 10. */
  x_scale: number;
  /** Field 3; default 5. */
  length_scale: number;
};

/** `SquareBoxCoder` of the schema. */
export type SquareBoxCoder<Mode extends ConfigMode = 'written'> = Defaulted<Mode, SquareBoxCoderDefaults>;

type SsdDefaults = {
  /** Field 10; default true. */
  normalize_loss_by_num_matches: boolean;
  /** Field 12; default false; from E2. */
  encode_background_as_zeros: boolean;
  /** Field 13; default 1; from E2. */
  negative_class_weight: number;
  /** Field 14; default false; from E2. */
  normalize_loc_loss_by_codesize: boolean;
  /** Field 15; default false; from E2. */
  inplace_batchnorm_update: boolean;
  /** Field 16; default false; from E2. */
  freeze_batchnorm: boolean;
  /** Field 21; default true; from E2. */
  add_background_class: boolean;
  /** Field 22; default false; from E2. */
  use_confidences_as_targets: boolean;
  /** Field 23; default 1; from E2. */
  implicit_example_weight: number;
  /** Field 24; default false; from E2. */
  explicit_background_class: boolean;
  /** Field 26; default false; from E3. */
  return_raw_detections_during_predict: boolean;
};

/** Single shot detector. `Ssd` of the schema. */
export type Ssd<Mode extends ConfigMode = 'written'> = Defaulted<Mode, SsdDefaults> & {
  /** Field 1. Classes without background. */
  readonly num_classes?: number | undefined;
  /** Field 2. */
  readonly image_resizer?: ImageResizer<Mode> | undefined;
  /** Field 3. */
  readonly feature_extractor?: SsdFeatureExtractor<Mode> | undefined;
  /** Field 4. */
  readonly box_coder?: BoxCoder<Mode> | undefined;
  /** Field 5. */
  readonly matcher?: Matcher<Mode> | undefined;
  /** Field 6. */
  readonly similarity_calculator?: RegionSimilarityCalculator<Mode> | undefined;
  /** Field 7. */
  readonly box_predictor?: BoxPredictor<Mode> | undefined;
  /** Field 8. */
  readonly anchor_generator?: AnchorGenerator<Mode> | undefined;
  /** Field 9. */
  readonly post_processing?: PostProcessing<Mode> | undefined;
  /** Field 11. */
  readonly loss?: Loss<Mode> | undefined;
  /** Field 25; from E2. */
  readonly mask_head_config?: SsdMaskHead<Mode> | undefined;
};

type SsdMaskHeadDefaults = {
  /** Field 1; default 15. */
  mask_height: number;
  /** Field 2; default 15. */
  mask_width: number;
  /** Field 3; default true. */
  masks_are_class_agnostic: boolean;
  /** Field 4; default 256. */
  mask_prediction_conv_depth: number;
  /** Field 5; default 2. */
  mask_prediction_num_conv_layers: number;
  /** Field 6; default false. */
  convolve_then_upsample_masks: boolean;
  /** Field 7; default 5. */
  mask_loss_weight: number;
  /** Field 8; default 16. */
  mask_loss_sample_size: number;
  /** Field 10; default 15. */
  initial_crop_size: number;
};

/** `Ssd.MaskHead` of the schema. */
export type SsdMaskHead<Mode extends ConfigMode = 'written'> = Defaulted<Mode, SsdMaskHeadDefaults> & {
  /** Field 9. */
  readonly conv_hyperparams?: Hyperparams<Mode> | undefined;
};

type SsdAnchorGeneratorDefaults = {
  /** Field 1; default 6. */
  num_layers: number;
  /** Field 2; default 0.2. */
  min_scale: number;
  /** Field 3; default 0.95. */
  max_scale: number;
  /** Field 4. */
  aspect_ratios: readonly number[];
  /** Field 5; default true. */
  reduce_boxes_in_lowest_layer: boolean;
  /** Field 6; default 1. */
  base_anchor_height: number;
  /** Field 7; default 1. */
  base_anchor_width: number;
  /** Field 8. */
  height_stride: readonly number[];
  /** Field 9. */
  width_stride: readonly number[];
  /** Field 10. */
  height_offset: readonly number[];
  /** Field 11. */
  width_offset: readonly number[];
  /** Field 12. */
  scales: readonly number[];
  /** Field 13; default 1. */
  interpolated_scale_aspect_ratio: number;
};

/** `SsdAnchorGenerator` of the schema. */
export type SsdAnchorGenerator<Mode extends ConfigMode = 'written'> = Defaulted<Mode, SsdAnchorGeneratorDefaults>;

type SsdFeatureExtractorDefaults = {
  /** Field 2; default 1. */
  depth_multiplier: number;
  /** Field 3; default 16. */
  min_depth: number;
  /** Field 5; default 1. */
  pad_to_multiple: number;
  /** Field 7; default false; from E2. */
  use_explicit_padding: boolean;
  /** Field 8; default false; from E2. True: SSDLite's extra layers. */
  use_depthwise: boolean;
  /** Field 9; default false; from E2. */
  override_base_feature_extractor_hyperparams: boolean;
  /** Field 11; default false; from E3. */
  replace_preprocessor_with_placeholder: boolean;
  /** Field 12; default 6; from E3. */
  num_layers: number;
};

/** `SsdFeatureExtractor` of the schema. */
export type SsdFeatureExtractor<Mode extends ConfigMode = 'written'> = Defaulted<Mode, SsdFeatureExtractorDefaults> & {
  /** Field 1. Such as ssd_mobilenet_v1. */
  readonly type?: string | undefined;
  /** Field 4. */
  readonly conv_hyperparams?: Hyperparams<Mode> | undefined;
  /** Field 10; from E2. */
  readonly fpn?: FeaturePyramidNetworks<Mode> | undefined;
};

type SubtractChannelMeanDefaults = {
  /** Field 1. */
  means: readonly number[];
};

/** `SubtractChannelMean` of the schema. */
export type SubtractChannelMean<Mode extends ConfigMode = 'written'> = Defaulted<Mode, SubtractChannelMeanDefaults>;

type TFRecordInputReaderDefaults = {
  /** Field 1. */
  input_path: readonly string[];
};

/** `TFRecordInputReader` of the schema. */
export type TFRecordInputReader<Mode extends ConfigMode = 'written'> = Defaulted<Mode, TFRecordInputReaderDefaults>;

/** `TemperatureScalingCalibration` of the schema. */
export type TemperatureScalingCalibration = {
  /** Field 1. */
  readonly scaler?: number | undefined;
};

type ThresholdedIouSimilarityDefaults = {
  /** Field 1; default 0.5. */
  iou_threshold: number;
};

/** `ThresholdedIouSimilarity` of the schema. */
export type ThresholdedIouSimilarity<Mode extends ConfigMode = 'written'> = Defaulted<Mode, ThresholdedIouSimilarityDefaults>;

type ToySsdDefaults<Mode extends ConfigMode> = {
  /** Field 3. Subtracted from R, G and B. None: (123.68, 116.28, 103.53), the means of ImageNet. */
  channel_means: readonly number[];
  /** Field 4. Channels of the three blocks of the body. None: 16, 32, 64. */
  body_depths: readonly number[];
  /** Field 5; default 128. Channels of the blocks between the scales. */
  extra_depth: number;
  /** Field 6. One a scale, finest first. None: the tutorial's five. */
  scales: readonly ToySsdScale<Mode>[];
  /** Field 7. Width / height; the first goes with every size, the others with the first size. None: 1, 2, 0.5. */
  aspect_ratios: readonly number[];
  /** Field 8; default 0.5. An anchor that overlaps a box by more than this is matched to it. */
  matched_threshold: number;
  /** Field 10; default 0.25. */
  focal_alpha: number;
  /** Field 11; default 2. */
  focal_gamma: number;
  /** Field 12; default 1. */
  smooth_l1_sigma: number;
  /** Field 13; default 1. */
  classification_weight: number;
  /** Field 14; default 1. */
  localization_weight: number;
  /** Field 15; default ANCHORS. */
  loss_normalization: ToySsdLossNormalization;
  /** Field 16; default 0.0005. Added to a gradient as weight_decay * w. */
  weight_decay: number;
  /** Field 17; default 2. Xavier's magnitude of the initial weights. */
  initializer_magnitude: number;
  /** Field 18; default 0.01. */
  score_threshold: number;
  /** Field 19; default 0.5. */
  iou_threshold: number;
  /** Field 20; default false. One box suppresses another of any class, `force_suppress`. */
  suppress_across_classes: boolean;
  /** Field 21; default true. Clip detected boxes to the image. */
  clip_boxes: boolean;
  /** Field 22; default 0. 0: no limit. */
  max_detections: number;
};

/** ToySSD: three downsampling blocks, three more of 128 channels, five heads. `ToySsd` of the schema. */
export type ToySsd<Mode extends ConfigMode = 'written'> = Defaulted<Mode, ToySsdDefaults<Mode>> & {
  /** Field 1. Classes without background. */
  readonly num_classes?: number | undefined;
  /** Field 2. */
  readonly image_resizer?: ImageResizer<Mode> | undefined;
  /** Field 9. */
  readonly box_coder?: FasterRcnnBoxCoder<Mode> | undefined;
  /** Field 23. Probability that a new model gives an anchor of holding any object, in (0, 1); RetinaNet: 0.01. None: each class is as probable as background. */
  readonly foreground_prior?: number | undefined;
};

type ToySsdScaleDefaults = {
  /** Field 1. Side of an anchor relative to the image. */
  sizes: readonly number[];
};

/** The anchors of one scale of ToySSD. `ToySsdScale` of the schema. */
export type ToySsdScale<Mode extends ConfigMode = 'written'> = Defaulted<Mode, ToySsdScaleDefaults>;

type TrainConfigDefaults<Mode extends ConfigMode> = {
  /** Field 1; default 32. */
  batch_size: number;
  /** Field 2. */
  data_augmentation_options: readonly PreprocessingStep<Mode>[];
  /** Field 3; default false. */
  sync_replicas: boolean;
  /** Field 4; default 10000. A whole number in E1, 1000 by default. */
  keep_checkpoint_every_n_hours: number;
  /** Field 6; default 0. 0: off. */
  gradient_clipping_by_norm: number;
  /** Field 7; default ''. */
  fine_tune_checkpoint: string;
  /** Field 8; default false; deprecated. */
  from_detection_checkpoint: boolean;
  /** Field 9; default 0. 0: for ever. */
  num_steps: number;
  /** Field 10; default 15. */
  startup_delay_steps: number;
  /** Field 11; default 0. 0: off. */
  bias_grad_multiplier: number;
  /** Field 12. */
  freeze_variables: readonly string[];
  /** Field 13; default 1. */
  replicas_to_aggregate: number;
  /** Field 14; default 150; deprecated. */
  batch_queue_capacity: number;
  /** Field 15; default 8; deprecated. */
  num_batch_queue_threads: number;
  /** Field 16; default 5; deprecated. */
  prefetch_queue_capacity: number;
  /** Field 17; default false. */
  merge_multiple_label_boxes: boolean;
  /** Field 18; default true; from E2. */
  add_regularization_loss: boolean;
  /** Field 19; default false; from E2. */
  load_all_detection_checkpoint_vars: boolean;
  /** Field 20; default 100; from E2; deprecated. */
  max_number_of_boxes: number;
  /** Field 21; default true; from E2. */
  unpad_groundtruth_tensors: boolean;
  /** Field 22; default ''; from E2. detection or classification. */
  fine_tune_checkpoint_type: string;
  /** Field 23; default false; from E2. */
  retain_original_images: boolean;
  /** Field 24; default false; from E2. */
  use_multiclass_scores: boolean;
  /** Field 25; from E2. */
  update_trainable_variables: readonly string[];
  /** Field 26; default false; from E2. */
  use_bfloat16: boolean;
  /** Field 27; default false; from E2. */
  summarize_gradients: boolean;
};

/** `TrainConfig` of the schema. */
export type TrainConfig<Mode extends ConfigMode = 'written'> = Defaulted<Mode, TrainConfigDefaults<Mode>> & {
  /** Field 5. */
  readonly optimizer?: Optimizer<Mode> | undefined;
};

type TrainEvalPipelineConfigDefaults<Mode extends ConfigMode> = {
  /** Field 5. Single in E1. */
  eval_input_reader: readonly InputReader<Mode>[];
};

/** The whole of a pipeline.config. `TrainEvalPipelineConfig` of the schema. */
export type TrainEvalPipelineConfig<Mode extends ConfigMode = 'written'> = Defaulted<Mode, TrainEvalPipelineConfigDefaults<Mode>> & {
  /** Field 1. */
  readonly model?: DetectionModel<Mode> | undefined;
  /** Field 2. */
  readonly train_config?: TrainConfig<Mode> | undefined;
  /** Field 3. */
  readonly train_input_reader?: InputReader<Mode> | undefined;
  /** Field 4. */
  readonly eval_config?: EvalConfig<Mode> | undefined;
  /** Field 6; from E2. */
  readonly graph_rewriter?: GraphRewriter<Mode> | undefined;
  /** Field 1000. In place of `model`. */
  readonly toy_ssd?: ToySsd<Mode> | undefined;
};

type TruncatedNormalInitializerDefaults = {
  /** Field 1; default 0. */
  mean: number;
  /** Field 2; default 1. */
  stddev: number;
};

/** `TruncatedNormalInitializer` of the schema. */
export type TruncatedNormalInitializer<Mode extends ConfigMode = 'written'> = Defaulted<Mode, TruncatedNormalInitializerDefaults>;

type VarianceScalingInitializerDefaults = {
  /** Field 1; default 2. */
  factor: number;
  /** Field 2; default false. */
  uniform: boolean;
  /** Field 3; default FAN_IN. */
  mode: VarianceScalingInitializerMode;
};

/** `VarianceScalingInitializer` of the schema. */
export type VarianceScalingInitializer<Mode extends ConfigMode = 'written'> = Defaulted<Mode, VarianceScalingInitializerDefaults>;

type WeightSharedConvolutionalBoxPredictorDefaults = {
  /** Field 2; default 0. */
  depth: number;
  /** Field 4; default 0. */
  num_layers_before_predictor: number;
  /** Field 7; default 3. */
  kernel_size: number;
  /** Field 8; default 4. */
  box_code_size: number;
  /** Field 10; default 0. */
  class_prediction_bias_init: number;
  /** Field 11; default false. */
  use_dropout: boolean;
  /** Field 12; default 0.8. */
  dropout_keep_probability: number;
  /** Field 13; default false. */
  share_prediction_tower: boolean;
  /** Field 14; default false. */
  use_depthwise: boolean;
  /** Field 16; default IDENTITY. */
  score_converter: WeightSharedConvolutionalBoxPredictorScoreConverter;
};

/** `WeightSharedConvolutionalBoxPredictor` of the schema. */
export type WeightSharedConvolutionalBoxPredictor<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  WeightSharedConvolutionalBoxPredictorDefaults
> & {
  /** Field 1. */
  readonly conv_hyperparams?: Hyperparams<Mode> | undefined;
  /** Field 17. */
  readonly box_encodings_clip_range?: WeightSharedConvolutionalBoxPredictorBoxEncodingsClipRange | undefined;
};

/** `WeightSharedConvolutionalBoxPredictor.BoxEncodingsClipRange` of the schema. */
export type WeightSharedConvolutionalBoxPredictorBoxEncodingsClipRange = {
  /** Field 1. */
  readonly min?: number | undefined;
  /** Field 2. */
  readonly max?: number | undefined;
};

/** `WeightedIOULocalizationLoss` of the schema. */
export type WeightedIOULocalizationLoss = Record<string, never>;

type WeightedL2LocalizationLossDefaults = {
  /** Field 1; default false. */
  anchorwise_output: boolean;
};

/** `WeightedL2LocalizationLoss` of the schema. */
export type WeightedL2LocalizationLoss<Mode extends ConfigMode = 'written'> = Defaulted<Mode, WeightedL2LocalizationLossDefaults>;

type WeightedSigmoidClassificationLossDefaults = {
  /** Field 1; default false. */
  anchorwise_output: boolean;
};

/** `WeightedSigmoidClassificationLoss` of the schema. */
export type WeightedSigmoidClassificationLoss<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  WeightedSigmoidClassificationLossDefaults
>;

type WeightedSmoothL1LocalizationLossDefaults = {
  /** Field 1; default false. */
  anchorwise_output: boolean;
  /** Field 2; default 1; from E2. */
  delta: number;
};

/** `WeightedSmoothL1LocalizationLoss` of the schema. */
export type WeightedSmoothL1LocalizationLoss<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  WeightedSmoothL1LocalizationLossDefaults
>;

type WeightedSoftmaxClassificationAgainstLogitsLossDefaults = {
  /** Field 1; default false. */
  anchorwise_output: boolean;
  /** Field 2; default 1. */
  logit_scale: number;
};

/** `WeightedSoftmaxClassificationAgainstLogitsLoss` of the schema. */
export type WeightedSoftmaxClassificationAgainstLogitsLoss<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  WeightedSoftmaxClassificationAgainstLogitsLossDefaults
>;

type WeightedSoftmaxClassificationLossDefaults = {
  /** Field 1; default false. */
  anchorwise_output: boolean;
  /** Field 2; default 1. */
  logit_scale: number;
};

/** `WeightedSoftmaxClassificationLoss` of the schema. */
export type WeightedSoftmaxClassificationLoss<Mode extends ConfigMode = 'written'> = Defaulted<
  Mode,
  WeightedSoftmaxClassificationLossDefaults
>;

type XYPairsDefaults = {
  /** Field 1. */
  x_y_pair: readonly XYPairsXYPair[];
};

/** `XYPairs` of the schema. */
export type XYPairs<Mode extends ConfigMode = 'written'> = Defaulted<Mode, XYPairsDefaults> & {
  /** Field 2. */
  readonly training_data_type?: TrainingDataType | undefined;
};

/** `XYPairs.XYPair` of the schema. */
export type XYPairsXYPair = {
  /** Field 1. */
  readonly x?: number | undefined;
  /** Field 2. */
  readonly y?: number | undefined;
};

/** The type of each message, by its name in the schema. */
export type MessageTypes<Mode extends ConfigMode = 'written'> = {
  AdamOptimizer: AdamOptimizer<Mode>;
  AnchorGenerator: AnchorGenerator<Mode>;
  AnchorGrid: AnchorGrid<Mode>;
  ArgMaxMatcher: ArgMaxMatcher<Mode>;
  AutoAugmentImage: AutoAugmentImage<Mode>;
  BatchNonMaxSuppression: BatchNonMaxSuppression<Mode>;
  BatchNorm: BatchNorm<Mode>;
  BipartiteMatcher: BipartiteMatcher<Mode>;
  BootstrappedSigmoidClassificationLoss: BootstrappedSigmoidClassificationLoss<Mode>;
  BoxCoder: BoxCoder<Mode>;
  BoxPredictor: BoxPredictor<Mode>;
  CalibrationConfig: CalibrationConfig<Mode>;
  ClassIdFunctionApproximations: ClassIdFunctionApproximations<Mode>;
  'ClassIdFunctionApproximations.ClassIdXyPairsMapEntry': ClassIdFunctionApproximationsClassIdXyPairsMapEntry<Mode>;
  ClassIdSigmoidCalibrations: ClassIdSigmoidCalibrations<Mode>;
  'ClassIdSigmoidCalibrations.ClassIdSigmoidParametersMapEntry': ClassIdSigmoidCalibrationsClassIdSigmoidParametersMapEntry<Mode>;
  ClassificationLoss: ClassificationLoss<Mode>;
  ConditionalShapeResizer: ConditionalShapeResizer<Mode>;
  ConstantLearningRate: ConstantLearningRate<Mode>;
  ConvertClassLogitsToSoftmax: ConvertClassLogitsToSoftmax<Mode>;
  ConvolutionalBoxPredictor: ConvolutionalBoxPredictor<Mode>;
  'ConvolutionalBoxPredictor.BoxEncodingsClipRange': ConvolutionalBoxPredictorBoxEncodingsClipRange;
  CosineDecayLearningRate: CosineDecayLearningRate<Mode>;
  DetectionModel: DetectionModel<Mode>;
  DropLabelProbabilistically: DropLabelProbabilistically<Mode>;
  EvalConfig: EvalConfig<Mode>;
  ExponentialDecayLearningRate: ExponentialDecayLearningRate<Mode>;
  ExternalInputReader: ExternalInputReader;
  FasterRcnn: FasterRcnn<Mode>;
  FasterRcnnBoxCoder: FasterRcnnBoxCoder<Mode>;
  FasterRcnnFeatureExtractor: FasterRcnnFeatureExtractor<Mode>;
  FeaturePyramidNetworks: FeaturePyramidNetworks<Mode>;
  FixedShapeResizer: FixedShapeResizer<Mode>;
  FlexibleGridAnchorGenerator: FlexibleGridAnchorGenerator<Mode>;
  FunctionApproximation: FunctionApproximation<Mode>;
  GraphRewriter: GraphRewriter<Mode>;
  GridAnchorGenerator: GridAnchorGenerator<Mode>;
  GroupNorm: GroupNorm;
  HardExampleMiner: HardExampleMiner<Mode>;
  Hyperparams: Hyperparams<Mode>;
  IdentityResizer: IdentityResizer;
  ImageResizer: ImageResizer<Mode>;
  Initializer: Initializer<Mode>;
  InputReader: InputReader<Mode>;
  IoaSimilarity: IoaSimilarity;
  IouSimilarity: IouSimilarity;
  KeepAspectRatioResizer: KeepAspectRatioResizer<Mode>;
  KeypointBoxCoder: KeypointBoxCoder<Mode>;
  L1Regularizer: L1Regularizer<Mode>;
  L2Regularizer: L2Regularizer<Mode>;
  LearningRate: LearningRate<Mode>;
  LocalizationLoss: LocalizationLoss<Mode>;
  Loss: Loss<Mode>;
  'Loss.EqualizationLoss': LossEqualizationLoss<Mode>;
  ManualStepLearningRate: ManualStepLearningRate<Mode>;
  'ManualStepLearningRate.LearningRateSchedule': ManualStepLearningRateLearningRateSchedule<Mode>;
  MaskRCNNBoxPredictor: MaskRCNNBoxPredictor<Mode>;
  Matcher: Matcher<Mode>;
  MeanStddevBoxCoder: MeanStddevBoxCoder<Mode>;
  MomentumOptimizer: MomentumOptimizer<Mode>;
  MultiscaleAnchorGenerator: MultiscaleAnchorGenerator<Mode>;
  NegSqDistSimilarity: NegSqDistSimilarity;
  NormalizeImage: NormalizeImage<Mode>;
  Optimizer: Optimizer<Mode>;
  PostProcessing: PostProcessing<Mode>;
  PreprocessingStep: PreprocessingStep<Mode>;
  Quantization: Quantization<Mode>;
  RGBtoGray: RGBtoGray;
  RMSPropOptimizer: RMSPropOptimizer<Mode>;
  RandomAbsolutePadImage: RandomAbsolutePadImage<Mode>;
  RandomAdjustBrightness: RandomAdjustBrightness<Mode>;
  RandomAdjustContrast: RandomAdjustContrast<Mode>;
  RandomAdjustHue: RandomAdjustHue<Mode>;
  RandomAdjustSaturation: RandomAdjustSaturation<Mode>;
  RandomBlackPatches: RandomBlackPatches<Mode>;
  RandomCropImage: RandomCropImage<Mode>;
  RandomCropPadImage: RandomCropPadImage<Mode>;
  RandomCropToAspectRatio: RandomCropToAspectRatio<Mode>;
  RandomDistortColor: RandomDistortColor;
  RandomDownscaleToTargetPixels: RandomDownscaleToTargetPixels<Mode>;
  RandomExampleSampler: RandomExampleSampler<Mode>;
  RandomHorizontalFlip: RandomHorizontalFlip<Mode>;
  RandomImageScale: RandomImageScale<Mode>;
  RandomJitterBoxes: RandomJitterBoxes<Mode>;
  RandomJpegQuality: RandomJpegQuality<Mode>;
  RandomNormalInitializer: RandomNormalInitializer<Mode>;
  RandomPadImage: RandomPadImage<Mode>;
  RandomPatchGaussian: RandomPatchGaussian<Mode>;
  RandomPixelValueScale: RandomPixelValueScale<Mode>;
  RandomRGBtoGray: RandomRGBtoGray<Mode>;
  RandomResizeMethod: RandomResizeMethod;
  RandomRotation90: RandomRotation90;
  RandomSelfConcatImage: RandomSelfConcatImage<Mode>;
  RandomVerticalFlip: RandomVerticalFlip<Mode>;
  RegionSimilarityCalculator: RegionSimilarityCalculator<Mode>;
  Regularizer: Regularizer<Mode>;
  RemapLabels: RemapLabels<Mode>;
  ResizeImage: ResizeImage<Mode>;
  RfcnBoxPredictor: RfcnBoxPredictor<Mode>;
  SSDRandomCrop: SSDRandomCrop<Mode>;
  SSDRandomCropFixedAspectRatio: SSDRandomCropFixedAspectRatio<Mode>;
  SSDRandomCropFixedAspectRatioOperation: SSDRandomCropFixedAspectRatioOperation<Mode>;
  SSDRandomCropOperation: SSDRandomCropOperation<Mode>;
  SSDRandomCropPad: SSDRandomCropPad<Mode>;
  SSDRandomCropPadFixedAspectRatio: SSDRandomCropPadFixedAspectRatio<Mode>;
  SSDRandomCropPadFixedAspectRatioOperation: SSDRandomCropPadFixedAspectRatioOperation<Mode>;
  SSDRandomCropPadOperation: SSDRandomCropPadOperation<Mode>;
  ScaleBoxesToPixelCoordinates: ScaleBoxesToPixelCoordinates;
  SigmoidCalibration: SigmoidCalibration<Mode>;
  SigmoidFocalClassificationLoss: SigmoidFocalClassificationLoss<Mode>;
  SigmoidParameters: SigmoidParameters<Mode>;
  SquareBoxCoder: SquareBoxCoder<Mode>;
  Ssd: Ssd<Mode>;
  'Ssd.MaskHead': SsdMaskHead<Mode>;
  SsdAnchorGenerator: SsdAnchorGenerator<Mode>;
  SsdFeatureExtractor: SsdFeatureExtractor<Mode>;
  SubtractChannelMean: SubtractChannelMean<Mode>;
  TFRecordInputReader: TFRecordInputReader<Mode>;
  TemperatureScalingCalibration: TemperatureScalingCalibration;
  ThresholdedIouSimilarity: ThresholdedIouSimilarity<Mode>;
  ToySsd: ToySsd<Mode>;
  ToySsdScale: ToySsdScale<Mode>;
  TrainConfig: TrainConfig<Mode>;
  TrainEvalPipelineConfig: TrainEvalPipelineConfig<Mode>;
  TruncatedNormalInitializer: TruncatedNormalInitializer<Mode>;
  VarianceScalingInitializer: VarianceScalingInitializer<Mode>;
  WeightSharedConvolutionalBoxPredictor: WeightSharedConvolutionalBoxPredictor<Mode>;
  'WeightSharedConvolutionalBoxPredictor.BoxEncodingsClipRange': WeightSharedConvolutionalBoxPredictorBoxEncodingsClipRange;
  WeightedIOULocalizationLoss: WeightedIOULocalizationLoss;
  WeightedL2LocalizationLoss: WeightedL2LocalizationLoss<Mode>;
  WeightedSigmoidClassificationLoss: WeightedSigmoidClassificationLoss<Mode>;
  WeightedSmoothL1LocalizationLoss: WeightedSmoothL1LocalizationLoss<Mode>;
  WeightedSoftmaxClassificationAgainstLogitsLoss: WeightedSoftmaxClassificationAgainstLogitsLoss<Mode>;
  WeightedSoftmaxClassificationLoss: WeightedSoftmaxClassificationLoss<Mode>;
  XYPairs: XYPairs<Mode>;
  'XYPairs.XYPair': XYPairsXYPair;
};
