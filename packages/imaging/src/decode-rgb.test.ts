import {OptionError} from '@oid/core';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {decodeRgb} from './decode-rgb.ts';
import {CorruptImageError} from './errors/corrupt-image-error.ts';

const ROWS = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 40, 50, 60, 70, 80, 90]);

function png(): Promise<Buffer> {
  return sharp(ROWS, {raw: {width: 3, height: 2, channels: 3}})
    .png()
    .toBuffer();
}

describe('decodeRgb', () => {
  test('gives rows from the top, red first, of a 2 × 3 picture', async () => {
    expect(await decodeRgb(await png())).toEqual({data: Buffer.from(ROWS), size: {height: 2, width: 3}});
  });

  test('stretches to a size of another shape', async () => {
    const {data, size} = await decodeRgb(await png(), {size: {height: 8, width: 5}});
    expect(size).toEqual({height: 8, width: 5});
    expect(data.length).toBe(8 * 5 * 3);
  });

  test('keeps the stored matrix of a photo with an EXIF orientation', async () => {
    const turned = await sharp(await png())
      .withMetadata({orientation: 8})
      .png()
      .toBuffer();
    expect((await decodeRgb(turned)).data).toEqual(Buffer.from(ROWS));
  });

  test('spreads grey over three channels and drops 16 bits to 8', async () => {
    const grey = await sharp(Uint8Array.from([0, 128, 255, 77]), {raw: {width: 2, height: 2, channels: 1}})
      .png()
      .toBuffer();
    expect([...(await decodeRgb(grey)).data]).toEqual([0, 0, 0, 128, 128, 128, 255, 255, 255, 77, 77, 77]);
    const deep = await sharp(await png())
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect((await decodeRgb(deep)).data).toEqual(Buffer.from(ROWS));
  });

  test('lays transparent parts on white', async () => {
    const clear = await sharp({create: {width: 1, height: 1, channels: 4, background: {r: 0, g: 0, b: 0, alpha: 0}}})
      .png()
      .toBuffer();
    expect([...(await decodeRgb(clear)).data]).toEqual([255, 255, 255]);
  });

  test('rejects damage and sizes that are none', async () => {
    const whole = await png();
    await expect(decodeRgb(whole.subarray(0, whole.length - 20))).rejects.toThrow(CorruptImageError);
    await expect(decodeRgb(whole, {size: {height: 0, width: 4}})).rejects.toThrow(OptionError);
  });
});
