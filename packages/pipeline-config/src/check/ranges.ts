/** Bounds of a value, both within unless `above` says that it must exceed that. */
export type Bounds = {min?: number; max?: number; above?: number};

const FRACTION: Bounds = {min: 0, max: 1};
const KEPT: Bounds = {above: 0, max: 1};
const POSITIVE: Bounds = {above: 0};
const COUNT: Bounds = {min: 1};
const NOT_NEGATIVE: Bounds = {min: 0};

const FIELDS: readonly (readonly [Bounds, Readonly<Record<string, string>>])[] = [
  [
    FRACTION,
    {
      ArgMaxMatcher: 'matched_threshold unmatched_threshold',
      BatchNonMaxSuppression: 'score_threshold iou_threshold',
      BatchNorm: 'decay',
      BootstrappedSigmoidClassificationLoss: 'alpha',
      EvalConfig: 'min_score_threshold recall_lower_bound recall_upper_bound',
      FasterRcnn:
        'first_stage_positive_balance_fraction first_stage_nms_score_threshold first_stage_nms_iou_threshold second_stage_balance_fraction',
      HardExampleMiner: 'iou_threshold',
      MomentumOptimizer: 'momentum_optimizer_value',
      Optimizer: 'moving_average_decay',
      RMSPropOptimizer: 'momentum_optimizer_value decay',
      SigmoidFocalClassificationLoss: 'alpha',
      ThresholdedIouSimilarity: 'iou_threshold',
      RandomRGBtoGray: 'probability',
      RandomBlackPatches: 'probability size_to_image_ratio',
      RandomCropImage: 'min_object_covered overlap_thresh random_coef',
      RandomCropPadImage: 'min_object_covered overlap_thresh random_coef',
      RandomCropToAspectRatio: 'overlap_thresh',
      RandomSelfConcatImage: 'concat_vertical_probability concat_horizontal_probability',
      DropLabelProbabilistically: 'drop_probability',
      SSDRandomCropOperation: 'min_object_covered overlap_thresh random_coef',
      SSDRandomCropPadOperation: 'min_object_covered overlap_thresh random_coef',
      SSDRandomCropFixedAspectRatioOperation: 'min_object_covered overlap_thresh random_coef',
      SSDRandomCropPadFixedAspectRatioOperation: 'min_object_covered overlap_thresh random_coef',
      ToySsd: 'matched_threshold focal_alpha score_threshold iou_threshold',
    },
  ],
  [
    KEPT,
    {
      ConvolutionalBoxPredictor: 'dropout_keep_probability',
      MaskRCNNBoxPredictor: 'dropout_keep_probability',
      RandomExampleSampler: 'positive_sample_fraction',
      WeightSharedConvolutionalBoxPredictor: 'dropout_keep_probability',
    },
  ],
  [
    POSITIVE,
    {
      ExponentialDecayLearningRate: 'decay_steps decay_factor',
      FasterRcnnBoxCoder: 'y_scale x_scale height_scale width_scale',
      KeypointBoxCoder: 'y_scale x_scale height_scale width_scale',
      GridAnchorGenerator: 'scales aspect_ratios',
      MeanStddevBoxCoder: 'stddev',
      MultiscaleAnchorGenerator: 'anchor_scale aspect_ratios',
      SquareBoxCoder: 'y_scale x_scale length_scale',
      SsdAnchorGenerator: 'min_scale max_scale aspect_ratios scales base_anchor_height base_anchor_width',
      SsdFeatureExtractor: 'depth_multiplier',
      AnchorGrid: 'base_sizes aspect_ratios',
      TemperatureScalingCalibration: 'scaler',
      ToySsd: 'aspect_ratios initializer_magnitude smooth_l1_sigma',
      ToySsdScale: 'sizes',
      WeightedSmoothL1LocalizationLoss: 'delta',
    },
  ],
  [
    COUNT,
    {
      BatchNonMaxSuppression: 'max_detections_per_class max_total_detections max_classes_per_detection',
      ConvolutionalBoxPredictor: 'kernel_size box_code_size',
      CosineDecayLearningRate: 'total_steps',
      EvalConfig: 'batch_size',
      FasterRcnn:
        'num_classes first_stage_atrous_rate first_stage_box_predictor_kernel_size first_stage_box_predictor_depth first_stage_minibatch_size ' +
        'first_stage_max_proposals initial_crop_size maxpool_kernel_size maxpool_stride second_stage_batch_size',
      FixedShapeResizer: 'height width',
      GridAnchorGenerator: 'height width height_stride width_stride',
      InputReader: 'num_readers sample_1_of_n_examples max_number_of_boxes',
      KeepAspectRatioResizer: 'min_dimension max_dimension',
      MaskRCNNBoxPredictor: 'box_code_size mask_height mask_width',
      MultiscaleAnchorGenerator: 'scales_per_octave',
      RfcnBoxPredictor: 'num_spatial_bins_height num_spatial_bins_width depth box_code_size crop_height crop_width',
      Ssd: 'num_classes',
      SsdAnchorGenerator: 'num_layers height_stride width_stride',
      SsdFeatureExtractor: 'pad_to_multiple num_layers min_depth',
      ToySsd: 'num_classes body_depths extra_depth',
      TrainConfig: 'batch_size',
      WeightSharedConvolutionalBoxPredictor: 'kernel_size box_code_size',
    },
  ],
  [
    NOT_NEGATIVE,
    {
      BatchNonMaxSuppression: 'soft_nms_sigma',
      BatchNorm: 'epsilon',
      ConstantLearningRate: 'learning_rate',
      CosineDecayLearningRate: 'learning_rate_base warmup_learning_rate',
      ExponentialDecayLearningRate: 'initial_learning_rate burnin_learning_rate min_learning_rate',
      FasterRcnn:
        'first_stage_localization_loss_weight first_stage_objectness_loss_weight second_stage_localization_loss_weight ' +
        'second_stage_classification_loss_weight second_stage_mask_prediction_loss_weight',
      HardExampleMiner: 'num_hard_examples max_negatives_per_positive min_negatives_per_image',
      L1Regularizer: 'weight',
      L2Regularizer: 'weight',
      Loss: 'classification_weight localization_weight min_num_negative_samples desired_negative_sampling_ratio',
      'Loss.EqualizationLoss': 'weight',
      ManualStepLearningRate: 'initial_learning_rate',
      'ManualStepLearningRate.LearningRateSchedule': 'learning_rate',
      RMSPropOptimizer: 'epsilon',
      RandomNormalInitializer: 'stddev',
      SigmoidFocalClassificationLoss: 'gamma',
      ToySsd: 'focal_gamma classification_weight localization_weight weight_decay max_detections',
      TrainConfig: 'gradient_clipping_by_norm keep_checkpoint_every_n_hours bias_grad_multiplier',
      TruncatedNormalInitializer: 'stddev',
      VarianceScalingInitializer: 'factor',
    },
  ],
  [{min: 1, max: 3}, {FasterRcnn: 'number_of_stages'}],
  [{min: 0, max: 1}, {RandomDistortColor: 'color_ordering'}],
  [{min: 0, max: 100}, {RandomJpegQuality: 'min_jpeg_quality max_jpeg_quality'}],
];

const RANGES = new Map(
  FIELDS.flatMap(([bounds, messages]) =>
    Object.entries(messages).flatMap(([message, names]) =>
      names.split(' ').map((name): [string, Bounds] => [`${message}.${name}`, bounds]),
    ),
  ),
);

/** The bounds of a field, by message and name, such as `Ssd.num_classes`; `undefined` where any value will do. */
export function boundsOf(key: string): Bounds | undefined {
  return RANGES.get(key);
}

/** Every field that has bounds. */
export const BOUNDED_FIELDS: readonly string[] = [...RANGES.keys()];

/** Such as `0 to 1`, `more than 0`. */
export function describeBounds({min, max, above}: Bounds): string {
  if (above !== undefined) return max === undefined ? `more than ${above}` : `more than ${above} and at most ${max}`;
  return max === undefined ? `${min} or more` : `${min} to ${max}`;
}

/** NaN and infinity lie outside of everything. */
export function isWithin(value: number, {min = -Infinity, max = Infinity, above = -Infinity}: Bounds): boolean {
  return Number.isFinite(value) && value >= min && value <= max && value > above;
}
