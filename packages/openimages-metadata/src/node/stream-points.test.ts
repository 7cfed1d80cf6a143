import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {parse} from 'csv-parse/sync';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {hasCode} from '@oid/core';
import {ClassList} from '../class-list.ts';
import {parseBoxRows} from '../box-rows.ts';
import {groupPoints} from '../group-points.ts';
import type {Point} from '../group-points.ts';
import {parseImageRows} from '../image-rows.ts';
import {streamPoints} from './stream-points.ts';
import type {StreamPointsOptions} from './stream-points.ts';
import {collect, errorOf} from '../../test/bytes.ts';
import {BOX_HEADER, BOXES, CLASSES, IMAGE_HEADER, IMAGES} from '../../test/release.ts';

const classes = ClassList.parse(CLASSES, {source: 'classes.csv'});
const mids = classes.entries.map(({mid}) => mid);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oid-points-'));
});
afterAll(() => rm(folder, {recursive: true}));

/** The points as plain values. */
async function points(
  boxes: string | Uint8Array,
  images: string | Uint8Array,
  options: Partial<StreamPointsOptions> = {},
): Promise<unknown[]> {
  await writeFile(join(folder, 'boxes.csv'), boxes);
  await writeFile(join(folder, 'images.csv'), images);
  const all = await collect(
    streamPoints(join(folder, 'boxes.csv'), join(folder, 'images.csv'), {classes, wanted: mids, threads: 0, ...options}),
  );
  return all.map(plain);
}

function plain({boxes, image, groupOf, occluded, truncated, depiction, inside, ...rest}: Point): unknown {
  const flags = {groupOf, occluded, truncated, depiction, inside};
  return {
    ...rest,
    image: {...image},
    boxes: [...boxes],
    ...Object.fromEntries(Object.entries(flags).map(([name, values]) => [name, [...values]])),
  };
}

/** The same by csv-parse and plain objects. */
function expectedPoints(boxes: string, images: string): unknown[] {
  type Row = Record<string, string>;
  const options = {columns: true, bom: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n']};
  const rows = new Map<string, Row[]>();
  for (const row of parse(boxes, options) as unknown as Row[])
    rows.set(row['ImageID'] as string, [...(rows.get(row['ImageID'] as string) ?? []), row]);
  const index = new Map((parse(images, options) as unknown as Row[]).toReversed().map((row) => [row['ImageID'] as string, row]));
  const state = (text = ''): number => (text === '' ? -1 : Number(text));
  return [...rows]
    .filter(([id]) => index.has(id))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([imageId, own]) => {
      const image = index.get(imageId) as Row;
      return {
        imageId,
        image: {
          imageId,
          subset: image['Subset'],
          originalUrl: image['OriginalURL'],
          landingUrl: image['OriginalLandingURL'],
          license: image['License'],
          authorProfileUrl: image['AuthorProfileURL'],
          author: image['Author'],
          title: image['Title'],
          originalSize: image['OriginalSize'] === '' ? undefined : Number(image['OriginalSize']),
          originalMd5: image['OriginalMD5'] || undefined,
          thumbnailUrl: image['Thumbnail300KURL'] || undefined,
          rotation: image['Rotation'] === '' ? undefined : Number(image['Rotation']),
        },
        boxes: own.flatMap((row) => ['YMin', 'XMin', 'YMax', 'XMax'].map((name) => Math.fround(Number(row[name])))),
        classes: own.map((row) => row['LabelName']),
        groupOf: own.map((row) => (state(row['IsGroupOf']) === 1 ? 1 : 0)),
        occluded: own.map((row) => state(row['IsOccluded'])),
        truncated: own.map((row) => state(row['IsTruncated'])),
        depiction: own.map((row) => state(row['IsDepiction'])),
        inside: own.map((row) => state(row['IsInside'])),
      };
    });
}

