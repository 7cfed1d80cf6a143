import {describe, expect, test} from 'vitest';
import {parsePipelineConfig} from './parse-pipeline-config.ts';
import {refuseSettings} from './refuse-settings.ts';

const config = parsePipelineConfig(`
  train_config { batch_size: 8 optimizer { momentum_optimizer {} } freeze_variables: "Body" gradient_clipping_by_norm: 10 }
`);
const said = (settings: Parameters<typeof refuseSettings>[1]): unknown => {
  try {
    refuseSettings(config, settings, {source: 'mine.config', program: 'The trainer'});
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('refuseSettings', () => {
  test('lets through what is as supported, and what is not set', () => {
    const settings = {'train_config.batch_size': 8, 'train_config.sync_replicas': false, 'graph_rewriter.quantization': undefined};
    expect(said({...settings, 'train_config.data_augmentation_options': [], 'eval_config.metrics_set': []})).toBeUndefined();
  });

  test('names the path, what stands there and what to do', () => {
    const clipped = said({'train_config.sync_replicas': false, 'train_config.gradient_clipping_by_norm': 0});
    expect(clipped).toMatchObject({
      code: 'pipeline-config/unsupported',
      message: 'mine.config: train_config.gradient_clipping_by_norm: 10: The trainer cannot do that. Set it to 0.',
    });
  });

  test('counts defaults, lists and messages', () => {
    expect(String(said({'train_config.optimizer.use_moving_average': false}))).toContain(
      'true: The trainer cannot do that. Set it to false.',
    );
    expect(String(said({'train_config.freeze_variables': []}))).toContain(
      'train_config.freeze_variables: The trainer cannot do that. Delete it.',
    );
    expect(String(said({'train_config.optimizer.momentum_optimizer': undefined}))).toContain('Delete it.');
  });
});
