import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {CorruptImageError} from './errors/corrupt-image-error.ts';
import {readImageSize} from './read-image-size.ts';

describe('readImageSize', () => {
  test('gives the stored size, whatever the EXIF orientation', async () => {
    const turned = await sharp({create: {width: 30, height: 20, channels: 3, background: 'red'}})
      .withMetadata({orientation: 6})
      .jpeg()
      .toBuffer();
    expect(await readImageSize(turned)).toEqual({height: 20, width: 30});
  });

  test('refuses what is no photo', async () => {
    await expect(readImageSize(new TextEncoder().encode('<html>'))).rejects.toThrow(CorruptImageError);
  });
});
