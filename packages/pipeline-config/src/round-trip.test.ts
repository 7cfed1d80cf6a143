import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {decodePipelineConfig} from './decode-pipeline-config.ts';
import {diffPipelineConfigs} from './diff-pipeline-configs.ts';
import {encodePipelineConfig} from './encode-pipeline-config.ts';
import {formatPipelineConfig} from './format-pipeline-config.ts';
import {parsePipelineConfig} from './parse-pipeline-config.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import {resolvePipelineConfig} from './resolve-pipeline-config.ts';
import {ROOT, enumOf, messageOf, messageType} from './schema/field.ts';
import type {Field, Message, MessageType} from './schema/field.ts';

const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  int32: fc.integer({min: -(2 ** 31), max: 2 ** 31 - 1}),
  uint32: fc.integer({min: 0, max: 2 ** 32 - 1}),
  float: fc.float(),
  bool: fc.boolean(),
  string: fc.oneof(
    fc.string({unit: 'binary', maxLength: 8}),
    fc.string({unit: fc.constantFrom('"', "'", '\\', '\n', '\0', '#', '{', 'é', '7')}),
  ),
};

function valueOf(field: Field): fc.Arbitrary<unknown> {
  const inner = messageOf(field);
  const values = enumOf(field);
  const one =
    inner !== undefined ? messageOfType(inner) : values !== undefined ? fc.constantFrom(...Object.keys(values)) : SCALARS[field.type];
  return field.repeated === true ? fc.array(one as fc.Arbitrary<unknown>, {minLength: 1, maxLength: 3}) : (one as fc.Arbitrary<unknown>);
}

function messageOfType(type: MessageType): fc.Arbitrary<Message> {
  return fc.shuffledSubarray([...type.fields], {maxLength: Math.min(5, type.fields.length)}).chain((fields) => {
    const chosen = fields.filter(({oneof}, index) => oneof === undefined || fields.findIndex((field) => field.oneof === oneof) === index);
    return fc.record(Object.fromEntries(chosen.map((field) => [field.name, valueOf(field)])));
  });
}

const anyConfig = messageOfType(messageType(ROOT)) as fc.Arbitrary<PipelineConfig>;

describe('a config of any fields and values', () => {
  test('goes from text to bytes to text unchanged', () => {
    const property = fc.property(anyConfig, (config) => {
      const text = formatPipelineConfig(config);
      const fromText = parsePipelineConfig(text, {check: false});
      const fromBytes = decodePipelineConfig(encodePipelineConfig(fromText), {check: false});
      expect(fromText).toEqual(config);
      expect(fromBytes).toEqual(config);
      expect(formatPipelineConfig(fromBytes)).toBe(text);
    });
    fc.assert(property, {numRuns: 300});
  });

  test('differs in nothing from itself with its defaults written out', () => {
    const property = fc.property(anyConfig, (config) => {
      const resolved = parsePipelineConfig(formatPipelineConfig(config, {resolved: true}), {check: false});
      expect(diffPipelineConfigs(config, resolved)).toEqual([]);
      expect(resolvePipelineConfig(resolved)).toEqual(resolvePipelineConfig(config));
      expect(formatPipelineConfig(resolved, {resolved: true})).toBe(formatPipelineConfig(resolved));
    });
    fc.assert(property, {numRuns: 100});
  });
});

describe('bytes', () => {
  test('of any kind give a config or a PipelineConfigError', () => {
    const property = fc.property(
      fc.uint8Array({maxLength: 40}),
      fc.constantFrom('throw' as const, 'skip' as const),
      (bytes, unknownFields) => {
        try {
          decodePipelineConfig(bytes, {unknownFields, check: false});
        } catch (error) {
          expect(error).toMatchObject({name: 'PipelineConfigError'});
        }
      },
    );
    fc.assert(property, {numRuns: 1000});
  });
});

describe('text', () => {
  test('of any kind gives a config or a PipelineConfigError with a line', () => {
    const piece = fc.constantFrom(
      'train_config',
      'batch_size',
      'model',
      'ssd',
      '{',
      '}',
      '<',
      '>',
      '[',
      ']',
      ':',
      ',',
      ';',
      '-',
      '3',
      '.5',
      '"a"',
      '\n',
      '#',
      'inf',
      '\\',
      '"',
    );
    const property = fc.property(fc.array(piece, {maxLength: 12}), (pieces) => {
      try {
        parsePipelineConfig(pieces.join(' '));
      } catch (error) {
        expect(error).toMatchObject({name: 'PipelineConfigError', detail: {line: expect.any(Number) as number}});
      }
    });
    fc.assert(property, {numRuns: 2000});
  });
});
