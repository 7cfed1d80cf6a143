import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {hasCode} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {allDtypes, fill, fixturePath, readGolden, toySsd} from '../fixtures/golden.ts';
import type {CheckpointDtype, CheckpointTensor} from './checkpoint-tensor.ts';
import {decodeCheckpoint} from './decode-checkpoint.ts';
import {encodeCheckpoint} from './encode-checkpoint.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const scalar = (value: number): CheckpointTensor => ({dtype: 'float32', shape: [], data: Float32Array.of(value)});

describe('encodeCheckpoint', () => {
  test('gives the bytes of tf.compat.v1.train.Saver: 68 variables, shared prefixes, restarts', async () => {
    const golden = await readGolden('saver/model.ckpt-7');
    const {index, data} = encodeCheckpoint(toySsd());
    expect(hex(index)).toBe(hex(golden.index));
    expect(hex(data)).toBe(hex(golden.data[0] as Uint8Array));
  });

  test('gives the bytes of SaveV2 for every element type, non-ASCII names and long shapes', async () => {
    const golden = await readGolden('dtypes/all');
    const {index, data} = encodeCheckpoint(new Map([...allDtypes()].toReversed()));
    expect(hex(index)).toBe(hex(golden.index));
    expect(hex(data)).toBe(hex(golden.data[0] as Uint8Array));
  });

  test('gives the bytes of SaveV2 for one variable', async () => {
    const {index} = encodeCheckpoint(new Map([['only', scalar(1)]]));
    expect(hex(index)).toBe(hex((await readGolden('dtypes/none')).index));
  });

  test('gives the bytes of SaveV2 for an index of several blocks', async () => {
    const report = JSON.parse(await readFile(fixturePath('large.json'), 'utf8')) as Record<string, unknown>;
    const spec: Record<string, [CheckpointDtype, number[]]> = {};
    for (let n = 0; n < 9000; n += 1) {
      const place = (n * 7919) % 9000;
      const scope = String(Math.floor(place / 90)).padStart(3, '0');
      spec[`scope_${scope}/layer_${String(place).padStart(4, '0')}/weights`] = ['float32', [n % 3]];
    }
    const {index, data} = encodeCheckpoint(fill(spec));
    expect({index: {bytes: index.length, sha256: sha256(index)}, data: {bytes: data.length, sha256: sha256(data)}}).toEqual(report);
  });

  test('comes back as it went', () => {
    const tensor = fc.oneof(
      fc.float32Array({maxLength: 9}).map((data) => ({dtype: 'float32' as const, shape: [data.length], data})),
      fc.bigInt64Array({minLength: 6, maxLength: 6}).map((data) => ({dtype: 'int64' as const, shape: [2, 1, 3], data})),
      fc.int8Array({minLength: 1, maxLength: 1}).map((data) => ({dtype: 'int8' as const, shape: [], data})),
    );
    const name = fc.string({unit: 'grapheme', minLength: 1}).filter((text) => !text.startsWith('\0'));
    const property = fc.property(fc.array(fc.tuple(name, tensor), {maxLength: 40}), (variables) => {
      const tensors = new Map<string, CheckpointTensor>(variables);
      const {index, data} = encodeCheckpoint(tensors);
      expect(decodeCheckpoint(index, [data])).toEqual(tensors);
    });
    fc.assert(property);
  });

  test('writes a part of a larger array, and no variables at all', () => {
    const part = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    const {index, data} = encodeCheckpoint(new Map([['v', {dtype: 'float32', shape: [2], data: part}]]));
    expect(decodeCheckpoint(index, [data]).get('v')?.data).toEqual(Float32Array.of(1, 2));
    const empty = encodeCheckpoint(new Map());
    expect(decodeCheckpoint(empty.index, [empty.data])).toEqual(new Map());
  });

  test.each<[string, CheckpointTensor, string]>([
    ['', scalar(1), 'an empty name'],
    ['\0v', scalar(1), 'a name that starts with a zero byte'],
    ['\ud800', scalar(1), 'half a surrogate pair'],
    ['v', {dtype: 'float32', shape: [2, 3], data: new Float32Array(5)}, 'shape [2, 3] and 5 elements, but must have 6 elements'],
    ['v', {dtype: 'float32', shape: [-1], data: new Float32Array(1)}, 'shape [-1]'],
    ['v', {dtype: 'float32', shape: [0.5], data: new Float32Array(1)}, 'shape [0.5]'],
    ['v', {dtype: 'int64', shape: [1], data: new Int32Array(1)}, 'dtype int64 and a Int32Array, but must have a BigInt64Array'],
    ['v', {dtype: 'bool', shape: [1], data: Uint8Array.of(2)}, 'bool elements above 1'],
    ['v', {dtype: 'string' as 'bool', shape: [1], data: Uint8Array.of(0)}, 'dtype string, but must have float32, float64'],
  ])('refuses %j', (name, tensor, message) => {
    let error: unknown;
    try {
      encodeCheckpoint(new Map([[name, tensor]]));
    } catch (thrown) {
      error = thrown;
    }
    expect(hasCode(error, 'checkpoint/tensor')).toBe(true);
    expect((error as Error).message).toContain(`Tensor ${JSON.stringify(name)} has ${message}`);
  });
});
