import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatFloat} from './format-float.ts';

describe('formatFloat', () => {
  test.each([
    [0.03, '0.03'],
    [Math.fround(0.03), '0.03'],
    [300, '300.0'],
    [4e-5, '4e-05'],
    [1e-8, '1e-08'],
    [0.0003, '0.0003'],
    [0.3333, '0.3333'],
    [16777217, '16777216.0'],
    [1.5e15, '1500000000000000.0'],
    [1e16, '1e+16'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [1e-45, '1e-45'],
    [-2.5, '-2.5'],
    [-0, '-0.0'],
    [Infinity, 'inf'],
    [-1e39, '-inf'],
    [Number.NaN, 'nan'],
  ])('writes %d as %s', (value, text) => expect(formatFloat(value)).toBe(text));

  test('reads back as the same float32', () => {
    const property = fc.property(fc.float({noNaN: true, noDefaultInfinity: true}), (value) => {
      expect(Math.fround(Number(formatFloat(value)))).toBe(value);
    });
    fc.assert(property, {numRuns: 2000});
  });
});
