import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {composeMosaic} from './compose-mosaic.ts';

const plain = (height: number, width: number, red: number): {data: Uint8Array; size: {height: number; width: number}} => ({
  data: Uint8Array.from({length: height * width * 3}, (_, at) => (at % 3 === 0 ? red : 0)),
  size: {height, width},
});

describe('composeMosaic', () => {
  test('fits large and small pictures into tiles, with boxes', async () => {
    const tiles = [
      {image: plain(200, 400, 100), boxes: [{box: [0, 0, 1, 1] as const, label: '', color: '#00ff00'}]},
      {image: plain(10, 20, 200)},
      {image: plain(40, 20, 50)},
    ];
    const sheet = await composeMosaic(tiles, {columns: 2, tileSide: 100, gap: 10});
    const {data, info} = await sharp(sheet).raw().toBuffer({resolveWithObject: true});
    expect([info.width, info.height]).toEqual([100 * 2 + 30, 50 + 100 + 30]);
    const at = (x: number, y: number): number[] => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)];
    expect(at(10, 10)).toEqual([0, 255, 0]); // the box's line
    expect(at(60, 35)).toEqual([100, 0, 0]);
    expect(at(170, 35)).toEqual([200, 0, 0]); // enlarged
    expect(at(60, 120)).toEqual([50, 0, 0]); // in the middle of its cell
    expect(at(5, 5)).toEqual([255, 255, 255]);
  });

  test('is about square unless told, and takes tiles as they come', async () => {
    async function* tiles(): AsyncGenerator<{image: ReturnType<typeof plain>}> {
      for (let tile = 0; tile < 5; tile += 1) yield {image: plain(16, 16, 9)};
    }
    expect(await sharp(await composeMosaic(tiles(), {tileSide: 16, gap: 0})).metadata()).toMatchObject({width: 48, height: 32});
  });

  test('refuses nothing at all and bad options', async () => {
    await expect(composeMosaic([])).rejects.toMatchObject({code: 'core/option'});
    for (const options of [{tileSide: 0}, {columns: 0}, {gap: -1}]) {
      await expect(composeMosaic([{image: plain(4, 4, 1)}], options)).rejects.toMatchObject({code: 'core/option'});
    }
  });
});
