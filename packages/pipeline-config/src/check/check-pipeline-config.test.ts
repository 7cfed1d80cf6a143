import {describe, expect, test} from 'vitest';
import {checkPipelineConfig} from '../check-pipeline-config.ts';
import type {AnchorGenerator, LearningRate, Ssd} from '../generated/types.ts';
import type {PipelineConfig} from '../pipeline-config.ts';
import {messageType} from '../schema/field.ts';
import {LATER_FIELDS, REMOVED_FIELDS} from '../text/explain-field.ts';
import {BOUNDED_FIELDS} from './ranges.ts';

const ssd = (message: Ssd): PipelineConfig => ({model: {ssd: message}});
const anchors = (message: AnchorGenerator): PipelineConfig => ssd({anchor_generator: message});
const rate = (message: LearningRate): PipelineConfig => ({train_config: {optimizer: {adam_optimizer: {learning_rate: message}}}});

describe('checkPipelineConfig', () => {
  test('takes a config that is not whole', () => {
    for (const config of [{}, ssd({}), {train_config: {}}, {eval_input_reader: [{}]}])
      expect(() => checkPipelineConfig(config)).not.toThrow();
  });

  test.each<[PipelineConfig, string]>([
    [ssd({num_classes: 0}), 'model.ssd.num_classes: 0 is out of range: it must be 1 or more.'],
    [ssd({negative_class_weight: Number.NaN}), 'model.ssd.negative_class_weight: nan is out of range: it must be a finite number.'],
    [
      ssd({post_processing: {batch_non_max_suppression: {iou_threshold: 1.5}}}),
      'model.ssd.post_processing.batch_non_max_suppression.iou_threshold: 1.5 is out of range: it must be 0 to 1.',
    ],
    [
      ssd({post_processing: {batch_non_max_suppression: {max_detections_per_class: 200}}}),
      'max_detections_per_class: 200 exceeds max_total_detections, which is 100. Lower it, or raise max_total_detections.',
    ],
    [ssd({post_processing: {logit_scale: 0}}), 'logit_scale: it is 0.'],
    [ssd({loss: {classification_loss: {weighted_softmax: {logit_scale: 0}}}}), 'weighted_softmax.logit_scale: it is 0.'],
    [
      ssd({loss: {hard_example_miner: {}, classification_loss: {weighted_sigmoid_focal: {}}}}),
      'model.ssd.loss.hard_example_miner: weighted_sigmoid_focal does its work already.',
    ],
    [ssd({loss: {random_example_sampler: {positive_sample_fraction: 0}}}), 'it must be more than 0 and at most 1.'],
    [ssd({loss: {desired_negative_sampling_ratio: -1}}), 'desired_negative_sampling_ratio: -1.0 is out of range'],
    [ssd({matcher: {argmax_matcher: {unmatched_threshold: 0.6}}}), 'unmatched_threshold: 0.6 exceeds matched_threshold, which is 0.5.'],
    [ssd({matcher: {argmax_matcher: {negatives_lower_than_unmatched: false}}}), 'with equal thresholds nothing lies between them.'],
    [ssd({image_resizer: {keep_aspect_ratio_resizer: {min_dimension: 2000}}}), 'min_dimension: 2000 exceeds max_dimension, which is 1024.'],
    [ssd({box_predictor: {convolutional_box_predictor: {dropout_keep_probability: 0}}}), 'it must be more than 0 and at most 1.'],
    [anchors({grid_anchor_generator: {scales: [1]}}), 'grid_anchor_generator.aspect_ratios: it is empty, and has no default.'],
    [
      anchors({grid_anchor_generator: {scales: [1, 0], aspect_ratios: [1]}}),
      'grid_anchor_generator.scales[1]: 0.0 is out of range: it must be more than 0.',
    ],
    [anchors({multiscale_anchor_generator: {min_level: 8, aspect_ratios: [1]}}), 'min_level: 8 exceeds max_level, which is 7.'],
    [anchors({ssd_anchor_generator: {min_scale: 0.96}}), 'min_scale: 0.96 exceeds max_scale, which is 0.95.'],
    [anchors({ssd_anchor_generator: {scales: [0.1, 0.2]}}), '2 scales are given for num_layers: 6.'],
    [rate({manual_step_learning_rate: {}}), 'schedule: it is empty'],
    [rate({manual_step_learning_rate: {schedule: [{step: 9}, {step: 9}]}}), 'schedule[1].step: 9 follows 9, but steps must rise.'],
    [rate({cosine_decay_learning_rate: {total_steps: 10, warmup_steps: 20}}), 'warmup_steps: 20 exceeds total_steps, which is 10.'],
    [
      rate({cosine_decay_learning_rate: {learning_rate_base: 0.0001}}),
      'warmup_learning_rate: 0.0002 exceeds learning_rate_base, which is 0.0001.',
    ],
    [rate({exponential_decay_learning_rate: {decay_steps: 0}}), 'decay_steps: 0 is out of range: it must be more than 0.'],
    [
      {model: {faster_rcnn: {feature_extractor: {type: 'faster_rcnn_resnet101', first_stage_features_stride: 32}}}},
      'first_stage_features_stride: 32 is neither 8 nor 16',
    ],
    [{model: {faster_rcnn: {inplace_batchnorm_update: true}}}, 'faster_rcnn.inplace_batchnorm_update: a Faster R-CNN cannot'],
    [ssd({explicit_background_class: true}), 'explicit_background_class: add_background_class is true besides'],
    [{model: {faster_rcnn: {number_of_stages: 4}}}, 'number_of_stages: 4 is out of range: it must be 1 to 3.'],
    [{train_config: {fine_tune_checkpoint_type: 'fine_tune'}}, '"fine_tune" is neither "detection" nor "classification".'],
    [
      {train_config: {data_augmentation_options: [{}, {random_crop_image: {min_area: 1}}, {random_crop_image: {max_area: 0.05}}]}},
      'data_augmentation_options[2].random_crop_image.min_area: 0.1 exceeds max_area, which is 0.05.',
    ],
    [
      {eval_config: {metrics_set: ['coco_detection_metric']}},
      'metrics_set[0]: "coco_detection_metric" is no set of metrics. Did you mean coco_detection_metrics?',
    ],
    [
      {eval_config: {recall_lower_bound: 0.5, recall_upper_bound: 0.25}},
      'recall_lower_bound: 0.5 exceeds recall_upper_bound, which is 0.25.',
    ],
    [{toy_ssd: {channel_means: [1, 2]}}, 'toy_ssd.channel_means: 2 means are given.'],
    [{toy_ssd: {scales: [{sizes: [0.2]}, {}]}}, 'toy_ssd.scales[1].sizes: it is empty'],
    [
      ssd({
        post_processing: {calibration_config: {class_id_sigmoid_calibrations: {class_id_sigmoid_parameters_map: [{key: 1}, {key: 1}]}}},
      }),
      'class_id_sigmoid_parameters_map[1].key: class 1 has an entry already.',
    ],
  ])('refuses %j', (config, message) => {
    expect(() => checkPipelineConfig(config, {source: 'mine'})).toThrow(message);
    expect(() => checkPipelineConfig(config)).toThrow(expect.objectContaining({code: 'pipeline-config/value'}));
  });

  test('lets E1 begin a schedule at 0', () => {
    const config = rate({manual_step_learning_rate: {schedule: [{step: 0, learning_rate: 1}]}});
    expect(() => checkPipelineConfig(config)).toThrow('the first step cannot be 0');
    expect(() => checkPipelineConfig(config, {revision: 'E1'})).not.toThrow();
  });

  test('refuses for training alone what can detect, but not be trained', () => {
    const few: PipelineConfig = {model: {faster_rcnn: {first_stage_max_proposals: 20}}};
    expect(() => checkPipelineConfig(few)).not.toThrow();
    expect(() => checkPipelineConfig(few, {training: true})).toThrow(
      'model.faster_rcnn.second_stage_batch_size: 64 exceeds first_stage_max_proposals, which is 20. Lower it, or raise',
    );
    expect(() =>
      checkPipelineConfig({model: {faster_rcnn: {first_stage_max_proposals: 20, second_stage_batch_size: 20}}}, {training: true}),
    ).not.toThrow();
    expect(() => checkPipelineConfig({model: {faster_rcnn: {}}}, {training: true})).not.toThrow();
  });
});

describe('the tables of rules', () => {
  test('name fields that the schema has, and removed ones that it has not', () => {
    const known = (key: string): boolean => {
      const dot = key.lastIndexOf('.');
      return messageType(key.slice(0, dot)).byName.has(key.slice(dot + 1));
    };
    expect(BOUNDED_FIELDS.filter((key) => !known(key))).toEqual([]);
    expect(Object.keys(REMOVED_FIELDS).filter(known)).toEqual([]);
    const later = Object.entries(LATER_FIELDS).flatMap(([message, names]) => names.split(' ').map((name) => `${message}.${name}`));
    expect(later.filter(known)).toEqual([]);
    expect(later).toContain('SsdFeatureExtractor.bifpn');
  });
});
