import {hasCode} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {learningRateAt} from './learning-rate.ts';

describe('learningRateAt', () => {
  test('takes a constant or asks the function', () => {
    expect(learningRateAt(0.1, 3, 0.5)).toBe(0.1);
    expect(learningRateAt((step, progress) => step + progress, 3, 0.5)).toBe(3.5);
  });

  test.each([NaN, -1, Infinity])('refuses %d', (rate) => {
    expect(() => learningRateAt(() => rate, 1, 0)).toThrowError(expect.toSatisfy((error) => hasCode(error, 'core/option')));
  });
});
