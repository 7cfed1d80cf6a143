import {hasCode} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {decodePipelineConfig} from './decode-pipeline-config.ts';
import {encodePipelineConfig} from './encode-pipeline-config.ts';
import type {PipelineConfigError} from './errors/pipeline-config-error.ts';
import {formatPipelineConfig} from './format-pipeline-config.ts';
import {parsePipelineConfig} from './parse-pipeline-config.ts';
import type {PipelineConfig} from './pipeline-config.ts';

function refusal(work: () => unknown): PipelineConfigError {
  try {
    work();
  } catch (error) {
    expect((error as Error).name).toBe('PipelineConfigError');
    return error as PipelineConfigError;
  }
  return expect.unreachable('should have been refused');
}

describe('parsePipelineConfig', () => {
  test('reads what people write', () => {
    const text = `# SSD with commas, both quotes and both braces
      model: {
        ssd < num_classes: 0x5A, image_resizer { fixed_shape_resizer { height: 200; width: 300 } }
          anchor_generator { ssd_anchor_generator { aspect_ratios: 1.0f aspect_ratios: [2, .5] aspect_ratios: 0.3333 } }
          feature_extractor { conv_hyperparams { activation: 2 batch_norm { scale: t } } }
        >
      }
      train_input_reader { tf_record_input_reader { input_path: '/data/' "train.record" } }`;
    expect(parsePipelineConfig(text)).toEqual({
      model: {
        ssd: {
          num_classes: 90,
          image_resizer: {fixed_shape_resizer: {height: 200, width: 300}},
          feature_extractor: {conv_hyperparams: {activation: 'RELU_6', batch_norm: {scale: true}}},
          anchor_generator: {ssd_anchor_generator: {aspect_ratios: [1, 2, 0.5, Math.fround(0.3333)]}},
        },
      },
      train_input_reader: {tf_record_input_reader: {input_path: ['/data/train.record']}},
    });
  });

  test('reads an empty config', () => {
    expect(parsePipelineConfig('')).toEqual({});
    expect(parsePipelineConfig('\uFEFF# nothing\n')).toEqual({});
  });

  const train = (body: string): string => `train_config {\n${body}\n}`;
  test.each<[string, string, string]>([
    [
      train('  batch_sise: 3'),
      'unknown-field',
      'x.config:2: train_config: batch_sise is no field of TrainConfig. Did you mean batch_size?',
    ],
    [
      train('\n num_classes: 3'),
      'unknown-field',
      'x.config:3: train_config: num_classes is no field of TrainConfig. It belongs elsewhere: toy_ssd.num_classes,',
    ],
    ['trainconfig { }', 'unknown-field', 'x.config:1: trainconfig is no field of TrainEvalPipelineConfig. Did you mean train_config?'],
    [
      'model { ssd { feature_extractor {\nbatch_norm_trainable: true\n} } }',
      'removed-field',
      'x.config:2: model.ssd.feature_extractor: batch_norm_trainable was removed',
    ],
    [
      'model { faster_rcnn { first_stage_only: true } }',
      'removed-field',
      'x.config:1: model.faster_rcnn: first_stage_only of the revision of November 2017 (E1) was replaced by number_of_stages.',
    ],
    ['model { center_net { } }', 'revision', 'x.config:1: model: center_net came with the revisions for TensorFlow 2'],
    ['toy_ssd { }', 'unknown-field', 'x.config:1: toy_ssd is an extension. Write [oid.protos.toy_ssd].'],
    [
      '[oid.protos.toy_sdd] { }',
      'unknown-field',
      'x.config:1: no extension [oid.protos.toy_sdd] of TrainEvalPipelineConfig is known here. Known: [oid.protos.toy_ssd].',
    ],
    [train('batch_size: 3\nbatch_size: 3'), 'duplicate', 'x.config:3: train_config.batch_size: batch_size is already given on line 2'],
    ['train_config {}\n\ntrain_config {}', 'duplicate', 'x.config:3: train_config: train_config is already given on line 1'],
    [
      'model { ssd { }\nfaster_rcnn { } }',
      'oneof',
      'x.config:2: model: faster_rcnn excludes ssd of line 1: DetectionModel takes one of them.',
    ],
    [
      train('batch_size: 2.0'),
      'type',
      'x.config:2: train_config.batch_size: 2.0 is written as a fraction, but the field takes whole numbers (uint32).',
    ],
    [train('batch_size: -1'), 'type', 'x.config:2: train_config.batch_size: -1 is out of range. The field takes 0 to 4294967295 (uint32).'],
    [train('batch_size: 09'), 'type', 'x.config:2: train_config.batch_size: 09 begins with 0'],
    [train('sync_replicas: yes'), 'type', 'x.config:2: train_config.sync_replicas: yes is neither true nor false.'],
    [train('fine_tune_checkpoint: a'), 'type', 'x.config:2: train_config.fine_tune_checkpoint: a is no string. Put it in quotes: "a".'],
    [
      train('optimizer: 3'),
      'type',
      'x.config:2: train_config.optimizer: 3 stands where the fields of Optimizer should, in braces: optimizer { … }.',
    ],
    [
      'model { ssd { post_processing { score_converter: SIGMOYD } } }',
      'type',
      'x.config:1: model.ssd.post_processing.score_converter: SIGMOYD is none of IDENTITY, SIGMOID, SOFTMAX. Did you mean SIGMOID?',
    ],
    [train('batch_size 3'), 'syntax', 'x.config:2: train_config.batch_size: a colon is missing after batch_size.'],
    ['train_config {\n batch_size: 3\n', 'syntax', 'x.config:3: train_config: the { of line 1 is not closed. Add }.'],
    [train(`fine_tune_checkpoint: 'a`), 'syntax', "x.config:2: a string that begins with ' is not closed on its line."],
    [train('batch_size: 3 @'), 'syntax', 'x.config:2: "@" means nothing here.'],
    [train('\n\nbatch_size: 0'), 'value', 'x.config:4: train_config.batch_size: 0 is out of range: it must be 1 or more.'],
    [
      train('gradient_clipping_by_norm: nan'),
      'value',
      'x.config:2: train_config.gradient_clipping_by_norm: nan is out of range: it must be 0 or more.',
    ],
    [
      train('startup_delay_steps: 1e39'),
      'value',
      'x.config:2: train_config.startup_delay_steps: inf is out of range: it must be a finite number.',
    ],
    [
      'train_config { optimizer { momentum_optimizer { learning_rate { manual_step_learning_rate {\nschedule { step: 0 learning_rate: 1 } } } } } }',
      'value',
      'x.config:2: train_config.optimizer.momentum_optimizer.learning_rate.manual_step_learning_rate.schedule[0].step: the first step cannot be 0.',
    ],
    [
      'eval_config {\n metrics_set: "coco_detection_metrics"\n metrics_set: "pascal_voc_metrics" }',
      'value',
      'x.config:3: eval_config.metrics_set[1]: "pascal_voc_metrics" was renamed after E1. Write "pascal_voc_detection_metrics"',
    ],
    ['model { ssd { } }\n[oid.protos.toy_ssd] { }', 'value', 'x.config:2: toy_ssd: the config has model besides.'],
  ])('refuses %j as %s and names file and line', (text, problem, message) => {
    const error = refusal(() => parsePipelineConfig(text, {source: 'x.config'}));
    expect(error.message.slice(0, message.length)).toBe(message);
    expect(hasCode(error, `pipeline-config/${problem}`)).toBe(true);
    expect(error.detail).toMatchObject({source: 'x.config', problem, line: Number(/:(\d+):/.exec(message)?.[1])});
  });

  test('refuses the fields of a later revision when asked for one', () => {
    const e3 = 'model { ssd {\n return_raw_detections_during_predict: true } }';
    expect(parsePipelineConfig(e3, {revision: 'E3'}).model?.ssd?.return_raw_detections_during_predict).toBe(true);
    const error = refusal(() => parsePipelineConfig(e3, {revision: 'E2'}));
    expect(error.message).toBe(
      'pipeline.config:2: model.ssd.return_raw_detections_during_predict: return_raw_detections_during_predict came with revision E3, so E2 ' +
        'refuses it. Delete it.',
    );
    expect(error.code).toBe('pipeline-config/revision');
    const readers = 'eval_input_reader {}\neval_input_reader {}';
    expect(refusal(() => parsePipelineConfig(readers, {revision: 'E1', check: false})).message).toContain(
      'E1 takes one eval_input_reader, and 2',
    );
    expect(() => parsePipelineConfig('', {revision: 'E4' as never})).toThrow('Option revision is "E4"');
  });

  test('takes the metrics of E1 as E1', () => {
    expect(
      parsePipelineConfig("eval_config { metrics_set: 'pascal_voc_metrics' }", {revision: 'E1'}).eval_config?.metrics_set,
    ).toHaveLength(1);
  });

  test('leaves values alone on request', () => {
    expect(parsePipelineConfig('train_config { batch_size: 0 }', {check: false})).toEqual({train_config: {batch_size: 0}});
  });
});

