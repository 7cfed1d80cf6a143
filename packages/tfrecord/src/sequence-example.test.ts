import {hasCode} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {readGolden} from '../fixtures/golden.ts';
import type {Feature} from './feature.ts';
import {decodeSequenceExample, encodeSequenceExample} from './sequence-example.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('SequenceExample', () => {
  test("reads TensorFlow's and writes the same bytes", async () => {
    const [film, empty, nothing] = (await readGolden('sequences.tfrecord')) as [Uint8Array, Uint8Array, Uint8Array];
    expect(decodeSequenceExample(film)).toEqual({
      context: {film: {bytes: [utf8('a')]}, a: {int64: [300]}},
      featureLists: {
        frame: [{bytes: [utf8('1')]}, {bytes: [utf8('2'), utf8('3')]}],
        b: [],
        box: [{float: Float32Array.of(0.5)}, {float: new Float32Array()}, undefined],
      },
    });
    for (const bytes of [film, empty]) expect(Buffer.from(encodeSequenceExample(decodeSequenceExample(bytes))).equals(bytes)).toBe(true);
    expect(decodeSequenceExample(nothing)).toEqual({context: {}, featureLists: {}});
  });

  test('comes back as it went', () => {
    const feature: fc.Arbitrary<Feature | undefined> = fc.option(
      fc.oneof(
        fc.array(fc.uint8Array({maxLength: 4}), {maxLength: 3}).map((bytes) => ({bytes})),
        fc.float32Array({maxLength: 5}).map((float) => ({float})),
        fc.array(fc.integer(), {maxLength: 4}).map((int64) => ({int64})),
      ),
      {nil: undefined, freq: 8},
    );
    const lists = fc.dictionary(fc.string(), fc.array(feature, {maxLength: 4}), {noNullPrototype: true, maxKeys: 4});
    const context = fc.dictionary(
      fc.string(),
      feature.filter((value) => value !== undefined),
      {noNullPrototype: true, maxKeys: 4},
    );
    const property = fc.property(fc.record({context, featureLists: lists}, {noNullPrototype: true}), (example) => {
      expect(decodeSequenceExample(encodeSequenceExample(example))).toEqual(example);
    });
    fc.assert(property);
  });

  test('refuses other bytes with an error that names the message', () => {
    const property = fc.property(fc.uint8Array({maxLength: 60}), (bytes) => {
      try {
        decodeSequenceExample(bytes);
      } catch (error) {
        expect(hasCode(error, 'tfrecord/example-format')).toBe(true);
      }
    });
    fc.assert(property);
    expect(() => decodeSequenceExample(Buffer.from('0aff', 'hex'), {source: 'x'})).toThrow(/^x: not a tf\.train\.SequenceExample/);
  });
});
