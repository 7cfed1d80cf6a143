import fc from 'fast-check';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {cropBoxes, cropRectangle} from './crop-boxes.ts';
import type {Crop, CropBoxesOptions} from './crop-boxes.ts';
import {decodeRgb} from './decode-rgb.ts';
import type {Box, Rotation} from './rotate-box.ts';
import {rotateBox} from './rotate-box.ts';

/** 10 wide, 4 high; red says the column, green the row. */
const PHOTO = {data: new Uint8Array(4 * 10 * 3), size: {height: 4, width: 10}};
for (let pixel = 0; pixel < 40; pixel += 1) PHOTO.data.set([(pixel % 10) * 20, Math.floor(pixel / 10) * 50, 7], 3 * pixel);

async function crops(boxes: readonly Box[], options: CropBoxesOptions = {}): Promise<Crop[]> {
  const all: Crop[] = [];
  for await (const crop of cropBoxes(PHOTO, boxes, {format: 'png', ...options})) all.push(crop);
  return all;
}

/** Column and row of each pixel of a crop. */
async function places({data}: Crop): Promise<string[]> {
  const {data: pixels} = await decodeRgb(data);
  return Array.from(
    {length: pixels.length / 3},
    (_, pixel) => `${(pixels[3 * pixel] as number) / 20},${(pixels[3 * pixel + 1] as number) / 50}`,
  );
}

describe('cropRectangle', () => {
  test('rounds minima down and maxima up', () => {
    const size = {height: 200, width: 300};
    expect(cropRectangle([0.101, 0.1, 0.499, 0.5], size)).toEqual({top: 20, left: 30, height: 80, width: 120});
    expect(cropRectangle([0.5001, 0.5001, 0.5002, 0.5002], size)).toEqual({top: 100, left: 150, height: 1, width: 1});
    expect(cropRectangle([0, 0, 1, 1], size)).toEqual({top: 0, left: 0, height: 200, width: 300});
  });

  test('adds padding as a share of the box, up to the edge', () => {
    const size = {height: 100, width: 100};
    expect(cropRectangle([0.25, 0.25, 0.75, 0.5], size, 0.5)).toEqual({top: 0, left: 12, height: 100, width: 51});
    expect(cropRectangle([0.5, 0, 0.75, 0.25], size, 1)).toEqual({top: 25, left: 0, height: 75, width: 50});
  });

  test('finds nothing where the box has no area or lies beside the photo', () => {
    const size = {height: 100, width: 100};
    for (const box of [
      [0.5, 0.2, 0.5, 0.4],
      [1.2, 0, 1.4, 1],
      [0, -2, 1, -1],
    ] as const)
      expect(cropRectangle(box, size)).toBeUndefined();
  });

  test('stays on the photo and holds every pixel that the box touches', () => {
    const side = fc
      .tuple(fc.double({min: -0.5, max: 1.5, noNaN: true}), fc.double({min: -0.5, max: 1.5, noNaN: true}))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    const size = fc.record({height: fc.integer({min: 1, max: 5000}), width: fc.integer({min: 1, max: 5000})});
    const property = fc.property(
      side,
      side,
      size,
      fc.double({min: 0, max: 3, noNaN: true}),
      ([ymin, ymax], [xmin, xmax], photo, padding) => {
        const found = cropRectangle([ymin, xmin, ymax, xmax], photo, padding);
        if (found === undefined) return;
        const {top, left, height, width} = found;
        for (const value of [top, left, height, width]) expect(Number.isInteger(value)).toBe(true);
        expect(top >= 0 && left >= 0 && height >= 1 && width >= 1 && top + height <= photo.height && left + width <= photo.width).toBe(
          true,
        );
        expect(top <= Math.max(0, ymin * photo.height) && top + height >= Math.min(1, ymax) * photo.height).toBe(true);
        expect(left <= Math.max(0, xmin * photo.width) && left + width >= Math.min(1, xmax) * photo.width).toBe(true);
      },
    );
    fc.assert(property);
  });

  test.each<Box>([
    [Number.NaN, 0, 1, 1],
    [0.6, 0, 0.5, 1],
    [0, 1, 1, 0],
  ])('refuses [%d, %d, %d, %d]', (...box) => {
    expect(() => cropRectangle(box, {height: 10, width: 10})).toThrow(/Option box/);
  });
});

describe('cropBoxes', () => {
  test('cuts the very pixels', async () => {
    const [crop] = (await crops([[0.25, 0.2, 0.75, 0.4]])) as [Crop];
    expect(crop).toMatchObject({index: 0, size: {height: 2, width: 2}, rectangle: {top: 1, left: 2, height: 2, width: 2}});
    expect(await places(crop)).toEqual(['2,1', '3,1', '2,2', '3,2']);
  });

  test('leaves out what is too small, and says which boxes are left', async () => {
    const boxes: Box[] = [
      [0, 0, 1, 0.1],
      [0.5, 0.5, 0.5, 0.5],
      [0, 0.5, 1, 1],
    ];
    expect((await crops(boxes)).map(({index}) => index)).toEqual([0, 2]);
    expect((await crops(boxes, {minSide: 2})).map(({index}) => index)).toEqual([2]);
    expect(await crops([])).toEqual([]);
  });

  test.each<Rotation>([90, 180, 270])('turned by %d degrees, shows what the turned box holds in the turned photo', async (rotation) => {
    const box: Box = [0, 0.5, 0.5, 0.75];
    const [crop] = (await crops([box], {rotation})) as [Crop];
    const turned = await sharp(PHOTO.data, {raw: {...PHOTO.size, channels: 3}})
      .rotate(360 - rotation)
      .png()
      .toBuffer();
    const upright = await decodeRgb(turned);
    const expected: Crop[] = [];
    for await (const found of cropBoxes(upright, [rotateBox(box, rotation)], {format: 'png'})) expected.push(found);
    expect(crop.size).toEqual((expected[0] as Crop).size);
    expect(await places(crop)).toEqual(await places(expected[0] as Crop));
  });

  test('shrinks to maxSide and does not apply the EXIF orientation', async () => {
    const photo = await sharp({create: {width: 80, height: 40, channels: 3, background: 'teal'}})
      .withMetadata({orientation: 6})
      .jpeg()
      .toBuffer();
    for await (const crop of cropBoxes(photo, [[0, 0, 1, 0.5]], {maxSide: 20})) {
      expect(crop.rectangle).toEqual({top: 0, left: 0, height: 40, width: 40});
      expect(crop.size).toEqual({height: 20, width: 20});
      expect((await sharp(crop.data).metadata()).format).toBe('jpeg');
    }
  });

  test.each<CropBoxesOptions>([{padding: -1}, {minSide: 0}, {maxSide: 0}, {rotation: 45 as 90}, {format: 'gif' as 'png'}, {quality: 0}])(
    'refuses %j',
    async (options) => {
      await expect(crops([[0, 0, 1, 1]], options)).rejects.toMatchObject({code: 'core/option'});
    },
  );
});
