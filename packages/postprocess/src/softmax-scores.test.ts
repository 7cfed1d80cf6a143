import {NotFiniteError, OptionError, ShapeError} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {softmaxScores} from './softmax-scores.ts';

describe('softmaxScores', () => {
  test('gives hand-computed shares row by row', () => {
    const scores = softmaxScores(Float32Array.of(0, Math.log(3), 5, 5), 2);
    expect([...scores]).toEqual([0.25, 0.75, 0.5, 0.5].map((value) => expect.closeTo(value, 6) as number));
  });

  test('stays exact for logits far from 0', () => {
    expect([...softmaxScores(Float32Array.of(1e4, 1e4, -1e4, -3e38, 3e38, 0), 3)]).toEqual([0.5, 0.5, 0, 0, 1, 0]);
  });

  test('gives nothing for nothing', () => {
    expect(softmaxScores(new Float32Array(), 3).length).toBe(0);
  });

  test('gives rows that sum to 1', () => {
    const logits = fc.array(fc.float({min: -100, max: 100, noNaN: true}), {minLength: 1, maxLength: 8});
    fc.assert(
      fc.property(logits, (row) => {
        const scores = softmaxScores(Float32Array.from(row), row.length);
        expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5);
        expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
      }),
    );
  });

  test('refuses NaN, infinity, a torn row and no column', () => {
    expect(() => softmaxScores(Float32Array.of(0, NaN), 2)).toThrow(NotFiniteError);
    expect(() => softmaxScores(Float32Array.of(0, NaN), 2)).toThrow('classLogits: element 1 is NaN');
    expect(() => softmaxScores(Float32Array.of(Infinity, 0), 2)).toThrow(NotFiniteError);
    expect(() => softmaxScores(new Float32Array(5), 2)).toThrow(ShapeError);
    expect(() => softmaxScores(new Float32Array(4), 0)).toThrow(OptionError);
  });
});
