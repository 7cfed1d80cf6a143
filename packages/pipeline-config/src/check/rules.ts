import {nearestName} from '@oid/core';
import type {Revision} from '@oid/core';
import type {MessageTypes} from '../generated/types.ts';

/** Called with a field of the message at hand and what is wrong with it; throws. An index follows the name as in `schedule[1].step`. */
export type FailField = (field: string, message: string, suggestion?: string) => never;

/** Against what a config is held. `training`: it is to be trained, which asks for more than detecting does. */
export type RuleContext = {revision: Revision; training: boolean};

type Resolved = MessageTypes<'resolved'>;
type Rules = {[Name in keyof Resolved]?: (message: Resolved[Name], fail: FailField, context: RuleContext) => void};

const METRICS: readonly string[] = [
  'coco_detection_metrics',
  'coco_mask_metrics',
  'oid_V2_detection_metrics',
  'oid_challenge_detection_metrics',
  'oid_challenge_object_detection_metrics',
  'oid_challenge_segmentation_metrics',
  'open_images_V2_detection_metrics',
  'pascal_voc_detection_metrics',
  'pascal_voc_instance_segmentation_metrics',
  'precision_at_recall_detection_metrics',
  'weighted_pascal_voc_detection_metrics',
  'weighted_pascal_voc_instance_segmentation_metrics',
];

/** What January 2018 made of the names of E1. */
const RENAMED_METRICS: Readonly<Record<string, string>> = {
  pascal_voc_metrics: 'pascal_voc_detection_metrics',
  weighted_pascal_voc_metrics: 'weighted_pascal_voc_detection_metrics',
  open_images_metrics: 'oid_V2_detection_metrics',
};

