import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {compareImageIds, ImageList} from './image-list.ts';
import {orderByScore, sortRowsByScore} from './order-by-score.ts';

const naive = (scores: readonly number[]): number[] =>
  [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);

describe('orderByScore', () => {
  test('puts the highest first, equals as they stand, a minus zero as a zero', () => {
    expect([...orderByScore(Float64Array.of(0.5, -0, 1, 0, -2, 0.5))]).toEqual([2, 0, 5, 1, 3, 4]);
    expect([...orderByScore(new Float64Array())]).toEqual([]);
  });

  test('agrees with a comparison sort, few and many', () => {
    const score = fc.oneof(
      fc.double({noNaN: true, noDefaultInfinity: true}),
      fc.integer({min: -3, max: 3}),
      fc.constantFrom(0, -0, 1e-320, -1e308),
    );
    fc.assert(
      fc.property(fc.array(score, {maxLength: 300}), (scores) => {
        const plain = scores.map((value) => value + 0);
        expect([...orderByScore(Float64Array.from(scores))]).toEqual(naive(plain));
        const rows = Uint32Array.from(scores.keys());
        sortRowsByScore(rows, Float64Array.from(scores));
        expect([...rows]).toEqual(naive(plain));
      }),
    );
    const many = Array.from({length: 5000}, (_, k) => Math.sin(k) * 10 ** (k % 7));
    expect([...orderByScore(Float64Array.from(many))]).toEqual(naive(many));
  });
});

describe('ImageList', () => {
  test('ranks whole numbers by value, then other ids', () => {
    const ids = ['b', '10', '9', '0a', '007', '123456789012345678901', 'a'];
    expect([...ids].sort(compareImageIds)).toEqual(['9', '10', '123456789012345678901', '007', '0a', 'a', 'b']);
    const list = new ImageList();
    for (const id of ids) list.add(id);
    expect([...list.ranks()]).toEqual([6, 1, 0, 4, 3, 2, 5]);
  });
});
