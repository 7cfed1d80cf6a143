import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {hasCode} from '@oid/core';
import type {Point} from '../group-points.ts';
import {collect, errorOf} from '../../test/bytes.ts';
import {BOX_HEADER, CLASSES, HIERARCHY, IMAGE_HEADER} from '../../test/release.ts';
import {openMetadata} from './open-metadata.ts';
import type {MetadataFolder} from './open-metadata.ts';
import {readImageIds} from './read-image-ids.ts';
import {readPoints, readSelection, select} from './select.ts';
import type {SelectionRequest} from './selected-points.ts';
import {readTutorialFiles, writeTutorialFiles} from './tutorial-files.ts';

const id = (n: number): string => n.toString(16).padStart(16, '0');
const MD5 = ['0Sad+xMj2ttXM1U8meEJ0A==', 'TSUuRgHQ6ZIDhnL+ZguPNA=='];

/** Train: images 1…20 with a car each, the even ones also with a boat, 1…3 with a toy. Validation: images 18…23; 18…20 are train's too. */
let folder = '';
let release: MetadataFolder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oid-select-'));
  const root = join(folder, 'release');
  for (const split of ['train', 'validation']) await mkdir(join(root, split), {recursive: true});
  await writeFile(join(root, 'class-descriptions-boxable.csv'), CLASSES);
  await writeFile(join(root, 'bbox_labels_600_hierarchy.json'), HIERARCHY);
  const tables = (split: string, from: number, to: number): [string, string] => {
    let [boxes, images] = [BOX_HEADER, IMAGE_HEADER];
    for (let n = from; n <= to; n += 1) {
      boxes += `${id(n)},xclick,/m/0k4j,1,0.1,0.3,0.2,0.6,0,0,${n % 5 === 0 ? 1 : 0},0,-1\n`;
      if (n % 2 === 0) boxes += `${id(n)},activemil,/m/019jd,1,0,1,0,1,1,0,0,0,0\n`;
      if (n <= 3) boxes += `${id(n)},xclick,/m/0138tl,1,0.5,0.51,0.5,0.51,0,0,0,0,0\n`;
      const author = n % 3 === 0 ? 'shared' : `${split}-${n}`;
      const md5 = n === 1 || n === 23 ? MD5[0] : n === 2 ? MD5[1] : '';
      images += `${id(n)},${split},https://photos.example/${n}_o.jpg,https://photos.example/${n},https://creativecommons.org/licenses/by/2.0/,https://photos.example/people/${author}/,"O&#x27;Hara, ${author}","Lake &lt;b&gt; [${n}](x)",10,${md5},,0.0\n`;
    }
    return [boxes, images];
  };
  for (const [split, from, to] of [
    ['train', 1, 20],
    ['validation', 18, 23],
  ] as const) {
    const [boxes, images] = tables(split, from, to);
    await writeFile(join(root, split, `${split}-annotations-bbox.csv`), boxes);
    await writeFile(join(root, split, `${split}-images-with-rotation.csv`), images);
  }
  release = await openMetadata(root);
});
afterAll(() => rm(folder, {recursive: true}));

let turn = 0;
async function run(request: SelectionRequest): Promise<Awaited<ReturnType<typeof select>> & {out: string; train: Point[]}> {
  turn += 1;
  const out = join(folder, `out-${turn}`);
  const selection = await select(release, request, out);
  return {...selection, out, train: selection.splits.some(({split}) => split === 'train') ? await collect(readPoints(out, 'train')) : []};
}
const numbers = (points: readonly Point[]): number[] => points.map(({imageId}) => Number.parseInt(imageId, 16));

