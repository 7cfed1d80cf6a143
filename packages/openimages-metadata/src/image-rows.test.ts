import {describe, expect, test} from 'vitest';
import {hasCode} from '@oid/core';
import {parseImageRows} from './image-rows.ts';
import type {ImageRow} from './image-rows.ts';
import {bytesOf, collect, errorOf} from '../test/bytes.ts';
import {IMAGES} from '../test/release.ts';

const read = (text: string): Promise<ImageRow[]> => collect(parseImageRows(bytesOf(text), {source: 'images.csv'}));

describe('parseImageRows', () => {
  test('reads 12 columns, quotes, and empty fields as unknown', async () => {
    const [first, second] = await read(IMAGES);
    expect(first).toEqual({
      imageId: '0000000000000001',
      subset: 'train',
      originalUrl: 'https://photos.example/1_o.jpg',
      landingUrl: 'https://photos.example/1',
      license: 'https://creativecommons.org/licenses/by/2.0/',
      authorProfileUrl: 'https://photos.example/people/a/',
      author: 'A, B',
      title: 'He said "hi"\nthere',
      originalSize: 211079,
      originalMd5: '0Sad+xMj2ttXM1U8meEJ0A==',
      thumbnailUrl: undefined,
      rotation: 90,
    });
    expect(second).toMatchObject({originalSize: undefined, originalMd5: undefined, rotation: undefined, author: ''});
    expect(second?.thumbnailUrl).toBe('https://photos.example/2_z.jpg');
  });

  test('reads the 8 columns of the first release', async () => {
    const [row] = await read(
      'ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title\n0000000000000001,train,u,l,c,p,a,t\n',
    );
    expect(row).toMatchObject({originalUrl: 'u', title: 't', originalSize: undefined, rotation: undefined});
  });

  test.each([
    [IMAGES.replace('OriginalURL', 'URL'), 'openimages-metadata/missing-column', {column: 'OriginalURL', line: 1}],
    [IMAGES.replace('\n0000000000000002', '\n../../x'), 'core/invalid-id', {where: 'images.csv:4'}],
    [IMAGES.replace('211079', '2e5'), 'openimages-metadata/malformed-table', {line: 3}],
    [IMAGES.replace('0Sad+xMj2ttXM1U8meEJ0A==', 'd1269dfb'), 'openimages-metadata/malformed-table', {line: 3}],
    [IMAGES.replace('90.0', '45'), 'openimages-metadata/malformed-table', {line: 3}],
  ])('names file and line of a broken table (%#)', async (text, code, detail) => {
    const error = await errorOf(() => read(text));
    expect(hasCode(error, code)).toBe(true);
    expect(error).toMatchObject({detail});
  });
});
