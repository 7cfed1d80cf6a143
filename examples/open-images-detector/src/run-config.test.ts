import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {formatPipelineConfig, readyMadeConfig} from '@oid/pipeline-config';
import type {PipelineConfig} from '@oid/pipeline-config';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {FlowOptions} from './options.ts';
import {parseCommandLine} from './options.ts';
import {budgetOf, readRunConfig} from './run-config.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oid-run-config-'));
});
afterAll(async () => {
  await rm(folder, {recursive: true});
});

const options = (...words: string[]): FlowOptions => parseCommandLine(['node', 'flow', '--release', 'r', '--out', 'o', ...words]).options;
const DATA = {
  numClasses: 3,
  trainRecords: ['/o/records/train-00000-of-00002', '/o/records/train-00001-of-00002'],
  evalRecords: ['/o/records/validation-00000-of-00001'],
};
const configOf = async (...words: string[]): Promise<PipelineConfig> => (await readRunConfig(options(...words))).withData('/o', DATA);
const cosineOf = (config: PipelineConfig): unknown =>
  config.train_config?.optimizer?.momentum_optimizer?.learning_rate?.cosine_decay_learning_rate;

describe('readRunConfig', () => {
  test("makes the flow's recipe, for the data at hand", async () => {
    const config = await configOf('--input-size', '128', '--batch', '4', '--learning-rate', '0.5');
    expect(config.train_config).toMatchObject({batch_size: 4, data_augmentation_options: [{random_horizontal_flip: {}}]});
    expect(cosineOf(config)).toMatchObject({learning_rate_base: 0.5});
    expect(config.toy_ssd).toMatchObject({num_classes: 3, image_resizer: {fixed_shape_resizer: {height: 128, width: 128}}});
    expect(config.train_input_reader).toEqual({
      label_map_path: 'label_map.pbtxt',
      tf_record_input_reader: {input_path: ['records/train-?????-of-00002']},
    });
    expect(config.eval_input_reader?.[0]?.tf_record_input_reader?.input_path).toEqual(['records/validation-?????-of-00001']);
    expect((await readRunConfig(options('--input-size', '128'))).inputSize).toBe(128);
  });

  test('takes a file, and lets --set have the last word', async () => {
    const file = join(folder, 'mine.config');
    await writeFile(file, formatPipelineConfig(readyMadeConfig('toy-ssd', {numClasses: 3})));
    const config = await configOf('--config', file, '--set', 'train_config.batch_size=16', 'train_input_reader.label_map_path=mine.pbtxt');
    expect(config.train_config?.batch_size).toBe(16);
    expect(config.train_input_reader?.label_map_path).toBe('mine.pbtxt');
    expect(config.train_input_reader?.tf_record_input_reader?.input_path).toEqual(['records/train-?????-of-00002']);
    expect((await readRunConfig(options('--config', file))).inputSize).toBe(256);
  });

  test.each([
    ['--set train_config.batch_sise=1', 'pipeline-config/unknown-field', 'Did you mean batch_size?'],
    ['--set toy_ssd.num_classes=77', 'flow/class-count', 'for 77 classes, but 3 are selected'],
    ['--set train_config.optimizer.use_moving_average=true', 'pipeline-config/unsupported', 'Set it to false'],
    ['--config nowhere.config', 'ENOENT', 'nowhere.config'],
  ])('refuses %s', async (words, code, message) => {
    await expect(configOf(...words.split(' '))).rejects.toMatchObject({code, message: expect.stringContaining(message) as unknown});
  });

  test('refuses a config of another model, and names the file', async () => {
    const file = join(folder, 'ssd.config');
    await writeFile(file, formatPipelineConfig(readyMadeConfig('ssd-mobilenet-v2', {numClasses: 3})));
    await expect(readRunConfig(options('--config', file))).rejects.toMatchObject({
      code: 'pipeline-config/model',
      message: expect.stringContaining(`${file}: the config is of ssd`) as unknown,
    });
  });
});

describe('budgetOf', () => {
  test('turns epochs into steps, and stretches the schedule', async () => {
    const {config, minutes} = budgetOf(await configOf('--batch', '4'), options('--epochs', '3'), 10);
    expect([config.train_config?.num_steps, minutes]).toEqual([8, undefined]);
    expect(cosineOf(config)).toMatchObject({total_steps: 8, warmup_steps: 0});
    expect(budgetOf(await configOf('--batch', '40'), options('--epochs', '3'), 10).config.train_config?.num_steps).toBe(3);
  });

  test('keeps time as time; without either, the steps of the config count, and without those ten minutes', async () => {
    const config = await configOf();
    expect(budgetOf(config, options('--minutes', '2'), 10)).toEqual({config, minutes: 2});
    expect(budgetOf(config, options(), 10)).toEqual({config, minutes: 10});
    const long = await configOf('--set', 'train_config.num_steps=500');
    expect(budgetOf(long, options(), 10)).toEqual({config: long, minutes: undefined});
    expect(budgetOf(long, options('--minutes', '2'), 10).minutes).toBe(2);
  });
});