describe('select', () => {
  test('writes points, counts and reports, the same bytes again for the same request', async () => {
    const first = await run({branches: ['Vehicle'], classes: ['Toy']});
    expect(first.classes.map(({name}) => name)).toEqual(['Car', 'Boat', 'Vehicle', 'Toy']);
    expect(first.splits).toEqual([
      {split: 'train', images: 20, boxes: 33, withoutIndexRow: 0},
      {split: 'validation', images: 6, boxes: 9, withoutIndexRow: 0},
    ]);
    expect(first.licenses).toEqual({'https://creativecommons.org/licenses/by/2.0/': 26});
    const [one] = first.train;
    expect([...(one as Point).boxes]).toEqual([0.2, 0.1, 0.6, 0.3, 0.5, 0.5, 0.51, 0.51].map(Math.fround));
    expect((one as Point).inside).toEqual(new Int8Array([-1, 0]));
    expect((one as Point).image.title).toBe('Lake &lt;b&gt; [1](x)');
    const {out, train: _train, ...selection} = first;
    const {request, ...read} = await readSelection(out);
    expect(read).toEqual(selection);
    expect(request).toEqual({branches: ['Vehicle'], classes: ['Toy']});
    const second = await run({branches: ['Vehicle'], classes: ['Toy']});
    for (const name of (await readdir(out, {recursive: true})).filter((path) => path.includes('.'))) {
      expect(await readFile(join(second.out, name), 'utf8')).toBe(await readFile(join(out, name), 'utf8'));
    }
    expect((await run({branches: ['Vehicle']})).hash).not.toBe(first.hash);
  });

  test('leaves out what is below an excluded class, and follows parts only when told to', async () => {
    const names = async (request: SelectionRequest): Promise<string[]> => (await run(request)).classes.map(({name}) => name);
    expect(await names({branches: ['Vehicle'], exclude: ['Boat']})).toEqual(['Car', 'Vehicle']);
    expect(await names({branches: ['Vehicle', 'Toy'], exclude: ['Vehicle']})).toEqual(['Toy']);
    expect(await names({branches: ['Vehicle'], includeParts: true})).toEqual(['Car', 'Boat', 'Vehicle', 'Wheel, spoked']);
    expect(await names({exclude: ['Toy']})).toEqual(['Boat', 'Vehicle', 'Wheel, spoked']);
  });

  test('takes some splits, ids, flags and sources', async () => {
    const {splits} = await run({splits: ['validation']});
    expect(splits.map(({split}) => split)).toEqual(['validation']);
    expect(numbers((await run({imageIds: [id(3), id(4), id(99)]})).train)).toEqual([3, 4]);
    expect(numbers((await run({imageIds: new Set([id(3), id(4)]), exceptImageIds: [id(3)]})).train)).toEqual([4]);
    expect(numbers((await run({classes: ['Car'], flags: {groupOf: true}})).train)).toEqual([5, 10, 15, 20]);
    expect(numbers((await run({sources: ['activemil']})).train)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    expect(hasCode(await errorOf(() => run({splits: ['test']})), 'openimages-metadata/missing-table')).toBe(true);
    expect(hasCode(await errorOf(() => run({splits: []})), 'core/option')).toBe(true);
    expect(hasCode(await errorOf(() => run({sample: 0})), 'core/option')).toBe(true);
  });

  test('draws a sample by the seed', async () => {
    const five = await run({sample: 5, splits: ['train']});
    expect(five.train).toHaveLength(5);
    expect(numbers((await run({sample: 5, splits: ['train']})).train)).toEqual(numbers(five.train));
    expect(numbers((await run({sample: 5, splits: ['train'], seed: 2})).train)).not.toEqual(numbers(five.train));
    expect(numbers((await run({sample: 500, splits: ['train']})).train)).toHaveLength(20);
  });

  test('limits images a class, and gives a rare class all that it has', async () => {
    const {balance, train} = await run({limitPerClass: 4, splits: ['train']});
    const images = Object.fromEntries(balance.classes.map(({name, images: count}) => [name, count]));
    expect(images['Toy']).toBe(3);
    expect(images['Boat']).toBeGreaterThanOrEqual(4);
    expect(images['Car']).toBe(train.length);
    expect(train.length).toBeLessThanOrEqual(4 + 4 + 3);
  });

  test('carries the other boxes of the images chosen when told to', async () => {
    const matching = await run({classes: ['Boat'], splits: ['train']});
    const whole = await run({classes: ['Boat'], splits: ['train'], onlyMatching: false});
    expect(numbers(whole.train)).toEqual(numbers(matching.train));
    expect(new Set(matching.train.flatMap(({classes}) => classes))).toEqual(new Set(['/m/019jd']));
    expect(new Set(whole.train.flatMap(({classes}) => classes))).toEqual(new Set(['/m/019jd', '/m/0k4j', '/m/0138tl']));
  });

  test('says how the selection is balanced', async () => {
    const {balance} = await run({classes: ['Car', 'Boat', 'Wheel, spoked']});
    const [car, boat, wheel] = balance.classes;
    expect(car).toMatchObject({
      name: 'Car',
      images: 26,
      boxes: 26,
      splits: {train: {images: 20, boxes: 20}, validation: {images: 6, boxes: 6}},
      flags: {groupOf: 5, occluded: 0, inside: 0},
    });
    // √(0.4 · 0.2) = 0.28
    expect(car?.boxSides).toEqual({from: [0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7], counts: [0, 0, 0, 0, 26, 0, 0]});
    expect(boat).toMatchObject({boxes: 13, flags: {occluded: 13}, boxSides: {counts: [0, 0, 0, 0, 0, 0, 13]}});
    expect(wheel).toMatchObject({images: 0, boxes: 0, splits: {}});
    expect(balance.splits['train']).toEqual({
      images: 20,
      boxes: 30,
      boxesPerImage: {from: [1, 2, 3, 5, 9, 17, 33, 65], counts: [10, 10, 0, 0, 0, 0, 0, 0]},
    });
    expect(balance.together).toEqual([{classes: ['/m/019jd', '/m/0k4j'], images: 13}]);
  });

  test('finds images, files and authors that splits share', async () => {
    const {leakage} = await run({});
    expect(leakage.sameImage).toEqual([18, 19, 20].map((n) => ({imageId: id(n), splits: ['validation', 'train']})));
    expect(leakage.sameFile).toEqual([
      {
        md5: MD5[0],
        images: [
          {split: 'validation', imageId: id(23)},
          {split: 'train', imageId: id(1)},
        ],
      },
    ]);
    expect(leakage.sameAuthor).toEqual({
      authors: 1,
      images: {train: 6, validation: 2},
      most: [{author: 'https://photos.example/people/shared/', images: {train: 6, validation: 2}}],
    });
    const none = (await run({splits: ['train']})).leakage;
    expect(none).toEqual({sameImage: [], sameFile: [], sameAuthor: {authors: 0, images: {}, most: []}});
  });

  test('names author, title, licence and page of each photo, safe in CSV, Markdown and HTML', async () => {
    const {out} = await run({imageIds: [id(1)], splits: ['train']});
    const read = (name: string): Promise<string> => readFile(join(out, name), 'utf8');
    expect(await read('licences.csv')).toBe(
      'ImageID,Split,Title,Author,AuthorURL,License,LicenseURL,SourceURL\r\n' +
        `${id(1)},train,Lake <b> [1](x),"O'Hara, train-1",https://photos.example/people/train-1/,CC BY 2.0,https://creativecommons.org/licenses/by/2.0/,https://photos.example/1\r\n`,
    );
    expect(await read('licences.md')).toContain(
      "- [“Lake \\<b\\> \\[1\\]\\(x\\)”](<https://photos.example/1>) by [O'Hara, train\\-1](<https://photos.example/people/train-1/>), [CC BY 2\\.0]",
    );
    expect(await read('licences.html')).toContain(
      '<li><a href="https://photos.example/1">“Lake &#60;b&#62; [1](x)”</a> by <a href="https://photos.example/people/train-1/">O&#39;Hara, train-1</a>, <a href=',
    );
  });

  test('leaves no selection when a table is broken', async () => {
    const broken = {...release, tables: async () => ({boxes: join(folder, 'nowhere.csv'), images: ''})};
    const out = join(folder, 'broken');
    await run({});
    await expect(select(broken, {}, out)).rejects.toThrow(/nowhere/);
    expect((await readdir(out, {recursive: true})).filter((name) => name.includes('.'))).toEqual([]);
  });
});

describe('readPoints', () => {
  test('refuses lines that are not points, with file and line', async () => {
    const {out} = await run({imageIds: [id(1)]});
    const path = join(out, 'points/train.ndjson');
    const good = await readFile(path, 'utf8');
    for (const bad of [
      '{',
      'null',
      '{}',
      good.replace('0.2,', '2,'),
      good.replace('"classes":[', '"classes":["x",'),
      good.replace(id(1), '../x'),
    ]) {
      await writeFile(path, `${good}${bad}\n`);
      const error = await errorOf(() => collect(readPoints(out, 'train')));
      expect((error as Error).message).toContain('train.ndjson:2');
    }
  });
});

describe('readImageIds', () => {
  test.each([
    [`${id(1)}\r\n\ntrain/${id(2)}\n${id(1)}`],
    [`Source,ImageID\nx,${id(1)}\n"x, y",${id(2)}\n`],
    [JSON.stringify([id(1), `validation/${id(2)}.jpg`])],
  ])('reads a list of ids in text, CSV and JSON (%#)', async (text) => {
    await writeFile(join(folder, 'ids'), text);
    expect(await readImageIds(join(folder, 'ids'))).toEqual([id(1), id(2)]);
  });

  test.each([
    ['', 'openimages-metadata/empty-table'],
    ['[1]', 'openimages-metadata/malformed-table'],
    ['[', 'openimages-metadata/malformed-table'],
    [`${id(1)}\n../etc\n`, 'core/invalid-id'],
  ])('refuses other lists (%#)', async (text, code) => {
    await writeFile(join(folder, 'ids'), text);
    expect(hasCode(await errorOf(() => readImageIds(join(folder, 'ids'))), code)).toBe(true);
  });
});

describe('the tutorial’s files', () => {
  test('are written and read', async () => {
    const {train, out} = await run({imageIds: [id(1), id(2)], splits: ['train']});
    await writeTutorialFiles(out, train, {classes: release.classes, mids: ['/m/0k4j', '/m/083wq']});
    const {points, images, translatedClasses} = await readTutorialFiles(out);
    expect(translatedClasses).toEqual(['Car', 'Wheel, spoked']);
    expect(images).toEqual([
      {id: id(1), url: 'https://photos.example/1_o.jpg'},
      {id: id(2), url: 'https://photos.example/2_o.jpg'},
    ]);
    const [y0, x0, y1, x1] = [0.2, 0.1, 0.6, 0.3].map(Math.fround);
    expect(points[0]?.annotations[0]).toEqual({id: id(1), label: '/m/0k4j', confidence: 1, x0, x1, y0, y1});
    expect(points.map(({annotations}) => annotations.length)).toEqual([2, 3]);
    await writeTutorialFiles(out, [], {classes: release.classes, mids: []});
    expect(await readTutorialFiles(out)).toEqual({points: [], images: [], translatedClasses: []});
    await writeFile(join(out, 'points.json'), '[{"id": 1}]');
    expect(hasCode(await errorOf(() => readTutorialFiles(out)), 'openimages-metadata/malformed-point')).toBe(true);
  });
});
