import {hasCode} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {cosineDecay, learningRateAt} from './learning-rate.ts';

describe('learningRateAt', () => {
  test('takes a constant or asks the function', () => {
    expect(learningRateAt(0.1, 3, 0.5)).toBe(0.1);
    expect(learningRateAt((step, progress) => step + progress, 3, 0.5)).toBe(3.5);
  });

  test.each([NaN, -1, Infinity])('refuses %d', (rate) => {
    expect(() => learningRateAt(() => rate, 1, 0)).toThrowError(expect.toSatisfy((error) => hasCode(error, 'core/option')));
  });
});

describe('cosineDecay', () => {
  test('rises to the peak and falls to the floor', () => {
    const rate = cosineDecay(0.2, {warmup: 0.2, floor: 0.5});
    expect([0.1, 0.2, 0.6, 1].map((progress) => rate(9, progress))).toEqual([0.1, 0.2, expect.closeTo(0.15, 12), expect.closeTo(0.1, 12)]);
  });

  test('does not waste the first step', () => {
    expect(cosineDecay(0.1)(1, 0)).toBeCloseTo(0.001, 12);
    expect(cosineDecay(0.1, {warmup: 0})(1, 0)).toBeCloseTo(0.1, 12);
  });
});
