import {hasCode, ShapeError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {checkBoxes} from './check-boxes.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';

const check = (...numbers: number[]): void => checkBoxes(Float32Array.from(numbers), 'truths');

describe('checkBoxes', () => {
  test('accepts no box, a box of no area and a box outside the image', () => {
    expect(() => check()).not.toThrow();
    expect(() => check(0.5, 0.25, 0.5, 0.25)).not.toThrow();
    expect(() => check(-1, -2, 3, 4)).not.toThrow();
  });

  test('names the argument and the row of the first bad box', () => {
    const error = catchError(() => check(0, 0, 1, 1, 0, 0, NaN, 1));
    expect(hasCode(error, 'boxes/invalid')).toBe(true);
    expect((error as InvalidBoxError).detail).toMatchObject({argument: 'truths', index: 1, box: [0, 0, NaN, 1]});
    expect((error as InvalidBoxError).message).toContain('truths: row 1 is [0, 0, NaN, 1]');
  });

  test.each([
    ['NaN in ymin', [NaN, 0, 1, 1]],
    ['NaN in xmin', [0, NaN, 1, 1]],
    ['NaN in xmax', [0, 0, 1, NaN]],
    ['infinite ymax', [0, 0, Infinity, 1]],
    ['infinite ymin', [-Infinity, 0, 1, 1]],
    ['infinite xmin', [0, -Infinity, 1, 1]],
    ['infinite xmax', [0, 0, 1, Infinity]],
    ['height below 0', [0.5, 0, 0.4, 1]],
    ['width below 0', [0, 0.5, 1, 0.4]],
  ])('refuses %s', (_, box) => {
    expect(() => check(...box)).toThrow(InvalidBoxError);
  });

  test('refuses a length that is no multiple of four', () => {
    expect(() => check(0, 0, 1)).toThrow(ShapeError);
    expect(() => check(0, 0, 1)).toThrow('truths has shape [3], but must be [4 * N]');
  });
});

function catchError(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new TypeError('expected an error');
}