describe('formatPipelineConfig', () => {
  test('writes fields in the order of their numbers, floats short', () => {
    const config: PipelineConfig = {
      toy_ssd: {num_classes: 2},
      train_config: {gradient_clipping_by_norm: 0.1, batch_size: 4, freeze_variables: ['a"', 'é\u0001\u0085']},
    };
    expect(formatPipelineConfig(config)).toBe(
      'train_config {\n  batch_size: 4\n  gradient_clipping_by_norm: 0.1\n  freeze_variables: "a\\""\n  freeze_variables: "é\\001\u0085"\n}\n' +
        '[oid.protos.toy_ssd] {\n  num_classes: 2\n}\n',
    );
  });

  test('writes defaults out, except empty strings, deprecated fields and those of later revisions', () => {
    const graph: PipelineConfig = {graph_rewriter: {quantization: {}}};
    const text = 'graph_rewriter {\n  quantization {\n    delay: 500000\n    weight_bits: 8\n    activation_bits: 8\n  }\n}\n';
    expect(formatPipelineConfig(graph, {resolved: true})).toBe(text);
    expect(formatPipelineConfig(graph, {resolved: true, revision: 'E3'})).toContain('symmetric: false');
    const reader = formatPipelineConfig({train_input_reader: {}}, {resolved: true});
    expect(reader).toContain('mask_type: NUMERICAL_MASKS\n');
    expect(reader).toContain('num_readers: 64\n');
    expect(reader).not.toMatch(/label_map_path|queue_capacity/);
    expect(formatPipelineConfig({train_input_reader: {}, eval_config: {}}, {resolved: true, revision: 'E1'})).toMatch(
      /num_readers: 8\n[\s\S]*"pascal_voc_metrics"/,
    );
  });

  test.each<[object, string, string]>([
    [{train_cfg: {}}, 'unknown-field', 'pipeline config: train_cfg is no field of TrainEvalPipelineConfig. Did you mean train_config?'],
    [{train_config: 3}, 'type', 'pipeline config: train_config: 3 stands where an object with the fields of TrainConfig should.'],
    [
      {train_config: {batch_size: 1.5}},
      'type',
      'pipeline config: train_config.batch_size: 1.5 is no whole number from 0 to 4294967295 (uint32).',
    ],
    [{train_config: {freeze_variables: 'a'}}, 'type', 'pipeline config: train_config.freeze_variables: "a" stands where an array should'],
    [{train_config: {freeze_variables: ['a', 1]}}, 'type', 'pipeline config: train_config.freeze_variables[1]: 1 is no string.'],
    [{train_config: {fine_tune_checkpoint: '\ud800'}}, 'type', 'half a surrogate pair'],
    [{train_config: {sync_replicas: 1}}, 'type', 'pipeline config: train_config.sync_replicas: 1 is neither true nor false.'],
    [{model: {ssd: {}, faster_rcnn: {}}}, 'oneof', 'pipeline config: model: ssd excludes faster_rcnn'],
  ])('refuses %o', (config, problem, message) => {
    for (const write of [formatPipelineConfig, encodePipelineConfig]) {
      const error = refusal(() => write(config));
      expect(error.code).toBe(`pipeline-config/${problem}`);
      expect(error.message).toContain(message);
    }
  });
});

