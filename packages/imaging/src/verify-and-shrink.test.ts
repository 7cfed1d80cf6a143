import {hasCode, OptionError} from '@oid/core';
import sharp from 'sharp';
import type {Sharp} from 'sharp';
import {describe, expect, test} from 'vitest';
import {CorruptImageError} from './errors/corrupt-image-error.ts';
import type {RefusedImageError} from './errors/refused-image-error.ts';
import {verifyAndShrink} from './verify-and-shrink.ts';
import type {VerifyAndShrinkOptions} from './verify-and-shrink.ts';

/** A photo with detail everywhere, so that damage to its data cannot go unnoticed. */
async function photo(width: number, height: number): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3);
  for (let index = 0; index < data.length; index += 1) data[index] = (index * 37 + ((index / 97) | 0) * 11) % 251;
  return sharp(data, {raw: {width, height, channels: 3}})
    .jpeg({quality: 90})
    .toBuffer();
}

async function kindOf(bytes: Uint8Array, options: VerifyAndShrinkOptions = {}): Promise<string> {
  return verifyAndShrink(bytes, options).then(
    () => 'accepted',
    (error: unknown) => {
      if (hasCode(error, 'imaging/corrupt')) return (error as CorruptImageError).detail.kind;
      return hasCode(error, 'imaging/refused') ? (error as RefusedImageError).detail.kind : String(error);
    },
  );
}

/** A GIF or WebP of three frames: red, green, blue. */
async function animation(format: 'gif' | 'webp'): Promise<Buffer> {
  const frames = [0, 1, 2].map((color) => Buffer.alloc(24 * 16 * 3, 0).map((_, at) => (at % 3 === color ? 255 : 0)));
  const image = sharp(Buffer.concat(frames), {raw: {width: 24, height: 48, channels: 3, pageHeight: 16}});
  return image.toFormat(format).toBuffer();
}

/** A PNG of one colour that claims many pixels. */
async function bomb(width: number, height: number): Promise<Buffer> {
  return sharp({create: {width, height, channels: 3, background: '#888888'}, limitInputPixels: false})
    .png({compressionLevel: 9})
    .toBuffer();
}

async function pixel(jpeg: Uint8Array): Promise<number[]> {
  return [...(await sharp(jpeg).raw().toBuffer()).subarray(0, 3)];
}

