import {describe, expect, expectTypeOf, test} from 'vitest';
import type {Ssd} from './generated/types.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import {requireModel} from './require-model.ts';
import {resolvePipelineConfig} from './resolve-pipeline-config.ts';

describe('resolvePipelineConfig', () => {
  test('fills in the defaults of messages that are there, and makes none', () => {
    const resolved = resolvePipelineConfig({model: {ssd: {num_classes: 3, loss: {classification_loss: {weighted_sigmoid_focal: {}}}}}});
    const ssd = requireModel(resolved, 'ssd');
    expect(ssd.normalize_loss_by_num_matches).toBe(true);
    expect(ssd.box_predictor).toBeUndefined();
    expect(ssd.loss).toEqual({
      classification_weight: 1,
      localization_weight: 1,
      expected_loss_weights: 'NONE',
      min_num_negative_samples: 0,
      desired_negative_sampling_ratio: 3,
      classification_loss: {weighted_sigmoid_focal: {anchorwise_output: false, gamma: 2}},
    });
    expect(resolved.eval_input_reader).toEqual([]);
    expect(resolvePipelineConfig({train_config: {}}).train_config?.gradient_clipping_by_norm).toBe(0);
    expectTypeOf(ssd.normalize_loss_by_num_matches).toEqualTypeOf<boolean>();
    expectTypeOf(ssd.num_classes).toEqualTypeOf<number | undefined>();
    expectTypeOf<Ssd['normalize_loss_by_num_matches']>().toEqualTypeOf<boolean | undefined>();
  });

  test('gives defaults as float32, and those of E1 on request', () => {
    const config: PipelineConfig = {train_config: {optimizer: {}}, train_input_reader: {}, eval_config: {}};
    const [e2, e1] = [resolvePipelineConfig(config), resolvePipelineConfig(config, {revision: 'E1'})];
    expect(e2.train_config?.optimizer?.moving_average_decay).toBe(Math.fround(0.9999));
    expect([e2.train_config?.keep_checkpoint_every_n_hours, e2.train_input_reader?.num_readers, e2.eval_config?.metrics_set]).toEqual([
      10000,
      64,
      [],
    ]);
    expect([e1.train_config?.keep_checkpoint_every_n_hours, e1.train_input_reader?.num_readers, e1.eval_config?.metrics_set]).toEqual([
      1000,
      8,
      ['pascal_voc_metrics'],
    ]);
  });
});

describe('requireModel', () => {
  test('refuses a config of another model, or of none', () => {
    const config: PipelineConfig = {model: {faster_rcnn: {num_classes: 2}}};
    expect(requireModel(config, 'faster_rcnn').num_classes).toBe(2);
    expect(requireModel({toy_ssd: {num_classes: 4}}, 'toy_ssd').num_classes).toBe(4);
    const error = expect.objectContaining({code: 'pipeline-config/model'}) as Error;
    expect(() => requireModel(config, 'ssd')).toThrow(error);
    expect(() => requireModel(config, 'ssd', {source: 'a.config'})).toThrow(
      'a.config: the config is of faster_rcnn, but ssd was asked for.',
    );
    expect(() => requireModel({}, 'toy_ssd')).toThrow('describes no model');
  });
});
