import {describe, expect, test} from 'vitest';
import {gatherPadded} from './gather-padded.ts';

describe('gatherPadded', () => {
  test('takes rows of each image from its own part, and zeros where there is none', () => {
    const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    expect([...gatherPadded(values, 2, 2, [Int32Array.of(1, -1), Int32Array.of(0, 0)])]).toEqual([3, 4, 0, 0, 5, 6, 5, 6]);
  });

  test('gives nothing for nothing', () => {
    expect(gatherPadded(new Float32Array(), 0, 2, []).length).toBe(0);
  });
});
