import {hasCode} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {rotateBox} from './rotate-box.ts';
import type {Rotation} from './rotate-box.ts';

describe('rotateBox', () => {
  test('turns a box at the top right corner counter-clockwise, corner by corner', () => {
    const box = [0, 0.75, 0.5, 1] as const; // top right
    expect(rotateBox(box, 0)).toEqual([0, 0.75, 0.5, 1]);
    expect(rotateBox(box, 90)).toEqual([0, 0, 0.25, 0.5]); // top left
    expect(rotateBox(box, 180)).toEqual([0.5, 0, 1, 0.25]); // bottom left
    expect(rotateBox(box, 270)).toEqual([0.75, 0.5, 1, 1]); // bottom right
  });

  test('four quarter turns, or one and its opposite, change nothing', () => {
    const side = fc
      .tuple(fc.integer({min: 0, max: 64}), fc.integer({min: 0, max: 64}))
      .map(([a, b]) => [Math.min(a, b) / 64, Math.max(a, b) / 64] as const);
    const property = fc.property(side, side, fc.constantFrom<Rotation>(0, 90, 180, 270), ([ymin, ymax], [xmin, xmax], rotation) => {
      const box = [ymin, xmin, ymax, xmax] as const;
      expect(rotateBox(rotateBox(box, rotation), ((360 - rotation) % 360) as Rotation)).toEqual(box);
      expect([1, 2, 3, 4].reduce<readonly [number, number, number, number]>((turned) => rotateBox(turned, 90), box)).toEqual(box);
    });
    fc.assert(property);
  });

  test('refuses other angles', () => {
    try {
      rotateBox([0, 0, 1, 1], 45 as Rotation);
      expect.unreachable();
    } catch (error) {
      expect(hasCode(error, 'core/option')).toBe(true);
    }
  });
});
