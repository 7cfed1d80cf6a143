import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {orderTies, sortKeys} from './sort-keys.ts';

const key = fc.oneof(fc.integer({min: 0, max: 7}), fc.integer({min: 0, max: 0xffffffff}));

describe('sortKeys', () => {
  test('sorts as the language does, and leaves equals in order', () => {
    fc.assert(
      fc.property(fc.array(key, {maxLength: 300}), (keys) => {
        const sorted = sortKeys(
          Uint32Array.from(keys),
          Uint32Array.from(keys, (_, i) => i),
        );
        const expected = keys.map((value, i) => ({value, i})).sort((a, b) => a.value - b.value || a.i - b.i);
        expect([...sorted.keys]).toEqual(expected.map(({value}) => value));
        expect([...sorted.ids]).toEqual(expected.map(({i}) => i));
      }),
    );
  });
});

describe('orderTies', () => {
  test('sorts ids within equal keys only', () => {
    const sorted = {keys: Uint32Array.of(1, 2, 2, 2, 9, 9), ids: Uint32Array.of(5, 4, 1, 3, 2, 0)};
    orderTies(sorted);
    expect([...sorted.ids]).toEqual([5, 1, 3, 4, 0, 2]);
  });
});
