import {crc32c, hasCode, maskCrc32c} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {allDtypes, readGolden, toySsd} from '../fixtures/golden.ts';
import {decodeCheckpoint} from './decode-checkpoint.ts';
import {encodeCheckpoint} from './encode-checkpoint.ts';
import {listCheckpoint} from './list-checkpoint.ts';

function failure(work: () => unknown): Error & {code: string} {
  try {
    work();
  } catch (error) {
    return error as Error & {code: string};
  }
  return expect.unreachable('should have failed');
}

describe('decodeCheckpoint', () => {
  test('reads what tf.compat.v1.train.Saver wrote', async () => {
    const {index, data} = await readGolden('saver/model.ckpt-7');
    const tensors = decodeCheckpoint(index, data);
    expect(tensors).toEqual(toySsd());
    expect([...tensors.keys()]).toEqual([...toySsd().keys()]);
    expect(tensors.get('global_step')?.data).toBeInstanceOf(BigInt64Array);
  });

  test('reads every element type', async () => {
    const {index, data} = await readGolden('dtypes/all');
    expect(decodeCheckpoint(index, data)).toEqual(allDtypes());
  });

  test('reads three shards', async () => {
    const {index, data} = await readGolden('shards/merged', 3);
    // Each shard was filled by the same rule, over all names together.
    expect(decodeCheckpoint(index, data)).toEqual(toySsd());
  });

  test("reads what a filter leaves of tf.train.Checkpoint's files, and names what it cannot read", async () => {
    const {index, data} = await readGolden('objects/ckpt-1');
    const filter = (name: string): boolean => name.endsWith('/.ATTRIBUTES/VARIABLE_VALUE');
    const tensors = decodeCheckpoint(index, data, {filter});
    expect(tensors.get('kernel/.ATTRIBUTES/VARIABLE_VALUE')).toEqual({
      dtype: 'float32',
      shape: [2, 3],
      data: Float32Array.of(1, 2, 3, 4, 5, 6),
    });
    expect(tensors.get('save_counter/.ATTRIBUTES/VARIABLE_VALUE')?.data).toEqual(BigInt64Array.of(1n));
    const error = failure(() => decodeCheckpoint(index, data, {source: 'ckpt-1'}));
    expect(error.message).toBe(
      'ckpt-1.index: tensor "_CHECKPOINTABLE_OBJECT_GRAPH" is of type string, which is not read. Pass a {filter} that leaves it out.',
    );
  });

  test.each([
    ['dtypes/half', 'tensor "b" is of type half'],
    ['dtypes/bfloat16', 'tensor "b" is of type bfloat16'],
    ['dtypes/slices', 'tensor "part" is partitioned'],
  ])('names what it cannot read in %s', async (prefix, message) => {
    const {index, data} = await readGolden(prefix);
    const error = failure(() => decodeCheckpoint(index, data));
    expect(error.code).toBe('checkpoint/unsupported');
    expect(error.message).toContain(message);
  });

  test('gives copies, not views', async () => {
    const {index, data} = await readGolden('dtypes/none');
    const tensors = decodeCheckpoint(index, data);
    (data[0] as Uint8Array).fill(255);
    expect(tensors.get('only')?.data).toEqual(Float32Array.of(1));
  });

  test('names tensor, file and byte of a damaged variable', async () => {
    const {index, data} = await readGolden('shards/merged', 3);
    (data[1] as Uint8Array)[1] = 1;
    const error = failure(() => decodeCheckpoint(index, data, {source: 'run/merged'}));
    expect(error).toMatchObject({
      code: 'checkpoint/corrupt',
      detail: {source: 'run/merged.data-00001-of-00003', byteOffset: 0, tensor: 'ToySsd/Body/Block_0/Conv_0/BatchNorm/beta/Momentum'},
    });
    expect(error.message).toMatch(
      /^run\/merged\.data-00001-of-00003: tensor "ToySsd\/Body.*" at byte 0 has CRC-32C 0x[0-9a-f]{8}, but the checkpoint stores 0x/,
    );
  });

  test('finds every flipped bit of the data and of all that matters in the index', () => {
    const {index, data} = encodeCheckpoint(
      new Map([
        ['a', {dtype: 'int32', shape: [2], data: Int32Array.of(1, 2)}],
        ['b', {dtype: 'bool', shape: [], data: Uint8Array.of(1)}],
      ]),
    );
    const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
      const damaged = bytes.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      return damaged;
    };
    for (let bit = 0; bit < data.length * 8; bit += 1) {
      expect(failure(() => decodeCheckpoint(index, [flip(data, bit)])).code).toBe('checkpoint/corrupt');
    }
    const whole = decodeCheckpoint(index, [data]);
    for (let bit = 0; bit < index.length * 8; bit += 1) {
      let found: unknown;
      try {
        found = decodeCheckpoint(flip(index, bit), [data]); // the metaindex block and the footer's padding say nothing
      } catch (error) {
        expect((error as {code: string}).code).toMatch(/^checkpoint\/(corrupt|format)$/);
        continue;
      }
      expect(found).toEqual(whole);
    }
  });

  test('says so when the index is torn, cut or something else', async () => {
    const {index, data} = await readGolden('dtypes/all');
    for (const length of [0, 10, 47, 48, 300, index.length - 1]) {
      const error = failure(() => decodeCheckpoint(index.subarray(0, length), data, {source: 'm'}));
      expect(error.code).toBe('checkpoint/format');
      expect(error.message).toMatch(/^m\.index: not a whole TensorFlow V2 checkpoint/);
    }
  });

  test('says so when data files are missing, short or too many', async () => {
    const {index, data} = await readGolden('shards/merged', 3);
    expect(failure(() => decodeCheckpoint(index, data.slice(1), {source: 'm'})).message).toContain(
      'm.index: not a whole TensorFlow V2 checkpoint: its index names 3 data files, and 2 were given',
    );
    const short = [data[0] as Uint8Array, (data[1] as Uint8Array).subarray(0, 1000), data[2] as Uint8Array];
    expect(failure(() => decodeCheckpoint(index, short, {source: 'm'})).message).toMatch(
      /^m\.data-00001-of-00003: .*it has 1000 bytes, but tensor "ToySsd.*" takes \d+ bytes from byte \d+ on/,
    );
  });

  test('says so when a block is compressed', async () => {
    const {index, data} = await readGolden('dtypes/none');
    const size = dataBlockSize(index);
    const snappy = index.slice();
    snappy[size] = 1;
    new DataView(snappy.buffer).setUint32(size + 1, maskCrc32c(crc32c(snappy.subarray(0, size + 1))), true);
    const error = failure(() => decodeCheckpoint(snappy, data, {source: 'm'}));
    expect(error.code).toBe('checkpoint/compressed');
    expect(error.message).toBe(
      'm.index: block at byte 0 is compressed (snappy), and only uncompressed blocks are read. Load the checkpoint in TensorFlow and save it again.',
    );
  });

  test('throws nothing but errors of its own', async () => {
    const {index, data} = await readGolden('dtypes/none');
    const property = fc.property(fc.array(fc.tuple(fc.nat(index.length - 1), fc.nat(255)), {minLength: 1, maxLength: 4}), (changes) => {
      const damaged = index.slice();
      for (const [at, value] of changes) damaged[at] = value;
      try {
        decodeCheckpoint(damaged, data);
      } catch (error) {
        expect((error as {code?: string}).code).toMatch(/^checkpoint\//);
      }
    });
    fc.assert(property);
  });
});

