import {describe, expect, test} from 'vitest';
import {diffPipelineConfigs, formatPipelineDiff} from './diff-pipeline-configs.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import {readyMadeConfig} from './ready-made/ready-made-config.ts';

describe('diffPipelineConfigs', () => {
  test('says what changed, in the order of the schema', () => {
    const differences = diffPipelineConfigs(
      readyMadeConfig('ssd-mobilenet-v2', {numClasses: 90}),
      readyMadeConfig('ssdlite-mobilenet-v2', {numClasses: 3}),
    );
    expect(formatPipelineDiff(differences)).toBe(
      [
        '- model.ssd.num_classes: 90',
        '+ model.ssd.num_classes: 3',
        '- model.ssd.feature_extractor.use_depthwise: false',
        '+ model.ssd.feature_extractor.use_depthwise: true',
        '- model.ssd.box_predictor.convolutional_box_predictor.kernel_size: 1',
        '+ model.ssd.box_predictor.convolutional_box_predictor.kernel_size: 3',
        '- model.ssd.box_predictor.convolutional_box_predictor.use_depthwise: false',
        '+ model.ssd.box_predictor.convolutional_box_predictor.use_depthwise: true',
        '',
      ].join('\n'),
    );
  });

  test('takes a default for what it says, unless written configs are compared', () => {
    const written: PipelineConfig = {train_config: {batch_size: 32}};
    expect(diffPipelineConfigs(written, {train_config: {}})).toEqual([]);
    expect(diffPipelineConfigs(written, {train_config: {}}, {compare: 'written'})).toEqual([
      {path: 'train_config.batch_size', before: '32', after: undefined},
    ]);
    expect(() => diffPipelineConfigs({}, {}, {compare: 'all' as never})).toThrow('Option compare');
  });

  test('compares floats as float32, lists of values as a whole and lists of messages by item', () => {
    const before: PipelineConfig = {
      train_config: {gradient_clipping_by_norm: 0.1, freeze_variables: ['a'], data_augmentation_options: [{random_horizontal_flip: {}}]},
    };
    const after: PipelineConfig = {
      train_config: {
        gradient_clipping_by_norm: Math.fround(0.1),
        freeze_variables: ['a', "b'"],
        data_augmentation_options: [{random_horizontal_flip: {}}, {random_crop_image: {min_area: 0.25}}],
      },
    };
    expect(diffPipelineConfigs(before, after)).toEqual([
      {path: 'train_config.data_augmentation_options[1]', before: undefined, after: '{ random_crop_image { min_area: 0.25 } }'},
      {path: 'train_config.freeze_variables', before: '["a"]', after: '["a", "b\\\'"]'},
    ]);
    expect(formatPipelineDiff(diffPipelineConfigs(after, before))).toBe(
      '- train_config.data_augmentation_options[1]: { random_crop_image { min_area: 0.25 } }\n' +
        '- train_config.freeze_variables: ["a", "b\\\'"]\n+ train_config.freeze_variables: ["a"]\n',
    );
    expect(formatPipelineDiff([])).toBe('');
  });

  test('names the side that is no config', () => {
    expect(() => diffPipelineConfigs({}, {train: {}} as PipelineConfig)).toThrow('after: train is no field');
  });
});
