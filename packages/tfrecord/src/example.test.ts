import {hasCode} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {readGolden} from '../fixtures/golden.ts';
import {decodeExample} from './decode-example.ts';
import {encodeExample} from './encode-example.ts';
import type {Feature} from './feature.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const golden = (): Promise<Uint8Array[]> => readGolden('features.tfrecord');

// The features that fixtures/make_fixtures.py gives to TensorFlow, in another order.
const ODD_FEATURES: Record<string, Feature> = {
  '\u{1f980}': {int64: [2]},
  '\uffff': {int64: [1]},
  aa: {bytes: []},
  'a.b': {int64: []},
  'a/b': {float: []},
  a: {float: [0, -0, 1e-45, 3.4028234663852886e38, Infinity, 0.1]},
  B: {bytes: [new Uint8Array(), Uint8Array.of(0, 255), utf8('café')]},
  é: {int64: [0, 1, -1, 127, 128, 300, 2 ** 31, 2 ** 53 - 1, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)]},
  '': {int64: [7]},
};

describe('encodeExample', () => {
  test("gives the bytes of TensorFlow's deterministic encoding", async () => {
    expect(hex(encodeExample(ODD_FEATURES))).toBe(hex((await golden())[0] as Uint8Array));
    expect(hex(encodeExample({}))).toBe(hex((await golden())[3] as Uint8Array));
  });

  test('encodes one integer by hand', () => {
    // features { feature { key: 'a' value { int64_list { value: 300 } } } }
    expect(hex(encodeExample({a: {int64: [300]}}))).toBe('0a0d 0a0b 0a0161 1206 1a04 0a02ac02'.replaceAll(' ', ''));
  });

  test('takes a Float32Array as well as numbers', () => {
    expect(encodeExample({x: {float: Float32Array.of(0.1, 2)}})).toEqual(encodeExample({x: {float: [0.1, 2]}}));
  });

  test.each([1.5, Number.NaN, 2 ** 53, 2n ** 63n, -(2n ** 63n) - 1n])('refuses %s as an int64 and names the key', (value) => {
    expect(() => encodeExample({'image/height': {int64: [value]}})).toThrow(`feature "image/height" holds ${value}`);
  });
});

describe('decodeExample', () => {
  test("reads TensorFlow's Example, keys in the order of the file", async () => {
    const decoded = decodeExample((await golden())[0] as Uint8Array);
    expect(Object.keys(decoded)).toEqual(['B', 'a.b', 'a/b', 'aa', 'a', 'é', '\uffff', '\u{1f980}', '']);
    expect(decoded['a']).toEqual({float: Float32Array.of(0, -0, 1e-45, 3.4028234663852886e38, Infinity, 0.1)});
    expect(decoded['é']).toEqual(ODD_FEATURES['é']);
    expect(decoded['aa']).toEqual({bytes: []});
  });

  test('reads unpacked lists and passes over unknown fields', async () => {
    expect(decodeExample((await golden())[1] as Uint8Array)).toEqual({
      bytes: {bytes: [utf8('a'), new Uint8Array()]},
      float: {float: Float32Array.of(0.5, -1.25, 3)},
      int64: {int64: [1, -2, 2n ** 53n + 1n]},
    });
  });

  test('reads empty Examples and leaves out a feature without a list', async () => {
    for (const at of [2, 3, 4]) expect(decodeExample((await golden())[at] as Uint8Array)).toEqual({});
  });

  test('joins packed and unpacked parts of one list, and lets the last entry and the last kind win', () => {
    const list = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');
    // key 'a': int64_list { packed [1, 2], unpacked 3 }
    expect(decodeExample(list('0a0f 0a0d 0a0161 1208 1a06 0a020102 0803'))).toEqual({a: {int64: [1, 2, 3]}});
    // key 'a' twice: 1, then 2
    expect(decodeExample(list('0a16 0a09 0a0161 1204 1a02 0801 0a09 0a0161 1204 1a02 0802'))).toEqual({a: {int64: [2]}});
    // key 'a': int64_list { 1 }, then bytes_list { 'x' }
    expect(decodeExample(list('0a10 0a0e 0a0161 1209 1a02 0801 0a03 0a0178'))).toEqual({a: {bytes: [utf8('x')]}});
  });

  test('gives back what was encoded', () => {
    const feature: fc.Arbitrary<Feature> = fc.oneof(
      fc.array(fc.uint8Array({maxLength: 5}), {maxLength: 4}).map((bytes) => ({bytes})),
      fc.float32Array({maxLength: 20}).map((float) => ({float})),
      fc
        .array(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), {maxLength: 5})
        .map((values) => ({int64: values.map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value))})),
    );
    const features = fc.dictionary(fc.string({unit: 'grapheme'}), feature, {noNullPrototype: true, maxKeys: 6});
    const property = fc.property(features, (value) => {
      expect(decodeExample(encodeExample(value))).toEqual(value);
    });
    fc.assert(property);
  });

  test('keeps the keys that mean something to JavaScript', () => {
    const features = JSON.parse('{"__proto__": {"int64": [1]}, "constructor": {"int64": [2]}}') as Record<string, Feature>;
    expect(Object.entries(decodeExample(encodeExample(features)))).toEqual([
      ['__proto__', {int64: [1]}],
      ['constructor', {int64: [2]}],
    ]);
  });

  test('refuses other bytes, every cut and every message that leaves its parent', () => {
    const whole = encodeExample({a: {int64: [300]}, b: {float: [1]}});
    for (let length = 1; length < whole.length; length += 1) {
      expect(() => decodeExample(whole.subarray(0, length), {source: 'x.tfrecord#3'})).toThrow(/^x\.tfrecord#3: not a tf\.train\.Example/);
    }
    const error = caught(() => decodeExample(Buffer.from('0aff', 'hex')));
    expect(hasCode(error, 'tfrecord/example-format')).toBe(true);
    // A packed float list of 3 bytes, and an entry that reaches past Features.
    expect(() => decodeExample(Buffer.from('0a0e0a0c0a0161120712050a030000007801', 'hex'))).toThrow('leaves its message');
    expect(() => decodeExample(Buffer.from('0a030a040a016112', 'hex'))).toThrow('not a tf.train.Example');
  });

  test('never throws anything else', () => {
    const property = fc.property(fc.uint8Array({maxLength: 60}), (bytes) => {
      const error = caught(() => decodeExample(bytes));
      expect(error === undefined || hasCode(error, 'tfrecord/example-format')).toBe(true);
    });
    fc.assert(property);
  });
});

function caught(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}
