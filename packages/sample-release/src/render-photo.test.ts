import {createRandom} from '@oid/core';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {renderPhoto, turnClockwise} from './render-photo.ts';

const BOX = {
  mid: '/m/0k4j',
  name: 'Car',
  xmin: 0.1,
  xmax: 0.4,
  ymin: 0.5,
  ymax: 0.7,
  occluded: false,
  truncated: false,
  groupOf: false,
  depiction: false,
};

describe('renderPhoto', () => {
  test('gives a whole photo and boxes inside it, at least one of them', async () => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const {jpeg, size, boxes} = await renderPhoto(createRandom(seed));
      const {info} = await sharp(jpeg, {failOn: 'warning'}).raw().toBuffer({resolveWithObject: true});
      expect({height: info.height, width: info.width}).toEqual(size);
      expect(boxes.length).toBeGreaterThan(0);
      for (const {xmin, xmax, ymin, ymax} of boxes) {
        expect(xmin).toBeGreaterThanOrEqual(0);
        expect(ymin).toBeGreaterThanOrEqual(0);
        expect(xmax).toBeLessThanOrEqual(1);
        expect(ymax).toBeLessThanOrEqual(1);
        expect(xmin).toBeLessThan(xmax);
        expect(ymin).toBeLessThan(ymax);
      }
    }
  });

  test('draws the same photo from the same random numbers, another from others', async () => {
    const [first, again, other] = await Promise.all([7, 7, 8].map((seed) => renderPhoto(createRandom(seed))));
    expect(again).toEqual(first);
    expect(other?.jpeg.equals(first?.jpeg ?? Buffer.alloc(0))).toBe(false);
  });
});

describe('turnClockwise', () => {
  test('moves the left edge to the top at 90°, and is undone by the rest of the circle', () => {
    const turned = turnClockwise(BOX, 90);
    expect(turned).toMatchObject({ymin: 0.1, ymax: 0.4});
    expect(turned.xmin).toBeCloseTo(0.3, 12);
    expect(turned.xmax).toBeCloseTo(0.5, 12);
    for (const [there, back] of [
      [90, 270],
      [180, 180],
      [270, 90],
    ] as const) {
      const round = turnClockwise(turnClockwise(BOX, there), back);
      for (const edge of ['xmin', 'xmax', 'ymin', 'ymax'] as const) expect(round[edge]).toBeCloseTo(BOX[edge], 12);
    }
    expect(turnClockwise(BOX, 0)).toBe(BOX);
  });
});
