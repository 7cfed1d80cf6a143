import {readFileSync} from 'node:fs';
import {OptionError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {multiBoxPrior} from './multi-box-prior.ts';

type Golden = {priors: {map: {height: number; width: number}; sizes: number[]; ratios: number[]; anchors: number[]}[]};
const golden = JSON.parse(readFileSync(new URL('../fixtures/multi-box.json', import.meta.url), 'utf8')) as Golden;

/** The five scales of the tutorial's ToySSD: side of the map, and two sizes. */
const TOY_SSD: readonly (readonly [number, number, number])[] = [
  [32, 0.2, 0.272],
  [16, 0.37, 0.447],
  [8, 0.54, 0.619],
  [4, 0.71, 0.79],
  [1, 0.88, 0.961],
];

/** Rows as `[xmin, ymin, xmax, ymax]`, the order of the notebook; the first and the last three are its own printout. */
const TOY_SSD_ROWS: readonly (readonly [number, readonly number[]])[] = [
  [0, [-0.084375, -0.084375, 0.115625, 0.115625]],
  [1, [-0.120375, -0.120375, 0.151625, 0.151625]],
  [2, [-0.125796, -0.055086, 0.157046, 0.086336]],
  [3, [-0.055086, -0.125796, 0.086336, 0.157046]],
  [4, [-0.053125, -0.084375, 0.146875, 0.115625]],
  [128, [-0.084375, -0.053125, 0.115625, 0.146875]],
  [4095, [0.913664, 0.842954, 1.055086, 1.125796]],
  [4096, [-0.15375, -0.15375, 0.21625, 0.21625]],
  [5119, [0.837935, 0.70712, 1.099565, 1.23038]],
  [5120, [-0.2075, -0.2075, 0.3325, 0.3325]],
  [5375, [0.746581, 0.555662, 1.128419, 1.319338]],
  [5376, [-0.23, -0.23, 0.48, 0.48]],
  [5439, [0.623977, 0.372954, 1.126023, 1.377046]],
  [5440, [0.06, 0.06, 0.94, 0.94]],
  [5441, [0.0195, 0.0195, 0.9805, 0.9805]],
  [5442, [-0.122254, 0.188873, 1.122254, 0.811127]],
  [5443, [0.188873, -0.122254, 0.811127, 1.122254]],
];

describe('multiBoxPrior', () => {
  test('lays out a map that is wider than high row by row, anchors innermost', () => {
    // Cells are 0.5 high and 0.25 wide; an anchor of ratio 1 is half as wide as high, so square in cells.
    const anchors = multiBoxPrior({height: 2, width: 4}, {sizes: [0.5], ratios: [1]});
    expect(anchors.length).toBe(4 * 8);
    expect([...anchors.subarray(0, 8)]).toEqual([0, 0, 0.5, 0.25, 0, 0.25, 0.5, 0.5]);
    expect([...anchors.subarray(4 * 4, 4 * 5)]).toEqual([0.5, 0, 1, 0.25]);
  });

  test('gives every size the first ratio, then the first size every other ratio', () => {
    const anchors = multiBoxPrior({height: 1, width: 1}, {sizes: [0.5, 0.25], ratios: [1, 4]});
    expect([...anchors]).toEqual([0.25, 0.25, 0.75, 0.75, 0.375, 0.375, 0.625, 0.625, 0.375, 0, 0.625, 1]);
  });

  test("reproduces the notebook's single check", () => {
    const anchors = multiBoxPrior({height: 40, width: 40}, {sizes: [0.5, 0.25, 0.1], ratios: [1, 2, 0.5]});
    expect(anchors.length).toBe(40 * 40 * 5 * 4);
    const start = 4 * 5 * (20 * 40 + 20);
    expect([...anchors.subarray(start, start + 4)]).toEqual([0.2625, 0.2625, 0.7625, 0.7625].map(Math.fround));
  });

  test('holds the 5,444 golden anchors of ToySSD', () => {
    const anchors = TOY_SSD.flatMap(([side, ...sizes]) => [...multiBoxPrior({height: side, width: side}, {sizes, ratios: [1, 2, 0.5]})]);
    expect(anchors.length).toBe(4 * 5444);
    for (const [index, [xmin, ymin, xmax, ymax]] of TOY_SSD_ROWS) {
      // The table has six decimals, so it may be off by half a millionth, and float32 rounds once more.
      for (const [k, value] of [ymin, xmin, ymax, xmax].entries()) {
        expect(Math.abs((anchors[4 * index + k] as number) - (value as number))).toBeLessThan(6e-7);
      }
    }
    expect(anchors.reduce((sum, value) => sum + value, 0)).toBeCloseTo(10_888, 4);
    expect(anchors.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(7776.622945, 4);
  });

  test.each(golden.priors)("agrees with MXNet's operator on a map of $map.height by $map.width", ({map, sizes, ratios, anchors}) => {
    const found = [...multiBoxPrior(map, {sizes, ratios})];
    expect(found).toEqual(anchors.map((value) => expect.closeTo(value, 6) as number));
  });

  test('refuses empty lists, sizes that are not above 0, and maps without cells', () => {
    const map = {height: 2, width: 2};
    expect(() => multiBoxPrior(map, {sizes: [], ratios: [1]})).toThrow(OptionError);
    expect(() => multiBoxPrior(map, {sizes: [0.5], ratios: []})).toThrow(OptionError);
    expect(() => multiBoxPrior(map, {sizes: [0.5, NaN], ratios: [1]})).toThrow('sizes[1] is NaN');
    expect(() => multiBoxPrior(map, {sizes: [0.5], ratios: [0]})).toThrow(OptionError);
    expect(() => multiBoxPrior({height: 0, width: 2}, {sizes: [0.5], ratios: [1]})).toThrow('map.height');
  });
});
