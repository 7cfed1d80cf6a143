import {describe, expect, test} from 'vitest';
import {axisTicks} from './axis-ticks.ts';

const labels = (...args: Parameters<typeof axisTicks>): string[] => axisTicks(...args).ticks.map(({label}) => label);

describe('axisTicks', () => {
  test('takes round numbers with equal decimals', () => {
    expect(labels(0, 0.93, 5)).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
    expect(labels(0, 0.0041, 5)).toEqual(['0.000', '0.001', '0.002', '0.003', '0.004', '0.005']);
    expect(labels(0, 1200, 5)).toEqual(['0', '500', '1000', '1500']);
  });

  test('ends at the value itself when it is round', () => {
    expect(axisTicks(0, 0.3, 3).end).toBeCloseTo(0.3, 12);
    expect(axisTicks(0, 0.3, 3).ticks).toHaveLength(4);
  });

  test('keeps to integers when asked to', () => {
    expect(labels(1, 3, 8, {integer: true})).toEqual(['1', '2', '3']);
    expect(labels(1, 2, 8, {integer: true})).toEqual(['1', '2']);
  });
});
