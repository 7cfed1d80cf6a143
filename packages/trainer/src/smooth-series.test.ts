import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {smoothSeries, thinSeries} from './smooth-series.ts';

const series = (...values: number[]): {x: number; y: number}[] => values.map((y, index) => ({x: index + 1, y}));

describe('smoothSeries', () => {
  test('weighs the past and starts at the first value', () => {
    // Weights ½: (½·4) / ½ = 4; then (½·½·4 + ½·1) / ¾ = 2.
    expect(smoothSeries(series(4, 1), 0.5).map(({y}) => y)).toEqual([4, 2]);
  });

  test('leaves the points as they are at weight 0, and nothing as nothing', () => {
    expect(smoothSeries(series(3, 1, 2), 0)).toEqual(series(3, 1, 2));
    expect(smoothSeries([], 0.9)).toEqual([]);
  });

  test('stays between the smallest and the largest value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({min: 0, max: 10, noNaN: true}), {minLength: 1}),
        fc.double({min: 0, max: 0.99, noNaN: true}),
        (values, weight) => {
          for (const {y} of smoothSeries(series(...values), weight)) {
            expect(y).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
            expect(y).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
          }
        },
      ),
    );
  });
});

describe('thinSeries', () => {
  test('averages neighbours and keeps the last point', () => {
    expect(thinSeries(series(1, 3, 5, 7, 100), 3)).toEqual([
      {x: 1.5, y: 2},
      {x: 3.5, y: 6},
      {x: 5, y: 100},
    ]);
  });

  test('leaves a short series alone', () => {
    expect(thinSeries(series(1, 2), 2)).toEqual(series(1, 2));
    expect(thinSeries([], 2)).toEqual([]);
  });
});
