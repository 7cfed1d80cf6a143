import {describe, expect, test} from 'vitest';
import {ArrayPool} from './array-pool.ts';

describe('ArrayPool', () => {
  test('hands an array out again once it is back, by length', () => {
    const pool = new ArrayPool(1000);
    const first = pool.take([2, 3]);
    expect(pool.take([6])).not.toBe(first);
    pool.giveBack(first);
    expect(pool.take([7])).not.toBe(first);
    expect(pool.take([3, 2])).toBe(first);
  });

  test('never reuses what it did not make, gave up, or has back already', () => {
    const pool = new ArrayPool(1000);
    const foreign = new Float32Array(4);
    pool.giveBack(foreign);
    const shared = pool.take([4]);
    pool.giveUp(shared);
    pool.giveBack(shared);
    const twice = pool.take([4]);
    pool.giveBack(twice);
    pool.giveBack(twice);
    expect(pool.bytes).toBe(16);
    expect(pool.take([4])).toBe(twice);
    expect([foreign, shared]).not.toContain(pool.take([4]));
  });

  test('keeps no more bytes than its capacity', () => {
    const pool = new ArrayPool(40);
    const arrays = [pool.take([4]), pool.take([4]), pool.take([4])];
    for (const array of arrays) pool.giveBack(array);
    expect(pool.bytes).toBe(32);
    pool.clear();
    expect(pool.bytes).toBe(0);
  });

  test('lets arrays go that were not wanted for two thousand others, and keeps those in use', () => {
    const pool = new ArrayPool(1000);
    pool.giveBack(pool.take([4]));
    const used = pool.take([5]);
    for (let take = 0; take < 3000; take++) {
      pool.giveBack(used);
      expect(pool.take([5])).toBe(used);
    }
    pool.giveBack(used);
    expect(pool.bytes).toBe(20);
  });
});
