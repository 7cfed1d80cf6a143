import {NotFiniteError, ShapeError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {boxMeanAbsoluteError} from './box-mean-absolute-error.ts';
import {classAccuracy} from './class-accuracy.ts';

describe('classAccuracy', () => {
  test('counts equal classes, background included', () => {
    expect(classAccuracy(Int32Array.of(0, 1, 2, 0), Int32Array.of(0, 1, 1, 0))).toBe(0.75);
  });

  test('refuses nothing, and lengths that differ', () => {
    expect(() => classAccuracy(new Int32Array(), new Int32Array())).toThrow(
      'predicted has shape [0], but must be [0], as target, and not empty',
    );
    expect(() => classAccuracy(new Int32Array(2), new Int32Array(3))).toThrow(ShapeError);
  });
});

describe('boxMeanAbsoluteError', () => {
  test('takes the mean over all numbers, masked ones as 0', () => {
    const predicted = Float32Array.of(1, 2, 3, 4, 9, 9, 9, 9);
    const target = Float32Array.of(2, 2, 1, 4, 0, 0, 0, 0);
    expect(boxMeanAbsoluteError(predicted, target, Float32Array.of(1, 1, 1, 1, 0, 0, 0, 0))).toBe(3 / 8);
  });

  test('refuses NaN behind the mask too', () => {
    const one = new Float32Array(4);
    expect(() => boxMeanAbsoluteError(one.with(2, NaN), one, one)).toThrow('predicted: element 2 is NaN');
    expect(() => boxMeanAbsoluteError(one, one.with(0, Infinity), one)).toThrow(NotFiniteError);
    expect(() => boxMeanAbsoluteError(one, one, one.with(0, NaN))).toThrow(NotFiniteError);
  });

  test('refuses nothing, and lengths that differ', () => {
    const one = new Float32Array(4);
    expect(() => boxMeanAbsoluteError(new Float32Array(), new Float32Array(), new Float32Array())).toThrow(ShapeError);
    expect(() => boxMeanAbsoluteError(new Float32Array(8), one, one)).toThrow(ShapeError);
    expect(() => boxMeanAbsoluteError(one, one, new Float32Array(8))).toThrow('mask has shape [8], but must be [4]');
  });
});