const id = fc.oneof(
  fc.integer({min: 0, max: 5}).map((n) => n.toString(16).padStart(16, '0')),
  fc.integer({min: 0, max: 5}).map((n) => `${'0f8c73'[n]}${'9'.repeat(15)}`),
);
/** From `0` to `1`, in three, six and nine decimals, short, with exponents and signs. */
const number = fc.oneof(
  fc.integer({min: 0, max: 1_000_000}).map((millionths) => (millionths / 1e6).toFixed(6)),
  fc.integer({min: 0, max: 1e9}).map((n) => (n / 1e9).toFixed(9)),
  fc.double({min: 0, max: 1, noNaN: true}).map(String),
  fc.constantFrom('0', '1', '1.0', '.5', '1.', '+0.25', '1e-3', '0.1250000000000000000000001', '1.000000', '-0'),
);
const pair = fc.tuple(number, number).map((two) => two.toSorted((a, b) => Number(a) - Number(b)));
const flag = fc.constantFrom('0', '1', '-1', '');
const boxRow = fc
  .tuple(
    id,
    fc.constantFrom('xclick', 'activemil'),
    fc.constantFrom(...mids),
    fc.constantFrom('1', '0.5', '1.0'),
    pair,
    pair,
    fc.tuple(flag, flag, flag, flag, flag),
  )
  .map(([image, source, mid, confidence, x, y, flags]) => [image, source, mid, confidence, ...x, ...y, ...flags].join(','));
/** Rows as V4 has them, which take the scanner's shortest way. */
const usualRow = fc
  .tuple(
    id,
    fc.constantFrom('xclick', 'activemil'),
    fc.constantFrom(...mids),
    fc.array(fc.integer({min: 0, max: 1_000_000}), {minLength: 4, maxLength: 4}),
    fc.array(fc.constantFrom(0, 1), {minLength: 5, maxLength: 5}),
  )
  .map(([image, source, mid, [a = 0, b = 0, c = 0, d = 0], flags]) => {
    const sides = [Math.min(a, b), Math.max(a, b), Math.min(c, d), Math.max(c, d)].map((millionths) => (millionths / 1e6).toFixed(6));
    return [image, source, mid, 1, ...sides, ...flags].join(',');
  });
const text = fc.oneof(
  fc.constantFrom('', 'David', 'é “ü”', '&amp;'),
  fc.constantFrom('"a, b"', '"He said ""hi"""', '"two\nlines"', '"two\r\nlines, ""x"""', '""', '""""'),
);
const imageRow = fc
  .tuple(
    id,
    text,
    text,
    fc.constantFrom('', '211079'),
    fc.constantFrom('', '0Sad+xMj2ttXM1U8meEJ0A=='),
    fc.constantFrom('', '0.0', '90.0', '270'),
  )
  .map(
    ([image, author, title, size, md5, rotation]) =>
      `${image},train,https://photos.example/${image}_o.jpg,,,,${author},${title},${size},${md5},,${rotation}`,
  );
const lineEnd = fc.constantFrom('\n', '\r\n');
const table = (header: string, row: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(row, {minLength: 1, maxLength: 40}), lineEnd, fc.boolean(), fc.integer({min: 0, max: 3}))
    .map(
      ([rows, end, closed, blank]) =>
        header.trim() + end + rows.slice(0, 20).join(end) + end.repeat(1 + blank) + rows.slice(20).join(end) + (closed ? end : ''),
    );