describe('listCheckpoint', () => {
  test('lists names, types and shapes from the index alone', async () => {
    const {shards, entries} = listCheckpoint((await readGolden('objects/ckpt-1')).index);
    expect(shards).toBe(1);
    expect(entries).toEqual([
      {name: '_CHECKPOINTABLE_OBJECT_GRAPH', dtype: 'string', shape: []},
      {name: 'kernel/.ATTRIBUTES/VARIABLE_VALUE', dtype: 'float32', shape: [2, 3]},
      {name: 'save_counter/.ATTRIBUTES/VARIABLE_VALUE', dtype: 'int64', shape: []},
    ]);
    expect(listCheckpoint((await readGolden('shards/merged', 3)).index).shards).toBe(3);
  });

  test('refuses something else', () => {
    const error = failure(() => listCheckpoint(new Uint8Array(100)));
    expect(hasCode(error, 'checkpoint/format')).toBe(true);
  });
});

/** Reads the first data block's size out of a table of one block: its restart count and offsets end it, then the trailer, then 8 bytes. */
function dataBlockSize(index: Uint8Array): number {
  const view = new DataView(index.buffer, index.byteOffset);
  const footer = index.length - 48;
  const metaindexOffset =
    (index[footer] as number) < 128 ? (index[footer] as number) : ((index[footer] as number) & 127) + (index[footer + 1] as number) * 128;
  expect(view.getUint32(metaindexOffset - 9, true)).toBe(1);
  return metaindexOffset - 5;
}
