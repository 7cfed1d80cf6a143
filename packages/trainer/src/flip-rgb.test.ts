import {expect, test} from 'vitest';
import {flipRgbHorizontally} from './flip-rgb.ts';

test('flipRgbHorizontally mirrors each row and keeps the channels in order', () => {
  const rgb = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
  expect([...flipRgbHorizontally(rgb, {height: 2, width: 3})]).toEqual([7, 8, 9, 4, 5, 6, 1, 2, 3, 16, 17, 18, 13, 14, 15, 10, 11, 12]);
});
