import {describe, expect, test} from 'vitest';
import {shardOf} from './shard-of.ts';

describe('shardOf', () => {
  test.each([
    ['000060e3121c7305', [0, 9, 29, 112_855]],
    ['ffffffffffffffff', [0, 5, 15, 350_686]],
  ])('is what int(%j, 16) %% n is in Python', (imageId, expected) => {
    expect([1, 10, 100, 1_000_003].map((count) => shardOf(imageId, count))).toEqual(expected);
  });

  test('refuses what is no id and no count', () => {
    expect(() => shardOf('../../x', 2)).toThrow('no image id');
    expect(() => shardOf('000060e3121c7305', 0)).toThrow('count');
  });
});