describe('verifyAndShrink', () => {
  test('fits a landscape photo into maxSide and keeps its shape', async () => {
    const shrunk = await verifyAndShrink(await photo(400, 200), {maxSide: 100});
    expect(shrunk).toMatchObject({
      size: {height: 50, width: 100},
      original: {size: {height: 200, width: 400}, format: 'jpeg', colorSpace: 'srgb', orientation: 1, frames: 1},
    });
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
    expect(shrunk.original).toMatchObject({size: {height: 60, width: 120}, orientation: 6});
    expect((await sharp(shrunk.data).metadata()).orientation).toBeUndefined();
  });

  test.each<[string, string, (image: Sharp) => Sharp]>([
    ['grey', 'b-w', (image) => image.toColourspace('b-w').jpeg()],
    ['CMYK', 'cmyk', (image) => image.toColourspace('cmyk').jpeg()],
    ['16-bit', 'rgb16', (image) => image.toColourspace('rgb16').png()],
    ['16-bit grey', 'grey16', (image) => image.toColourspace('grey16').png()],
    ['transparent', 'srgb', (image) => image.ensureAlpha(0.5).png()],
    ['WebP', 'srgb', (image) => image.webp()],
  ])('stores a %s photo as 8-bit sRGB', async (_, colorSpace, convert) => {
    const shrunk = await verifyAndShrink(await convert(sharp(await photo(32, 16))).toBuffer());
    expect(shrunk.original.colorSpace).toBe(colorSpace);
    expect(await sharp(shrunk.data).metadata()).toMatchObject({space: 'srgb', channels: 3, depth: 'uchar'});
  });

  test('gives CMYK ink its colour, not its negative', async () => {
    for (const [background, channel] of [
      ['#ff0000', 0],
      ['#ffffff', -1],
      ['#000000', 3],
    ] as const) {
      const ink = await sharp({create: {width: 16, height: 16, channels: 3, background}})
        .toColourspace('cmyk')
        .jpeg()
        .toBuffer();
      const [red, green, blue] = (await pixel((await verifyAndShrink(ink)).data)) as [number, number, number];
      if (channel === 0) expect(red - Math.max(green, blue)).toBeGreaterThan(150);
      else if (channel === -1) expect(Math.min(red, green, blue)).toBeGreaterThan(240);
      else expect(Math.max(red, green, blue)).toBeLessThan(40);
    }
  });

  test('halves the light of half-transparent black on white, in 8 bits and in 16', async () => {
    for (const colorSpace of ['srgb', 'rgb16']) {
      const grey = await sharp({create: {width: 8, height: 8, channels: 4, background: {r: 0, g: 0, b: 0, alpha: 0.5}}})
        .toColourspace(colorSpace)
        .png()
        .toBuffer();
      for (const value of await pixel((await verifyAndShrink(grey)).data)) expect(Math.abs(value - 127)).toBeLessThanOrEqual(2);
    }
  });

  test.each(['gif', 'webp'] as const)('takes the first frame of an animated %s, or refuses it', async (format) => {
    const moving = await animation(format);
    const shrunk = await verifyAndShrink(moving);
    expect(shrunk).toMatchObject({size: {height: 16, width: 24}, original: {frames: 3}});
    const [red, green, blue] = (await pixel(shrunk.data)) as [number, number, number];
    expect(red - Math.max(green, blue)).toBeGreaterThan(200);
    expect(await kindOf(moving, {animation: 'refuse'})).toBe('animated');
  });

  test('refuses a decompression bomb by its header, and says how large it claims to be', async () => {
    const small = await bomb(2000, 1000);
    expect(await kindOf(small, {maxPixels: 1_999_999})).toBe('too-many-pixels');
    expect(await kindOf(small, {maxPixels: 2_000_000})).toBe('accepted');
    // 65,500 × 65,500, in a JPEG's frame header.
    const huge = await photo(16, 16);
    const frame = huge.indexOf(Buffer.of(0xff, 0xc0));
    huge.writeUInt16BE(65_500, frame + 5);
    huge.writeUInt16BE(65_500, frame + 7);
    await expect(verifyAndShrink(huge)).rejects.toThrow(/jpeg of 65500 × 65500 pixels.*maxPixels: 178956970/);
  });

  test('takes a photo of one pixel unless minSide is above it', async () => {
    const tiny = await photo(1, 1);
    expect((await verifyAndShrink(tiny)).size).toEqual({height: 1, width: 1});
    expect(await kindOf(tiny, {minSide: 2})).toBe('too-small');
    expect(await kindOf(await photo(2, 40), {minSide: 2})).toBe('accepted');
  });

  test('rejects an empty body, a page and a drawing, and says which', async () => {
    const whole = await photo(300, 200);
    expect(await kindOf(new Uint8Array())).toBe('empty');
    expect(await kindOf(Buffer.from('<html><body>429 Too Many Requests</body></html>'))).toBe('unreadable');
    expect(await kindOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'))).toBe('not-a-photo');
    expect(await kindOf(whole)).toBe('accepted');
  });

  test.each<[string, (image: Sharp) => Sharp]>([
    ['JPEG', (image) => image.jpeg()],
    ['progressive JPEG', (image) => image.jpeg({progressive: true})],
    ['PNG', (image) => image.png()],
    ['interlaced PNG', (image) => image.png({progressive: true})],
    ['WebP', (image) => image.webp()],
    ['GIF', (image) => image.gif()],
    ['AVIF', (image) => image.avif({effort: 0})],
  ])('knows a cut %s', async (_, encode) => {
    const whole = await encode(sharp(await photo(120, 80))).toBuffer();
    expect(await kindOf(whole)).toBe('accepted');
    expect(await kindOf(Buffer.concat([whole, Buffer.alloc(50, 1)]))).toBe('accepted');
    for (const length of [0.2, 0.5, 0.9].map((part) => Math.round(whole.length * part)).concat(whole.length - 20)) {
      expect([length, await kindOf(whole.subarray(0, length))]).toEqual([length, 'truncated']);
    }
  });

  test('tells a cut photo from a damaged one when many are decoded at a time', async () => {
    const whole = await photo(300, 200);
    const cut = whole.subarray(0, whole.length >> 1);
    const damaged = Buffer.from(whole).fill(0xff, whole.length >> 1, (whole.length >> 1) + 100);
    const kinds = await Promise.all(Array.from({length: 30}, (_, at) => kindOf([whole, cut, damaged][at % 3] as Buffer)));
    expect(kinds).toEqual(Array.from({length: 30}, (_, at) => ['accepted', 'truncated', 'damaged'][at % 3]));
  });

  test('hands back the very bytes of a small whole JPEG on request', async () => {
    const small = await photo(60, 40);
    expect((await verifyAndShrink(small, {keepSmall: true})).data).toBe(small);
    for (const other of [
      await photo(300, 40),
      await sharp(small).toColourspace('b-w').jpeg().toBuffer(),
      await sharp(small).withMetadata({orientation: 3}).toBuffer(),
    ]) {
      const {data} = await verifyAndShrink(other, {keepSmall: true});
      expect(data).not.toBe(other);
      expect((await verifyAndShrink(data, {keepSmall: true})).data).toBe(data);
    }
    expect(await verifyAndShrink(small.subarray(0, 900), {keepSmall: true}).catch((error: CorruptImageError) => error.detail.kind)).toBe(
      'truncated',
    );
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

  test.each([{maxSide: 0}, {maxSide: 1.5}, {maxSide: Number.NaN}, {quality: 0}, {quality: 101}, {maxPixels: 0}, {minSide: 0}])(
    'rejects %j',
    async (options) => {
      await expect(verifyAndShrink(await photo(8, 8), options)).rejects.toThrow(OptionError);
    },
  );
});
