import {describe, expect, test} from 'vitest';
import {placedExtent, renderLayer} from './layer.ts';
import type {Drawing} from './sketch.ts';

const BAR: Drawing = {width: 40, height: 10, markup: '<rect width="40" height="10" fill="#ff0000"/>'};
const STILL = {x: 50, y: 30, scaleX: 1, scaleY: 1, turn: 0, slant: 0, mirrored: false};

describe('placedExtent', () => {
  test('follows scale and turn', () => {
    expect(placedExtent(BAR, {...STILL, scaleX: 2})).toEqual({left: 10, top: 25, right: 90, bottom: 35});
    const turned = placedExtent(BAR, {...STILL, turn: 90});
    expect(turned.left).toBeCloseTo(45, 9);
    expect(turned.bottom).toBeCloseTo(50, 9);
  });
});

describe('renderLayer', () => {
  test('is cut tight around what is drawn, also where a turn leaves empty corners', async () => {
    expect(await renderLayer(BAR, STILL)).toMatchObject({left: 30, top: 25, width: 40, height: 10});
    const dot: Drawing = {width: 20, height: 20, markup: '<circle cx="10" cy="10" r="10"/>'};
    const layer = await renderLayer(dot, {...STILL, turn: 45});
    expect(layer.width).toBeLessThanOrEqual(22);
  });

  test('keeps what lies outside the photo', async () => {
    expect(await renderLayer(BAR, {...STILL, x: 0})).toMatchObject({left: -20, width: 40});
  });

  test('mirrors', async () => {
    const halved: Drawing = {width: 40, height: 10, markup: '<rect width="20" height="10" fill="#ff0000"/>'};
    expect(await renderLayer(halved, STILL)).toMatchObject({left: 30, width: 20});
    expect(await renderLayer(halved, {...STILL, mirrored: true})).toMatchObject({left: 50, width: 20});
  });
});
