import {describe, expect, test} from 'vitest';
import {shardName} from './shard-name.ts';

describe('shardName', () => {
  test('pads both numbers to five digits', () => {
    expect(shardName('train', 0, 10)).toBe('train-00000-of-00010');
    expect(shardName('a/b', 123456, 200000)).toBe('a/b-123456-of-200000');
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
