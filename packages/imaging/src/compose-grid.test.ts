import {OptionError} from '@oid/core';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {composeGrid} from './compose-grid.ts';
import {decodeRgb} from './decode-rgb.ts';

function plain(width: number, height: number, background: string): Promise<Buffer> {
  return sharp({create: {width, height, channels: 3, background}})
    .png()
    .toBuffer();
}

describe('composeGrid', () => {
  test('aligns columns and rows, each picture in the middle of its cell, on white', async () => {
    const pictures = [await plain(20, 10, '#ff0000'), await plain(10, 10, '#00ff00'), await plain(20, 4, '#0000ff')];
    const {data, size} = await decodeRgb(await composeGrid(pictures, {columns: 2, gap: 5}));
    expect(size).toEqual({height: 5 + 10 + 5 + 4 + 5, width: 5 + 20 + 5 + 20 + 5});
    const pixel = (x: number, y: number): string => Buffer.from(data.subarray((y * size.width + x) * 3).subarray(0, 3)).toString('hex');
    expect([pixel(5, 5), pixel(24, 14), pixel(35, 5), pixel(44, 14), pixel(5, 20), pixel(24, 23)]).toEqual([
      'ff0000',
      'ff0000',
      '00ff00',
      '00ff00',
      '0000ff',
      '0000ff',
    ]);
    expect([pixel(0, 0), pixel(34, 5), pixel(45, 14), pixel(5, 19), pixel(40, 22)]).toEqual(Array(5).fill('ffffff'));
  });

  test('is no wider than its pictures, and makes room for title and captions', async () => {
    const pictures = [await plain(40, 30, '#000000')];
    const bare = await sharp(await composeGrid(pictures, {columns: 4})).metadata();
    const lettered = await sharp(await composeGrid(pictures, {columns: 4, title: 'Photos', captions: ['a very long caption']})).metadata();
    expect(bare).toMatchObject({format: 'png', width: 40 + 32, height: 30 + 32});
    expect(lettered.width).toBe(bare.width);
    expect(lettered.height).toBeGreaterThan(bare.height);
  });

  test('rejects no picture and no column', async () => {
    await expect(composeGrid([], {columns: 2})).rejects.toThrow(OptionError);
    await expect(composeGrid([await plain(1, 1, '#000000')], {columns: 0})).rejects.toThrow(/columns/);
  });
});
