import {expect, test} from 'vitest';
import {copyRgb} from './copy-rgb.ts';

const RGB = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);

test.each([
  [false, [...RGB]],
  [true, [7, 8, 9, 4, 5, 6, 1, 2, 3, 16, 17, 18, 13, 14, 15, 10, 11, 12]],
])('copyRgb mirrors each row and keeps the channels in order: %s', (mirrored, expected) => {
  const into = new Int32Array(18);
  copyRgb(RGB, into, {height: 2, width: 3}, {mirrored});
  expect([...into]).toEqual(expected);
});
