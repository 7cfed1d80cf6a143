import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {exp} from './exp.ts';

describe('exp', () => {
  test('is within 1e-13 of the library function', () => {
    fc.assert(
      fc.property(fc.double({min: -700, max: 709, noNaN: true}), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-13);
      }),
    );
  });

  test('is exact at 0 and sound at the ends', () => {
    expect([exp(0), exp(-0), exp(-800), exp(-Infinity), exp(710), exp(Infinity), exp(NaN)]).toEqual([1, 1, 0, 0, Infinity, Infinity, NaN]);
    expect(exp(709.7)).toBeLessThan(Infinity);
    expect(exp(-744)).toBeGreaterThan(0);
  });
});
