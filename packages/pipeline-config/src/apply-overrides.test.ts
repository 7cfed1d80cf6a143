import {describe, expect, test} from 'vitest';
import {applyOverrides} from './apply-overrides.ts';
import type {PipelineConfig} from './pipeline-config.ts';

const config: PipelineConfig = {
  model: {ssd: {num_classes: 90, loss: {hard_example_miner: {num_hard_examples: 3000}}}},
  train_config: {batch_size: 24, data_augmentation_options: [{random_horizontal_flip: {}}, {ssd_random_crop: {}}]},
  eval_input_reader: [{shuffle: false}],
};

function changed(...overrides: string[]): PipelineConfig {
  return applyOverrides(config, overrides);
}

describe('applyOverrides', () => {
  test('sets values in the words of text format, and leaves the config that it was given', () => {
    const before = structuredClone(config);
    const after = changed('model.ssd.num_classes=3', ' train_config.gradient_clipping_by_norm = 1e1 ', 'train_config.sync_replicas=True');
    expect(after.model?.ssd?.num_classes).toBe(3);
    expect(after.train_config).toMatchObject({batch_size: 24, gradient_clipping_by_norm: 10, sync_replicas: true});
    expect(config).toEqual(before);
    expect(changed()).toEqual(config);
  });

  test('takes strings with and without quotes', () => {
    expect(changed('train_config.fine_tune_checkpoint=/a b/m.ckpt').train_config?.fine_tune_checkpoint).toBe('/a b/m.ckpt');
    expect(changed(`train_config.fine_tune_checkpoint='x=y'`).train_config?.fine_tune_checkpoint).toBe('x=y');
    expect(changed('train_config.fine_tune_checkpoint=').train_config?.fine_tune_checkpoint).toBe('');
    expect(changed('train_config.freeze_variables=Conv').train_config?.freeze_variables).toEqual(['Conv']);
  });

  test('makes messages on the way, sets whole messages, and switches a choice', () => {
    const rate = 'train_config.optimizer.rms_prop_optimizer.learning_rate.constant_learning_rate.learning_rate=0.5';
    const after = changed(rate, 'train_config.optimizer.momentum_optimizer={ momentum_optimizer_value: 0.5 }');
    expect(after.train_config?.optimizer).toEqual({momentum_optimizer: {momentum_optimizer_value: 0.5}});
    expect(changed('model.faster_rcnn.num_classes=2').model).toEqual({faster_rcnn: {num_classes: 2}});
    expect(changed('~model', 'toy_ssd.num_classes=2').toy_ssd).toEqual({num_classes: 2});
  });

  test('sets, appends to and deletes from lists', () => {
    const set = changed('eval_config.metrics_set=["coco_detection_metrics"]', 'eval_config.metrics_set+=oid_V2_detection_metrics');
    expect(set.eval_config?.metrics_set).toEqual(['coco_detection_metrics', 'oid_V2_detection_metrics']);
    expect(changed('eval_input_reader.shuffle=true').eval_input_reader).toEqual([{shuffle: true}]);
    expect(changed('eval_input_reader[1].name=b').eval_input_reader).toEqual([{shuffle: false}, {name: 'b'}]);
    expect(changed('~train_config.data_augmentation_options[0]').train_config?.data_augmentation_options).toEqual([{ssd_random_crop: {}}]);
    expect(changed('train_config.data_augmentation_options+={ rgb_to_gray {} }').train_config?.data_augmentation_options).toHaveLength(3);
    expect(changed('train_config.data_augmentation_options=[]').train_config?.data_augmentation_options).toBeUndefined();
    expect(changed('train_config.freeze_variables[0]="a"').train_config?.freeze_variables).toEqual(['a']);
  });

  test('deletes', () => {
    expect(changed('~model.ssd.loss.hard_example_miner').model?.ssd?.loss).toEqual({});
    expect(changed('~eval_config.metrics_set', '~graph_rewriter.quantization')).toEqual(config);
  });

  test.each<[string, string, string]>([
    ['train_config.batch_size', 'override', 'override "train_config.batch_size": an override is path=value, path+=value or ~path'],
    [
      'train_config.batch_sise=3',
      'unknown-field',
      'override "train_config.batch_sise=3": train_config: batch_sise is no field of TrainConfig. Did you mean',
    ],
    ['model.faster_rcnn.first_stage_only=true', 'removed-field', 'replaced by number_of_stages'],
    [
      'train_config.batch_size=3.5',
      'type',
      'override "train_config.batch_size=3.5":1: train_config.batch_size: 3.5 is written as a fraction',
    ],
    ['train_config.batch_size=3 4', 'syntax', '4 follows the value.'],
    ['train_config.batch_size=', 'override', 'no value stands after =. To delete, write ~train_config.batch_size.'],
    ['train_config.batch_size+=3', 'override', 'batch_size holds one value. Write = in place of +=.'],
    ['train_config.batch_size.x=3', 'override', 'batch_size holds a value, not a message.'],
    ['train_config[0].batch_size=3', 'override', 'train_config is no list. Remove [0].'],
    [
      'train_config.data_augmentation_options.rgb_to_gray={}',
      'override',
      'data_augmentation_options has 2 items. Say which: data_augmentation_options[0].',
    ],
    ['train_config.data_augmentation_options[3]={}', 'override', 'data_augmentation_options has 2 items. Items count from 0.'],
    ['~train_config.data_augmentation_options[2]', 'override', 'data_augmentation_options has 2 items.'],
    ['train_config..batch_size=3', 'override', '"" is no part of a path.'],
    ['train_config.freeze_variables[0]=["a", "b"]', 'override', 'an item is one value, and several are given.'],
    ['train_config.batch_size=0', 'value', 'pipeline config after overrides: train_config.batch_size: 0 is out of range'],
    ['toy_ssd.num_classes=2', 'value', 'the config has model besides'],
  ])('refuses %s', (override, problem, message) => {
    expect(() => changed(override)).toThrow(message);
    expect(() => changed(override)).toThrow(expect.objectContaining({code: `pipeline-config/${problem}`}));
  });

  test('leaves values alone on request', () => {
    expect(applyOverrides(config, ['train_config.batch_size=0'], {check: false}).train_config?.batch_size).toBe(0);
  });
});