describe('streamPoints', () => {
  test('gives the rows of csv-parse, whatever the layout, the cut into ranges and the memory', async () => {
    await fc.assert(
      fc.asyncProperty(
        table(BOX_HEADER, fc.oneof(boxRow, usualRow)),
        table(IMAGE_HEADER, imageRow),
        fc.integer({min: 16, max: 3000}),
        fc.constantFrom(0, 128),
        fc.boolean(),
        async (boxes, images, rangeBytes, memoryMiB, gzip) => {
          const pack = (csv: string): string | Uint8Array => (gzip ? gzipSync(csv) : csv);
          expect(await points(pack(boxes), pack(images), {rangeBytes, memoryMiB})).toEqual(expectedPoints(boxes, images));
        },
      ),
      {numRuns: 150},
    );
  });

  test('takes and refuses what the row parsers take and refuse when a byte is damaged', async () => {
    const outcome = async (work: () => Promise<unknown>): Promise<unknown> => work().catch((error: unknown) => String(error));
    await fc.assert(
      fc.asyncProperty(
        fc.array(usualRow, {minLength: 1, maxLength: 6}),
        fc.nat(),
        fc.constantFrom('0', '1', '2', '9', '.', ',', '-', '\n', '\r', '"', '/', 'x', 'f', '\u00ff', ' '),
        fc.integer({min: 16, max: 400}),
        async (rows, place, letter, rangeBytes) => {
          const table = BOX_HEADER + rows.map((row) => `${row}\n`).join('');
          const at = BOX_HEADER.length + (place % (table.length - BOX_HEADER.length));
          const damaged = table.slice(0, at) + letter + table.slice(at + 1);
          const images = `${IMAGE_HEADER}${[...new Set(rows.map((row) => row.slice(0, 16)))].map((image) => `${image},train,,,,,,,,,,\n`).join('')}`;
          const scanned = await outcome(() => points(damaged, images, {rangeBytes}));
          const parsed = await outcome(async () => {
            const chunks = async function* (text: string): AsyncGenerator<Uint8Array> {
              yield new TextEncoder().encode(text);
            };
            const boxes = parseBoxRows(chunks(damaged), {source: join(folder, 'boxes.csv'), classes});
            const grouped = await groupPoints(boxes, parseImageRows(chunks(images), {source: ''}), {classes: new Set(mids)});
            return grouped.points.toSorted((a, b) => (a.imageId < b.imageId ? -1 : 1)).map(plain);
          });
          expect(scanned).toEqual(parsed);
        },
      ),
      {numRuns: 300},
    );
  });

  test('reads columns by name, boxes in quotes, 8 columns, and a byte order mark', async () => {
    const quoted = `\uFEFF${BOXES.replace('/m/0k4j,', '"/m/0k4j",')}`;
    expect(await points(quoted, IMAGES)).toEqual(expectedPoints(quoted, IMAGES));
    const ids = IMAGES.replaceAll(/^(\d{16}),/gm, '"$1",').replaceAll('\n', '\r\n');
    expect(await points(BOXES, ids)).toEqual(expectedPoints(BOXES, ids));
    const eight = BOXES.split('\n')
      .map((line) => line.split(',').slice(0, 8).join(','))
      .join('\n');
    expect(await points(eight, IMAGES)).toEqual(expectedPoints(eight, IMAGES));
    const turned = BOXES.split('\n')
      .map((line) => line.split(',').toReversed().join(','))
      .join('\n');
    expect(await points(turned, IMAGES)).toEqual(expectedPoints(BOXES, IMAGES));
  });

  test('keeps only the boxes that are asked for', async () => {
    const kept = async (options: Partial<StreamPointsOptions>): Promise<string[]> =>
      (await points(BOXES, IMAGES, options)).flatMap((point) => (point as {classes: string[]}).classes);
    expect(await kept({})).toEqual(['/m/019jd', '/m/0k4j', '/m/0138tl']);
    expect(await kept({wanted: ['/m/0k4j']})).toEqual(['/m/0k4j']);
    expect(await kept({wanted: []})).toEqual([]);
    expect(await kept({flags: {groupOf: false}})).toEqual(['/m/0k4j']);
    expect(await kept({flags: {groupOf: [false, 'unknown']}})).toEqual(['/m/0k4j', '/m/0138tl']);
    expect(await kept({flags: {occluded: 'unknown'}})).toEqual(['/m/0138tl']);
    expect(await kept({flags: {truncated: true, groupOf: true}})).toEqual(['/m/019jd']);
    expect(await kept({sources: ['activemil']})).toEqual(['/m/019jd']);
    expect(await kept({imageIds: new Set(['0000000000000002'])})).toEqual(['/m/0k4j', '/m/0138tl']);
    expect(await kept({exceptImageIds: new Set(['0000000000000002'])})).toEqual(['/m/019jd']);
    expect(await kept({minConfidence: 1})).toHaveLength(3);
  });

  test('tells of images that the image table lacks', async () => {
    const missing: string[] = [];
    const found = await points(BOXES, IMAGES.replace('\n0000000000000002', '\n0000000000000003'), {
      onMissingImage: (imageId) => missing.push(imageId),
    });
    expect(found).toHaveLength(1);
    expect(missing).toEqual(['0000000000000002']);
  });

  test.each([
    ['', 'openimages-metadata/empty-table', {missing: 'header'}],
    [BOX_HEADER, 'openimages-metadata/empty-table', {missing: 'rows'}],
    [BOXES.replace('LabelName', 'Label'), 'openimages-metadata/missing-column', {line: 1, column: 'LabelName'}],
    [BOXES.replace('0000000000000001', '../../x'), 'core/invalid-id', {where: 'boxes.csv:3', found: '../../x'}],
    [BOXES.replace('/m/019jd', '/m/019jx'), 'openimages-metadata/unknown-class', {name: '/m/019jx', nearest: '/m/019jd'}],
    [BOXES.replace('0,1,0.125,1,', '0,1.1,0.125,1,'), 'openimages-metadata/invalid-box', {line: 3}],
    [BOXES.replace('0,1,0.125,1,', '0,1,nan,1,'), 'openimages-metadata/malformed-table', {line: 3}],
    [BOXES.replace('0.125,1,0,1,1', '0.125,1,0,1,2'), 'openimages-metadata/malformed-table', {line: 3}],
    [BOXES.slice(0, -8), 'openimages-metadata/malformed-table', {line: 4}],
    [BOXES.replace('/m/019jd', '"/m/019jd'), 'openimages-metadata/malformed-table', {}],
  ])('refuses what the row parsers refuse, with file and line (%#)', async (boxes, code, detail) => {
    for (const rangeBytes of [16, 100, 1 << 20]) {
      for (const pack of [(csv: string) => csv, (csv: string) => gzipSync(csv)]) {
        const error = await errorOf(() => points(pack(boxes), IMAGES, {rangeBytes}));
        expect(hasCode(error, code)).toBe(true);
        const {where, ...rest} = detail as {where?: string};
        expect(error).toMatchObject({detail: rest});
        expect((error as Error).message).toContain(where ?? 'boxes.csv');
      }
    }
  });

  test.each([
    IMAGES.replace('211079', '21x'),
    IMAGES.replace('0Sad+xMj2ttXM1U8meEJ0A==', '0Sad'),
    IMAGES.replace('"A, B"', '"A, B"x'),
    IMAGES.replace('"A, B"', 'A, B'),
    IMAGES.replace('"A, B"', '"A, B'),
    IMAGES.replace('90.0', '45.0'),
  ])('refuses an image table that the row parser refuses (%#)', async (images) => {
    for (const rangeBytes of [16, 150, 1 << 20]) {
      const error = await errorOf(() => points(BOXES, images, {rangeBytes}));
      expect(hasCode(error, 'openimages-metadata/malformed-table')).toBe(true);
      expect((error as Error).message).toMatch(/images\.csv:\d/);
    }
  });

  test('refuses a table that is not UTF-8', async () => {
    const images = Buffer.from(IMAGES.replace('A, B', 'A, \u00e9'), 'latin1');
    expect(hasCode(await errorOf(() => points(BOXES, images)), 'openimages-metadata/malformed-table')).toBe(true);
  });

  test('stops on a signal, and leaves no temporary file', async () => {
    const temporaryFolder = join(folder, 'temporary');
    await import('node:fs/promises').then(({mkdir}) => mkdir(temporaryFolder));
    const controller = new AbortController();
    const options = {classes, wanted: mids, threads: 0, memoryMiB: 0, temporaryFolder, signal: controller.signal};
    await points(BOXES, IMAGES);
    controller.abort(new Error('enough'));
    const error = await errorOf(() => collect(streamPoints(join(folder, 'boxes.csv'), join(folder, 'images.csv'), options)));
    expect((error as Error).message).toBe('enough');
    expect(await readdir(temporaryFolder)).toEqual([]);
  });

  test.each([{rangeBytes: 1}, {threads: -1}, {memoryMiB: Number.NaN}, {minConfidence: 2}, {flags: {groupOf: 'no' as never}}])(
    'refuses options out of range (%#)',
    async (options) => {
      expect(hasCode(await errorOf(() => points(BOXES, IMAGES, options)), 'core/option')).toBe(true);
    },
  );
});
