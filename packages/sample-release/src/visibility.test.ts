import {describe, expect, test} from 'vitest';
import type {Layer} from './layer.ts';
import {measureVisibility} from './visibility.ts';

/** A filled rectangle as a layer. */
function block(left: number, top: number, width: number, height: number, alpha = 255): Layer {
  const rgba = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) rgba[pixel * 4 + 3] = alpha;
  return {left, top, width, height, rgba};
}

const SIZE = {height: 10, width: 20};

describe('measureVisibility', () => {
  test('is exact for a block alone', () => {
    expect(measureVisibility([block(3, 2, 5, 4)], SIZE)).toEqual([
      {extent: {left: 3, right: 8, top: 2, bottom: 6}, visible: 20, inside: 20, whole: 20},
    ]);
  });

  test('stops at the edge of the photo', () => {
    expect(measureVisibility([block(-2, 7, 5, 6)], SIZE)).toEqual([
      {extent: {left: 0, right: 3, top: 7, bottom: 10}, visible: 9, inside: 9, whole: 30},
    ]);
  });

  test('takes away what a later layer covers', () => {
    const [below, above] = measureVisibility([block(2, 2, 6, 4), block(5, 0, 9, 10)], SIZE);
    expect(below).toEqual({extent: {left: 2, right: 5, top: 2, bottom: 6}, visible: 12, inside: 24, whole: 24});
    expect(above).toMatchObject({visible: 90, inside: 90});
  });

  test('has no extent for what is hidden, outside or all but transparent', () => {
    const hidden = measureVisibility([block(2, 2, 2, 2), block(0, 0, 20, 10)], SIZE)[0];
    expect(hidden).toMatchObject({extent: undefined, visible: 0, inside: 4});
    expect(measureVisibility([block(30, 2, 2, 2)], SIZE)[0]).toMatchObject({extent: undefined, inside: 0, whole: 4});
    expect(measureVisibility([block(2, 2, 2, 2, 40)], SIZE)[0]).toMatchObject({extent: undefined, whole: 0});
    expect(measureVisibility([], SIZE)).toEqual([]);
  });
});
