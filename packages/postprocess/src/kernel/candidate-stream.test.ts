import {NotFiniteError} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {CandidateStream} from './candidate-stream.ts';

/** All candidates, batch after batch, as [column, row]. */
function drain(scores: Float32Array, columns: number, threshold: number, wanted: number): number[][] {
  const stream = new CandidateStream(scores, columns, threshold, wanted);
  const rows = scores.length / columns;
  const found: number[][] = [];
  while (stream.next()) for (const id of stream.ids) found.push([Math.trunc(id / rows), id % rows]);
  expect(found.length).toBe(stream.total);
  return found;
}

describe('CandidateStream', () => {
  test('gives scores above the threshold, highest first, equals by column and then by row, whatever the size of batches', () => {
    const score = fc.oneof(
      fc.integer({min: -4, max: 4}).map((k) => k / 4),
      fc.float({min: -2, max: 2, noNaN: true}),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(score, score, score), {maxLength: 60}),
        fc.constantFrom(-Infinity, -0.5, -0, 0, 0.25),
        fc.constantFrom(1, 4, 1000, Infinity),
        (table, threshold, wanted) => {
          const expected = table
            .flatMap((row, i) => row.map((value, c) => ({value: Math.fround(value), c, i})))
            .filter(({value}) => value > threshold)
            .sort((a, b) => b.value - a.value || a.c - b.c || a.i - b.i);
          expect(drain(Float32Array.from(table.flat()), 3, threshold, wanted)).toEqual(expected.map(({c, i}) => [c, i]));
        },
      ),
    );
  });

  test('compares with the threshold as a float32, as TensorFlow does', () => {
    expect(drain(Float32Array.of(0.3, 0.30000004), 1, 0.3, 10)).toEqual([[0, 1]]);
  });

  test.each([NaN, Infinity, -Infinity])('refuses %d, below a threshold too', (value) => {
    expect(() => new CandidateStream(Float32Array.of(0.5, value), 1, 0.75, 10)).toThrow(NotFiniteError);
    expect(() => new CandidateStream(Float32Array.of(0.5, value), 1, -1, 10)).toThrow('scores: element 1');
  });

  test('refuses NaN with its sign set', () => {
    const scores = new Float32Array(Uint32Array.of(0x3f000000, 0xffc00000).buffer);
    expect(() => new CandidateStream(scores, 1, 0, 10)).toThrow(NotFiniteError);
  });
});
