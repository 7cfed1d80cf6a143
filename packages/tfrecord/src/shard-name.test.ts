import {describe, expect, test} from 'vitest';
import {parseShardName, shardName, shardNames} from './shard-name.ts';

describe('shardName', () => {
  test('pads both numbers to five digits', () => {
    expect(shardName('train', 0, 10)).toBe('train-00000-of-00010');
    expect(shardName('a/b', 123456, 200000)).toBe('a/b-123456-of-200000');
    expect(shardNames('train', 2)).toEqual(['train-00000-of-00002', 'train-00001-of-00002']);
  });

  test.each([
    [10, 10],
    [-1, 10],
    [0, 0],
    [0.5, 2],
    [Number.NaN, 2],
  ])('refuses %d of %d', (index, count) => {
    expect(() => shardName('x', index, count)).toThrow(/Option (index|count)/);
  });
});

describe('parseShardName', () => {
  test('takes a name apart', () => {
    expect(parseShardName('a/train-00003-of-00010')).toEqual({base: 'a/train', index: 3, count: 10});
    expect(parseShardName('a-of-b-123456-of-200000')).toEqual({base: 'a-of-b', index: 123456, count: 200000});
    for (const name of ['train', 'train-1-of-2', 'train-00000-of-00010.idx']) expect(parseShardName(name)).toBeUndefined();
  });

  test('refuses an index that the count does not have', () => {
    expect(() => parseShardName('train-00010-of-00010')).toThrow(/index is below its count/);
  });
});
