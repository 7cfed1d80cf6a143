import {hasCode, OptionError} from '@oid/core';
import sharp from 'sharp';
import type {Sharp} from 'sharp';
import {describe, expect, test} from 'vitest';
import {CorruptImageError} from './errors/corrupt-image-error.ts';
import {verifyAndShrink} from './verify-and-shrink.ts';

/** A photo with detail everywhere, so that damage to its data cannot go unnoticed. */
async function photo(width: number, height: number): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3);
  for (let index = 0; index < data.length; index += 1) data[index] = (index * 37 + ((index / 97) | 0) * 11) % 251;
  return sharp(data, {raw: {width, height, channels: 3}})
    .jpeg({quality: 90})
    .toBuffer();
}

async function kindOf(bytes: Uint8Array): Promise<string> {
  return verifyAndShrink(bytes).then(
    () => 'accepted',
    (error: unknown) => (hasCode(error, 'imaging/corrupt') ? (error as CorruptImageError).detail.kind : String(error)),
  );
}

describe('verifyAndShrink', () => {
  test('fits a landscape photo into maxSide and keeps its shape', async () => {
    const shrunk = await verifyAndShrink(await photo(400, 200), {maxSide: 100});
    expect(shrunk).toMatchObject({size: {height: 50, width: 100}, originalSize: {height: 200, width: 400}, originalFormat: 'jpeg'});
    expect(await sharp(shrunk.data).metadata()).toMatchObject({format: 'jpeg', width: 100, height: 50, space: 'srgb', channels: 3});
  });

  test('does not enlarge', async () => {
    expect((await verifyAndShrink(await photo(40, 60))).size).toEqual({height: 60, width: 40});
  });

  test('gives the same bytes twice', async () => {
    const input = await photo(300, 200);
    expect((await verifyAndShrink(input)).data).toEqual((await verifyAndShrink(input)).data);
  });

  test('neither applies nor keeps the EXIF orientation', async () => {
    const turned = await sharp(await photo(120, 60))
      .withMetadata({orientation: 6})
      .toBuffer();
    const shrunk = await verifyAndShrink(turned);
    expect(shrunk.size).toEqual({height: 60, width: 120});
    expect(shrunk.originalSize).toEqual({height: 60, width: 120});
    expect((await sharp(shrunk.data).metadata()).orientation).toBeUndefined();
  });

  test.each([
    ['grey', (image: Sharp) => image.toColourspace('b-w').jpeg()],
    ['CMYK', (image: Sharp) => image.toColourspace('cmyk').jpeg()],
    ['16-bit', (image: Sharp) => image.toColourspace('rgb16').png()],
    ['transparent', (image: Sharp) => image.ensureAlpha(0.5).png()],
    ['WebP', (image: Sharp) => image.webp()],
  ])('stores a %s photo as 8-bit sRGB', async (_, convert) => {
    const shrunk = await verifyAndShrink(await convert(sharp(await photo(32, 16))).toBuffer());
    expect(await sharp(shrunk.data).metadata()).toMatchObject({space: 'srgb', channels: 3, depth: 'uchar'});
  });

  test('rejects an empty body, a page, a drawing and a cut file, and says which', async () => {
    const whole = await photo(300, 200);
    expect(await kindOf(new Uint8Array())).toBe('empty');
    expect(await kindOf(Buffer.from('<html><body>429 Too Many Requests</body></html>'))).toBe('unreadable');
    expect(await kindOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'))).toBe('not-a-photo');
    expect(await kindOf(whole.subarray(0, whole.length >> 1))).toBe('damaged');
    expect(await kindOf(whole)).toBe('accepted');
  });

  test('rejects 100 bytes overwritten in the middle, with and without shrinking', async () => {
    const damaged = await photo(600, 400);
    damaged.fill(0xff, damaged.length >> 1, (damaged.length >> 1) + 100);
    expect(await kindOf(damaged)).toBe('damaged');
    await expect(verifyAndShrink(damaged, {maxSide: 2000})).rejects.toThrow(CorruptImageError);
  });

  test('says what was found and what to do', async () => {
    await expect(verifyAndShrink(new Uint8Array([1, 2, 3]))).rejects.toThrow(
      /Photo of 3 bytes: the bytes are no picture .* Download the photo again/,
    );
  });

  test.each([{maxSide: 0}, {maxSide: 1.5}, {maxSide: Number.NaN}, {quality: 0}, {quality: 101}])('rejects %j', async (options) => {
    await expect(verifyAndShrink(await photo(8, 8), options)).rejects.toThrow(OptionError);
  });
});
