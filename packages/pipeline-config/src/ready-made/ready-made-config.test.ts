import {describe, expect, test} from 'vitest';
import {decodePipelineConfig} from '../decode-pipeline-config.ts';
import {encodePipelineConfig} from '../encode-pipeline-config.ts';
import {formatPipelineConfig} from '../format-pipeline-config.ts';
import {learningRateSchedule, optimizerLearningRate} from '../learning-rate/learning-rate-schedule.ts';
import {parsePipelineConfig} from '../parse-pipeline-config.ts';
import {modelKind} from '../require-model.ts';
import {READY_MADE_NAMES, readyMadeConfig} from './ready-made-config.ts';

// fixtures/make_fixtures.py gives these files to Google's parser.
describe.each(READY_MADE_NAMES)('readyMadeConfig %s', (name) => {
  const numClasses = name === 'faster-rcnn-resnet101-open-images' ? 545 : name === 'toy-ssd' ? 1 : 90;
  const config = readyMadeConfig(name, {numClasses, fineTuneCheckpoint: 'model.ckpt'});

  test('is the file beside the fixtures', async () => {
    await expect(formatPipelineConfig(config)).toMatchFileSnapshot(`../../fixtures/ready-made/${name}.config`);
  });

  test('goes through text and bytes and comes back', () => {
    expect(parsePipelineConfig(formatPipelineConfig(config))).toEqual(config);
    expect(parsePipelineConfig(formatPipelineConfig(config, {resolved: true}))).toMatchObject(config);
    expect(decodePipelineConfig(encodePipelineConfig(config))).toEqual(config);
  });

  test('says what to build, how to train and where the records are', () => {
    expect(modelKind(config)).toBeDefined();
    expect(learningRateSchedule(optimizerLearningRate(config.train_config?.optimizer ?? {}))(0)).toBeGreaterThan(0);
    expect(config.train_input_reader?.tf_record_input_reader?.input_path).toEqual(['records/train-?????-of-00010']);
    expect(config.eval_input_reader?.[0]?.shuffle).toBe(false);
  });
});

describe('readyMadeConfig', () => {
  test("has the tutorial's numbers of Faster R-CNN on Open Images", () => {
    const {model, train_config, eval_config} = readyMadeConfig('faster-rcnn-resnet101-open-images', {
      numClasses: 545,
      fineTuneCheckpoint: 'm',
    });
    const rcnn = model?.faster_rcnn;
    expect(rcnn?.num_classes).toBe(545);
    expect(rcnn?.image_resizer).toEqual({fixed_shape_resizer: {height: 350, width: 350}});
    expect(rcnn?.first_stage_nms_score_threshold).toBe(Math.fround(0.1));
    expect(rcnn?.second_stage_post_processing).toEqual({
      batch_non_max_suppression: {
        score_threshold: Math.fround(0.01),
        iou_threshold: Math.fround(0.6),
        max_detections_per_class: 100,
        max_total_detections: 300,
      },
      score_converter: 'SOFTMAX',
    });
    expect(rcnn?.second_stage_box_predictor?.mask_rcnn_box_predictor?.dropout_keep_probability).toBe(0.5);
    expect(train_config).toMatchObject({
      batch_size: 20,
      gradient_clipping_by_norm: 10,
      from_detection_checkpoint: true,
      batch_queue_capacity: 50,
    });
    expect(train_config?.optimizer?.adam_optimizer).toEqual({
      learning_rate: {exponential_decay_learning_rate: {initial_learning_rate: Math.fround(1e-5)}},
    });
    expect(eval_config).toEqual({num_visualizations: 20, num_examples: 3000});
  });

  test('gives configs of E2, and the walk-through of 2017 one of E1', () => {
    for (const name of READY_MADE_NAMES) {
      const config = readyMadeConfig(name, {numClasses: 2, fineTuneCheckpoint: 'm'});
      expect(parsePipelineConfig(formatPipelineConfig(config, {revision: 'E2', resolved: true}), {revision: 'E2'})).toMatchObject(config);
    }
    const old = formatPipelineConfig(readyMadeConfig('faster-rcnn-resnet101-open-images', {numClasses: 2}), {
      revision: 'E1',
      resolved: true,
    });
    expect(parsePipelineConfig(old, {revision: 'E1'}).train_config?.keep_checkpoint_every_n_hours).toBe(1000);
  });

  test('refuses another name and a number of classes that is none', () => {
    expect(() => readyMadeConfig('ssd-mobilenet-v3' as never, {numClasses: 1})).toThrow('did you mean ssd-mobilenet-v');
    for (const numClasses of [0, 1.5, Number.NaN]) expect(() => readyMadeConfig('toy-ssd', {numClasses})).toThrow('Option numClasses');
  });
});