/** What the Object Detection API's builders refuse beyond single values out of range, by message. */
export const RULES: Rules = {
  ArgMaxMatcher({matched_threshold, unmatched_threshold, ignore_thresholds, negatives_lower_than_unmatched}, fail) {
    if (ignore_thresholds) return;
    atMost('unmatched_threshold', unmatched_threshold, 'matched_threshold', matched_threshold, fail);
    if (unmatched_threshold === matched_threshold && !negatives_lower_than_unmatched) {
      fail(
        'negatives_lower_than_unmatched',
        'with equal thresholds nothing lies between them. Set it to true, or lower unmatched_threshold.',
      );
    }
  },
  BatchNonMaxSuppression({max_detections_per_class, max_total_detections}, fail) {
    atMost('max_detections_per_class', max_detections_per_class, 'max_total_detections', max_total_detections, fail);
  },
  ClassIdFunctionApproximations: ({class_id_xy_pairs_map}, fail) => distinctKeys('class_id_xy_pairs_map', class_id_xy_pairs_map, fail),
  ClassIdSigmoidCalibrations: ({class_id_sigmoid_parameters_map}, fail) =>
    distinctKeys('class_id_sigmoid_parameters_map', class_id_sigmoid_parameters_map, fail),
  CosineDecayLearningRate({learning_rate_base, total_steps, warmup_learning_rate, warmup_steps}, fail) {
    atMost('warmup_steps', warmup_steps, 'total_steps', total_steps, fail);
    if (warmup_steps > 0) atMost('warmup_learning_rate', warmup_learning_rate, 'learning_rate_base', learning_rate_base, fail);
  },
  EvalConfig({recall_lower_bound, recall_upper_bound, metrics_set}, fail, {revision}) {
    atMost('recall_lower_bound', recall_lower_bound, 'recall_upper_bound', recall_upper_bound, fail);
    for (const [index, name] of metrics_set.entries()) {
      const renamed = RENAMED_METRICS[name];
      if (METRICS.includes(name) || (renamed !== undefined && revision === 'E1')) continue;
      if (renamed !== undefined) {
        fail(
          `metrics_set[${index}]`,
          `${JSON.stringify(name)} was renamed after E1. Write ${JSON.stringify(renamed)}, or pass {revision: 'E1'}.`,
          renamed,
        );
      }
      const suggestion = nearestName(name, METRICS);
      const advice = suggestion === undefined ? `Known: ${METRICS.join(', ')}.` : `Did you mean ${suggestion}?`;
      fail(`metrics_set[${index}]`, `${JSON.stringify(name)} is no set of metrics. ${advice}`, suggestion);
    }
  },
  FasterRcnn({inplace_batchnorm_update, first_stage_max_proposals, second_stage_batch_size}, fail, {training}) {
    if (inplace_batchnorm_update) fail('inplace_batchnorm_update', 'a Faster R-CNN cannot update batch norm in place. Delete it.');
    if (training) atMost('second_stage_batch_size', second_stage_batch_size, 'first_stage_max_proposals', first_stage_max_proposals, fail);
  },
  FasterRcnnFeatureExtractor({type, first_stage_features_stride}, fail) {
    if (type?.includes('resnet') === true && !type.includes('inception') && ![8, 16].includes(first_stage_features_stride)) {
      fail('first_stage_features_stride', `${first_stage_features_stride} is neither 8 nor 16, the strides that ${type} has.`);
    }
  },
  FeaturePyramidNetworks: ({min_level, max_level}, fail) => atMost('min_level', min_level, 'max_level', max_level, fail),
  GridAnchorGenerator({scales, aspect_ratios}, fail) {
    notEmpty('scales', scales, fail);
    notEmpty('aspect_ratios', aspect_ratios, fail);
  },
  KeepAspectRatioResizer: ({min_dimension, max_dimension}, fail) =>
    atMost('min_dimension', min_dimension, 'max_dimension', max_dimension, fail),
  Loss({hard_example_miner, classification_loss}, fail) {
    if (hard_example_miner !== undefined && classification_loss?.weighted_sigmoid_focal !== undefined) {
      fail('hard_example_miner', 'weighted_sigmoid_focal does its work already. Delete it, or take another classification loss.');
    }
  },
  ManualStepLearningRate({schedule}, fail, {revision}) {
    notEmpty('schedule', schedule, fail);
    let before = -1;
    for (const [index, {step = 0}] of schedule.entries()) {
      if (step === 0 && revision !== 'E1')
        fail(`schedule[${index}].step`, 'the first step cannot be 0. Put its rate into initial_learning_rate.');
      if (step <= before) fail(`schedule[${index}].step`, `${step} follows ${before}, but steps must rise. Order them.`);
      before = step;
    }
  },
  MultiscaleAnchorGenerator({min_level, max_level, aspect_ratios}, fail) {
    atMost('min_level', min_level, 'max_level', max_level, fail);
    notEmpty('aspect_ratios', aspect_ratios, fail);
  },
  PostProcessing: ({logit_scale}, fail) => notZero('logit_scale', logit_scale, fail),
  RandomCropImage: cropRanges,
  RandomCropPadImage: cropRanges,
  RandomDownscaleToTargetPixels: ({min_target_pixels, max_target_pixels}, fail) =>
    atMost('min_target_pixels', min_target_pixels, 'max_target_pixels', max_target_pixels, fail),
  RandomImageScale: ({min_scale_ratio, max_scale_ratio}, fail) =>
    atMost('min_scale_ratio', min_scale_ratio, 'max_scale_ratio', max_scale_ratio, fail),
  RandomJpegQuality: ({min_jpeg_quality, max_jpeg_quality}, fail) =>
    atMost('min_jpeg_quality', min_jpeg_quality, 'max_jpeg_quality', max_jpeg_quality, fail),
  RandomPixelValueScale: ({minval, maxval}, fail) => atMost('minval', minval, 'maxval', maxval, fail),
  SSDRandomCropOperation: cropRanges,
  SSDRandomCropPadOperation: cropRanges,
  Ssd({add_background_class, explicit_background_class}, fail) {
    if (add_background_class && explicit_background_class) {
      fail('explicit_background_class', 'add_background_class is true besides, and it is by default. Set add_background_class: false.');
    }
  },
  SsdAnchorGenerator({min_scale, max_scale, scales, num_layers}, fail) {
    if (scales.length === 0) atMost('min_scale', min_scale, 'max_scale', max_scale, fail);
    else if (scales.length !== num_layers)
      fail('scales', `${scales.length} scales are given for num_layers: ${num_layers}. Give one a layer.`);
  },
  ToySsd({channel_means, scales}, fail) {
    if (channel_means.length !== 0 && channel_means.length !== 3) {
      fail('channel_means', `${channel_means.length} means are given. Give three, of R, G and B, or none.`);
    }
    scales.forEach(({sizes}, index) => notEmpty(`scales[${index}].sizes`, sizes, fail));
  },
  TrainConfig({fine_tune_checkpoint_type: type}, fail) {
    if (!['', 'classification', 'detection'].includes(type)) {
      fail('fine_tune_checkpoint_type', `${JSON.stringify(type)} is neither "detection" nor "classification".`);
    }
  },
  TrainEvalPipelineConfig({model, toy_ssd}, fail) {
    if (model !== undefined && toy_ssd !== undefined) fail('toy_ssd', 'the config has model besides. Delete one of them.');
  },
  WeightedSoftmaxClassificationLoss: ({logit_scale}, fail) => notZero('logit_scale', logit_scale, fail),
  WeightedSoftmaxClassificationAgainstLogitsLoss: ({logit_scale}, fail) => notZero('logit_scale', logit_scale, fail),
};

function atMost(name: string, value: number, limitName: string, limit: number, fail: FailField): void {
  if (value > limit) fail(name, `${shorten(value)} exceeds ${limitName}, which is ${shorten(limit)}. Lower it, or raise ${limitName}.`);
}

function notEmpty(name: string, values: readonly unknown[], fail: FailField): void {
  if (values.length === 0) fail(name, 'it is empty, and has no default. Give at least one.');
}

function notZero(name: string, value: number, fail: FailField): void {
  if (value === 0) fail(name, 'it is 0. Scores are divided by it: give another number, 1.0 for none.');
}

function distinctKeys(name: string, entries: readonly {key?: number | undefined}[], fail: FailField): void {
  const seen = new Set<number>();
  for (const [index, {key = 0}] of entries.entries()) {
    if (seen.has(key)) fail(`${name}[${index}].key`, `class ${key} has an entry already. Delete one of the two.`);
    seen.add(key);
  }
}

type Crop = {
  min_aspect_ratio?: number | undefined;
  max_aspect_ratio?: number | undefined;
  min_area?: number | undefined;
  max_area?: number | undefined;
};

function cropRanges({min_aspect_ratio = 0, max_aspect_ratio = 0, min_area = 0, max_area = 0}: Crop, fail: FailField): void {
  atMost('min_aspect_ratio', min_aspect_ratio, 'max_aspect_ratio', max_aspect_ratio, fail);
  atMost('min_area', min_area, 'max_area', max_area, fail);
}

/** A float32 in the digits that it was written with. */
function shorten(value: number): string {
  return String(Number(value.toPrecision(7)));
}
