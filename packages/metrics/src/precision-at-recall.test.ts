import {OptionError, ShapeError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {precisionAtRecall} from './precision-at-recall.ts';
import {precisionRecallCurve} from './precision-recall-curve.ts';

describe('precisionAtRecall', () => {
  test('takes the highest precision at the recall or above', () => {
    const curve = precisionRecallCurve([0.9, 0.8, 0.7, 0.6], [0, 1, 1, 0], 4);
    // Precision 0, 1/2, 2/3, 1/2 at recall 0, 1/4, 1/2, 1/2.
    expect(precisionAtRecall(curve, [0.5, 0, 0.25, 0.51])).toEqual(Float64Array.of(2 / 3, 2 / 3, 2 / 3, 0));
    expect(curve.precision[0]).toBe(0);
  });

  test('is 0 without detections, and NaN where the curve is', () => {
    expect(precisionAtRecall(precisionRecallCurve([], [], 1), [0, 1])).toEqual(Float64Array.of(0, 0));
    expect(precisionAtRecall({precision: Float64Array.of(NaN, NaN), recall: Float64Array.of(0, 1)}, [0.5])).toEqual(Float64Array.of(NaN));
  });

  test('refuses recalls out of range and columns that differ', () => {
    const curve = precisionRecallCurve([1], [1], 1);
    expect(() => precisionAtRecall(curve, [0, 1.5])).toThrow(OptionError);
    expect(() => precisionAtRecall(curve, [NaN])).toThrow('recalls[0]');
    expect(() => precisionAtRecall({...curve, recall: new Float64Array(2)}, [0])).toThrow(ShapeError);
  });
});
