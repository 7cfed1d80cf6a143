import {describe, expect, test} from 'vitest';
import {InputTooSmallError} from './errors/input-too-small-error.ts';
import {toySsdAnchors, toySsdMaps} from './toy-ssd-scales.ts';

/** Index and `[xmin, ymin, xmax, ymax]`; the first and last three are printed by the tutorial, the others follow its formula. */
const TUTORIAL_ANCHORS: readonly (readonly [number, number, number, number, number])[] = [
  [0, -0.084375, -0.084375, 0.115625, 0.115625],
  [1, -0.120375, -0.120375, 0.151625, 0.151625],
  [2, -0.125796, -0.055086, 0.157046, 0.086336],
  [3, -0.055086, -0.125796, 0.086336, 0.157046],
  [4, -0.053125, -0.084375, 0.146875, 0.115625],
  [128, -0.084375, -0.053125, 0.115625, 0.146875],
  [4095, 0.913664, 0.842954, 1.055086, 1.125796],
  [4096, -0.15375, -0.15375, 0.21625, 0.21625],
  [5119, 0.837935, 0.70712, 1.099565, 1.23038],
  [5120, -0.2075, -0.2075, 0.3325, 0.3325],
  [5375, 0.746581, 0.555662, 1.128419, 1.319338],
  [5376, -0.23, -0.23, 0.48, 0.48],
  [5439, 0.623977, 0.372954, 1.126023, 1.377046],
  [5440, 0.06, 0.06, 0.94, 0.94],
  [5441, 0.0195, 0.0195, 0.9805, 0.9805],
  [5442, -0.122254, 0.188873, 1.122254, 0.811127],
  [5443, 0.188873, -0.122254, 0.811127, 1.122254],
];

describe('toySsdAnchors', () => {
  const anchors = toySsdAnchors(toySsdMaps({height: 256, width: 256}));

  test('gives the 5,444 anchors of the tutorial', () => {
    expect(anchors).toHaveLength(4 * 5444);
    for (const [index, xmin, ymin, xmax, ymax] of TUTORIAL_ANCHORS) {
      [ymin, xmin, ymax, xmax].forEach((value, corner) => expect(anchors[index * 4 + corner]).toBeCloseTo(value, 5));
    }
  });

  test('sums to 10,888, and its squares to 7,776.622945', () => {
    expect(anchors.reduce((sum, value) => sum + value, 0)).toBeCloseTo(10_888, 3);
    expect(anchors.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(7776.622945, 3);
  });

  test('is square in pixels on a map twice as wide as high', () => {
    const wide = toySsdAnchors(toySsdMaps({height: 64, width: 128}));
    const [ymin = 0, xmin = 0, ymax = 0, xmax = 0] = wide;
    expect((ymax - ymin) * 64).toBeCloseTo((xmax - xmin) * 128, 4);
  });
});

describe('toySsdMaps', () => {
  test.each([
    [256, 256, [32, 32, 16, 16, 8, 8, 4, 4, 1, 1]],
    [128, 192, [16, 24, 8, 12, 4, 6, 2, 3, 1, 1]],
    [96, 96, [12, 12, 6, 6, 3, 3, 1, 1, 1, 1]],
    [79, 64, [9, 8, 4, 4, 2, 2, 1, 1, 1, 1]],
  ])('halves %d by %d rounding down', (height, width, sizes) => {
    expect(toySsdMaps({height, width}).flatMap((map) => [map.height, map.width])).toEqual(sizes);
  });

  test('refuses sizes that leave a map empty', () => {
    expect(() => toySsdMaps({height: 63, width: 256})).toThrow(InputTooSmallError);
    expect(() => toySsdMaps({height: 63, width: 256})).toThrow('ToySsd cannot see images 256 wide and 63 high');
  });
});
