import {createRandom} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {xavierUniform} from './xavier-uniform.ts';

describe('xavierUniform', () => {
  test('stays within √(magnitude / mean fan) and fills it evenly', () => {
    const weights = xavierUniform([3, 3, 16, 32], createRandom(1));
    const scale = Math.sqrt(2 / ((9 * 16 + 9 * 32) / 2)); // 0.096225
    expect(weights).toHaveLength(9 * 16 * 32);
    expect(Math.max(...weights)).toBeLessThanOrEqual(scale);
    expect(Math.max(...weights)).toBeGreaterThan(0.99 * scale);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(-scale);
    const deviation = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0) / weights.length);
    expect(deviation / (scale / Math.sqrt(3))).toBeCloseTo(1, 1);
  });

  test('draws the same numbers for the same seed', () => {
    expect(xavierUniform([1, 1, 2, 3], createRandom(5))).toEqual(xavierUniform([1, 1, 2, 3], createRandom(5)));
    expect(xavierUniform([1, 1, 2, 3], createRandom(5))).not.toEqual(xavierUniform([1, 1, 2, 3], createRandom(6)));
  });

  test('is empty for no channels', () => {
    expect(xavierUniform([3, 3, 4, 0], createRandom(1))).toHaveLength(0);
  });
});