describe('decodePipelineConfig', () => {
  const bytes = encodePipelineConfig({train_config: {batch_size: 8, fine_tune_checkpoint: 'm'}});

  test('reads as protobuf has it: the last value counts, messages merge, scalars may be packed', () => {
    expect(decodePipelineConfig(new Uint8Array())).toEqual({});
    const later = encodePipelineConfig({train_config: {batch_size: 9}});
    expect(decodePipelineConfig(Uint8Array.of(...bytes, ...later))).toEqual({train_config: {batch_size: 9, fine_tune_checkpoint: 'm'}});
    const [rcnn, ssd] = [{model: {faster_rcnn: {}}}, {model: {ssd: {num_classes: 2}}}].map(encodePipelineConfig) as [
      Uint8Array,
      Uint8Array,
    ];
    expect(decodePipelineConfig(Uint8Array.of(...rcnn, ...ssd))).toEqual({model: {ssd: {num_classes: 2}}});
    const wrap = (tag: number, inner: readonly number[]): number[] => [tag, inner.length, ...inner];
    const packed = [0x42, 8, 0, 0, 128, 63, 0, 0, 0, 64];
    const unpacked = [0x45, 0, 0, 128, 63, 0x45, 0, 0, 0, 64];
    for (const ratios of [packed, unpacked]) {
      const config = decodePipelineConfig(Uint8Array.from(wrap(0x0a, wrap(0x0a, wrap(0x32, wrap(0x0a, ratios))))), {check: false});
      expect(config.model?.faster_rcnn?.first_stage_anchor_generator?.grid_anchor_generator).toEqual({aspect_ratios: [1, 2]});
    }
  });

  test.each<[Uint8Array, string, string]>([
    [bytes.subarray(0, -1), 'binary', 'train_config: it reaches past the end'],
    [new TextEncoder().encode('model { ssd { } }'), 'unknown-field', 'TrainEvalPipelineConfig has no field 13.'],
    [Uint8Array.of(0x12, 2, 0x0d, 8), 'binary', 'train_config.batch_size: its wire type is 5, but uint32 has 0.'],
    [Uint8Array.of(0x80), 'binary', 'the bytes end within a field'],
    [Uint8Array.of(0x12, 3, 0x3a, 1, 0xff), 'binary', 'train_config.fine_tune_checkpoint: its bytes are not UTF-8.'],
    [Uint8Array.of(0xa2, 6, 0), 'unknown-field', 'TrainEvalPipelineConfig has no field 100.'],
    [Uint8Array.of(0x0a, 6, 0x12, 4, 0x1a, 2, 0x30, 1), 'removed-field', 'model.ssd.feature_extractor: batch_norm_trainable was removed'],
    [Uint8Array.of(0x1a, 2, 0x50, 9), 'binary', 'train_input_reader.mask_type: 9 is no number of DEFAULT, NUMERICAL_MASKS, PNG_MASKS.'],
    [Uint8Array.of(0, 0), 'binary', 'a field has number 0.'],
    [encodePipelineConfig({train_config: {batch_size: 0}}), 'value', 'train_config.batch_size: 0 is out of range'],
  ])('refuses %o as %s', (data, problem, message) => {
    const error = refusal(() => decodePipelineConfig(data, {source: 'x.bin'}));
    expect(error.message).toContain(message);
    expect(error.code).toBe(`pipeline-config/${problem}`);
    expect(error.detail.source).toBe('x.bin');
  });

  test('leaves unknown fields out on request', () => {
    expect(decodePipelineConfig(Uint8Array.of(0xa2, 6, 0, ...bytes), {unknownFields: 'skip'}).train_config?.batch_size).toBe(8);
    expect(decodePipelineConfig(Uint8Array.of(0x1a, 2, 0x50, 9), {unknownFields: 'skip'})).toEqual({train_input_reader: {}});
    expect(() => decodePipelineConfig(bytes, {unknownFields: 'keep' as never})).toThrow('Option unknownFields');
  });
});
