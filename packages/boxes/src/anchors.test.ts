import {OptionError, ShapeError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {flexibleAnchors} from './flexible-anchors.ts';
import {GRID_ANCHORS_DEFAULTS, gridAnchors} from './grid-anchors.ts';
import {multiscaleAnchors} from './multiscale-anchors.ts';
import {ssdAnchors, ssdAnchorShapes} from './ssd-anchors.ts';
import {tileAnchors} from './tile-anchors.ts';

const squares = (...sides: number[]) => sides.map((side) => ({height: side, width: side}));
const ONE = {height: 1, width: 1};

describe('ssdAnchors', () => {
  test.each([
    [300, [19, 10, 5, 3, 2, 1], 1917],
    [256, [16, 8, 4, 2, 1, 1], 1284],
    [320, [20, 10, 5, 3, 2, 1], 2034],
    [600, [38, 19, 10, 5, 3, 2], 7326],
    [640, [40, 20, 10, 5, 3, 2], 8028],
  ])('gives at %d² the known number', (_, sides, count) => {
    expect(ssdAnchors(squares(...sides)).length / 4).toBe(count);
  });

  test('holds the known rows of 300²', () => {
    const anchors = ssdAnchors(squares(19, 10, 5, 3, 2, 1));
    for (const [row, box] of [
      [1, [-0.044395, -0.115106, 0.097026, 0.167737]],
      [3, [-0.023684, 0.028947, 0.076316, 0.128947]],
      [1082, [0.832263, 0.902974, 1.115106, 1.044395]],
      [1088, [-0.159165, -0.159165, 0.259165, 0.259165]],
      [1683, [-0.15, -0.15, 0.35, 0.35]],
      [1916, [0.01266, 0.01266, 0.98734, 0.98734]],
    ] as const) {
      expect([...anchors.subarray(4 * row, 4 * row + 4)]).toEqual(box.map((value) => expect.closeTo(value, 5) as number));
    }
  });

  test('tells how many anchors lie on a cell', () => {
    expect(ssdAnchorShapes(6).map(({scales}) => scales.length)).toEqual([3, 6, 6, 6, 6, 6]);
    expect(ssdAnchorShapes(1, {scales: [0.5], reduceBoxesInLowestLayer: false})).toEqual([
      {scales: [0.5, 0.5, 0.5, 0.5, 0.5, Math.sqrt(0.5)], aspectRatios: [1, 2, 0.5, 3, 0.3333, 1]},
    ]);
  });

  test('makes anchors square in pixels', () => {
    const [ymin, xmin, ymax, xmax] = ssdAnchors([ONE], {scales: [0.5], aspectRatios: [1], imageSize: {height: 100, width: 200}}).subarray(
      0,
      4,
    );
    expect([(ymax as number) - (ymin as number), (xmax as number) - (xmin as number)]).toEqual([
      expect.closeTo(0.1, 6),
      expect.closeTo(0.05, 6),
    ]);
  });

  test('refuses what cannot be laid out', () => {
    expect(() => ssdAnchors([])).toThrow('layers');
    expect(() => ssdAnchors([ONE])).toThrow('scales');
    expect(() => ssdAnchors(squares(2, 1), {scales: [0.5]})).toThrow(ShapeError);
    expect(() => ssdAnchors(squares(2, 1), {strides: [ONE]})).toThrow('strides');
    expect(() => ssdAnchors(squares(2, 1), {minScale: NaN})).toThrow(OptionError);
    expect(() => ssdAnchors(squares(2, 1), {aspectRatios: [1, -1]})).toThrow('aspectRatios[1]');
    expect(() => ssdAnchors([{height: 2.5, width: 1}, ONE])).toThrow('map.height');
  });
});

describe('gridAnchors', () => {
  test('starts at the corner of the image, in pixels', () => {
    const anchors = gridAnchors({height: 1, width: 2}, {scales: [0.25], aspectRatios: [0.5]});
    expect([...anchors]).toEqual(
      [-45.25, -22.63, 45.25, 22.63, -45.25, -6.63, 45.25, 38.63].map((value) => expect.closeTo(value, 1) as number),
    );
    expect(GRID_ANCHORS_DEFAULTS.stride).toEqual({height: 16, width: 16});
  });

  test('refuses empty lists and a stride of 0', () => {
    expect(() => gridAnchors(ONE, {scales: [], aspectRatios: [1]})).toThrow('scales');
    expect(() => gridAnchors(ONE, {scales: [1], aspectRatios: [1], stride: {height: 0, width: 1}})).toThrow('stride');
    expect(() => gridAnchors(ONE, {scales: [1], aspectRatios: [1], offset: {height: NaN, width: 1}})).toThrow('offset');
  });
});

describe('multiscaleAnchors', () => {
  test('centres on half a stride only where the side divides', () => {
    const centre = (height: number): number => {
      const [ymin, , ymax] = multiscaleAnchors(
        {height, width: 32},
        {minLevel: 5, maxLevel: 5, aspectRatios: [1], scalesPerOctave: 1, normalizeCoordinates: false},
      );
      return ((ymin as number) + (ymax as number)) / 2;
    };
    expect([centre(64), centre(65), centre(1)]).toEqual([16, 0, 16]);
  });

  test('refuses levels the wrong way round and maps that do not fit', () => {
    expect(() => multiscaleAnchors({height: 64, width: 64}, {minLevel: 4, maxLevel: 3})).toThrow('maxLevel');
    expect(() => multiscaleAnchors({height: 64, width: 64}, {maps: [ONE]})).toThrow(ShapeError);
    expect(() => multiscaleAnchors({height: 0, width: 64})).toThrow(OptionError);
  });
});

describe('flexibleAnchors and tileAnchors', () => {
  test('take one ratio a size', () => {
    expect([...flexibleAnchors([{map: ONE, baseSizes: [2], aspectRatios: [4], stride: ONE}])]).toEqual([-0.5, -2, 0.5, 2]);
    expect(flexibleAnchors([]).length).toBe(0);
    expect(() => flexibleAnchors([{map: ONE, baseSizes: [1, 2], aspectRatios: [1], stride: ONE}])).toThrow(ShapeError);
    expect(() => tileAnchors(ONE, {scales: [1], aspectRatios: [0], baseSize: ONE, stride: ONE, offset: ONE})).toThrow(OptionError);
  });
});
