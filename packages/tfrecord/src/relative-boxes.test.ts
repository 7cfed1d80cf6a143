import {hasCode} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {relativeBoxes} from './relative-boxes.ts';

const SIZE = {height: 200, width: 400};

describe('relativeBoxes', () => {
  test('divides rows by the height and columns by the width', () => {
    expect(relativeBoxes([50, 100, 200, 400, 0, 0, 1, 1], SIZE)).toEqual(Float32Array.of(0.25, 0.25, 1, 1, 0, 0, 0.005, 0.0025));
    expect(relativeBoxes([], SIZE)).toEqual(new Float32Array());
  });

  test('cuts off what lies outside only when asked to', () => {
    expect(relativeBoxes([-10, -1, 300, 500], SIZE, {outside: 'clip'})).toEqual(Float32Array.of(0, 0, 1, 1));
    for (const boxes of [
      [-1, 0, 10, 10],
      [0, 0, 201, 10],
      [0, 0, 10, 401],
    ]) {
      expect(() => relativeBoxes(boxes, SIZE)).toThrow(/Option boxes\[0\]\[[023]\]/);
    }
  });

  test.each<[ArrayLike<number>, string]>([
    [[0, 0, Number.NaN, 1], 'core/option'],
    [[0, 5, 1, 4], 'core/option'],
    [[0, 0, 1], 'core/shape'],
  ])('refuses %j', (boxes, code) => {
    for (const outside of ['clip', 'throw'] as const) {
      try {
        relativeBoxes(boxes, SIZE, {outside});
        expect.unreachable();
      } catch (error) {
        expect(hasCode(error, code)).toBe(true);
      }
    }
  });
});
