import {createHash} from 'node:crypto';
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {OptionError} from '@oid/core';
import sharp from 'sharp';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {renderSampleRelease} from './render-sample-release.ts';
import {BOX_COLUMNS, IMAGE_COLUMNS} from './tables.ts';

let root: string;
let release: string;
let counted: {images: number; boxes: number};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'oid-sample-'));
  release = join(root, 'release');
  counted = await renderSampleRelease(release, {seed: 5, train: 12, validation: 4});
});

afterAll(() => rm(root, {recursive: true, force: true}));

const lines = async (path: string): Promise<string[]> => (await readFile(join(release, path), 'utf8')).trimEnd().split('\n');

/** Splits a CSV line whose quoted fields may hold commas. */
const fields = (line: string): string[] =>
  Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');

describe('renderSampleRelease', () => {
  test('lays files out as V4 does', async () => {
    expect((await readdir(release, {recursive: true})).filter((path) => !path.endsWith('.jpg')).sort()).toEqual([
      'bbox_labels_600_hierarchy.json',
      'class-descriptions-boxable.csv',
      'classes-bbox-trainable.txt',
      'originals',
      'train',
      'train/train-annotations-bbox.csv',
      'train/train-images-boxable-with-rotation.csv',
      'validation',
      'validation/validation-annotations-bbox.csv',
      'validation/validation-images-with-rotation.csv',
    ]);
    expect(await readdir(join(release, 'originals'))).toHaveLength(16);
  });

  test('gives every image row twelve fields, and the true length and MD5 of its photo', async () => {
    const [header, ...rows] = await lines('train/train-images-boxable-with-rotation.csv');
    expect(header).toBe(IMAGE_COLUMNS);
    expect(rows).toHaveLength(12);
    for (const row of rows) {
      const [id, subset, url, , license, , , , size, md5, thumbnail, rotation, ...rest] = fields(row);
      expect(rest).toEqual([]);
      expect([subset, url]).toEqual(['train', `http://127.0.0.1:0/originals/${id}.jpg`]);
      expect(license).toBe('https://creativecommons.org/licenses/by/2.0/');
      expect(['', `http://127.0.0.1:0/thumbnails/${id}.jpg`]).toContain(thumbnail);
      expect(['', '0.0', '90.0', '180.0', '270.0']).toContain(rotation);
      const bytes = await readFile(join(release, 'originals', `${id}.jpg`));
      expect([String(bytes.length), createHash('md5').update(bytes).digest('base64')]).toEqual([size, md5]);
    }
  });

  test('gives every photo boxes of known classes, in the order of the ids', async () => {
    const known = new Set((await lines('class-descriptions-boxable.csv')).map((line) => line.split(',')[0]));
    let boxes = 0;
    for (const [split, images] of [
      ['train', 12],
      ['validation', 4],
    ] as const) {
      const [header, ...rows] = await lines(`${split}/${split}-annotations-bbox.csv`);
      expect(header).toBe(BOX_COLUMNS);
      const ids = rows.map((row) => row.slice(0, 16));
      expect(ids).toEqual([...ids].sort());
      expect(new Set(ids).size).toBe(images);
      boxes += rows.length;
      for (const row of rows) {
        const [, source, label, confidence, xmin, xmax, ymin, ymax, ...flags] = row.split(',');
        expect(['xclick', 'activemil']).toContain(source);
        expect(known).toContain(label);
        expect(confidence).toBe('1');
        expect(Number(xmin)).toBeLessThan(Number(xmax));
        expect(Number(ymin)).toBeLessThan(Number(ymax));
        expect(flags).toHaveLength(5);
        for (const flag of flags) expect(['0', '1', '-1']).toContain(flag);
      }
    }
    expect(counted).toEqual({images: 16, boxes});
  });

  test('hangs each class under its branch once', async () => {
    type Node = {LabelName: string; Subcategory?: Node[]};
    const tree = JSON.parse(await readFile(join(release, 'bbox_labels_600_hierarchy.json'), 'utf8')) as Node;
    const branch = (mid: string): string[] =>
      tree.Subcategory?.find(({LabelName}) => LabelName === mid)?.Subcategory?.map(({LabelName}) => LabelName) ?? [];
    expect(branch('/m/07yv9').sort()).toEqual(['/m/019jd', '/m/01bjv', '/m/0k4j']);
    expect(branch('/m/02xwb').sort()).toEqual(['/m/014j1m', '/m/09qck', '/m/0cyhj_']);
    expect((await lines('classes-bbox-trainable.txt')).sort()).toEqual([...branch('/m/07yv9'), ...branch('/m/02xwb')].sort());
  });

  test('holds one photo that is damaged just as its row says', async () => {
    const verdicts = await Promise.all(
      (await readdir(join(release, 'originals'))).map((name) =>
        sharp(join(release, 'originals', name), {failOn: 'warning'})
          .raw()
          .toBuffer()
          .then(
            () => 'whole',
            () => 'damaged',
          ),
      ),
    );
    expect(verdicts.filter((verdict) => verdict === 'damaged')).toHaveLength(1);
  });

  test('gives the same bytes again, however many photos the other split has', async () => {
    const again = join(root, 'again');
    await renderSampleRelease(again, {seed: 5, train: 12, validation: 0});
    for (const path of ['train/train-annotations-bbox.csv', 'train/train-images-boxable-with-rotation.csv']) {
      expect(await readFile(join(again, path))).toEqual(await readFile(join(release, path)));
    }
  });

  test('reports progress, writes a test split when asked, and takes a base address', async () => {
    const other = join(root, 'other');
    const done: number[] = [];
    const onProgress = (event: {done: number}): number => done.push(event.done);
    await renderSampleRelease(other, {seed: 6, train: 0, validation: 0, test: 2, baseUrl: 'https://photos.example/oid', onProgress});
    expect(done).toEqual([1, 2]);
    expect(await readFile(join(other, 'test/test-images-with-rotation.csv'), 'utf8')).toContain(
      ',test,https://photos.example/oid/originals/',
    );
    expect(await readFile(join(other, 'train/train-annotations-bbox.csv'), 'utf8')).toBe(`${BOX_COLUMNS}\n`);
  });

  test('rejects options out of range and stops when told', async () => {
    await expect(renderSampleRelease(root, {seed: -1})).rejects.toThrow(OptionError);
    await expect(renderSampleRelease(root, {train: 1.5})).rejects.toThrow(/train/);
    await expect(renderSampleRelease(root, {baseUrl: 'http://127.0.0.1/'})).rejects.toThrow(/baseUrl/);
    await expect(renderSampleRelease(join(root, 'never'), {signal: AbortSignal.abort()})).rejects.toThrow(/abort/i);
  });
});
