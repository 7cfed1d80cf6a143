import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {ProgressEvent} from '@oid/core';
import {collect, errorOf} from '../../test/bytes.ts';
import {FileServer} from '../../test/file-server.ts';
import {BOXES, CLASSES, HIERARCHY, IMAGES, IMAGE_HEADER} from '../../test/release.ts';
import {tarball} from '../../test/tarball.ts';
import {releaseTables} from '../catalogue/release-tables.ts';
import {fetchMetadata} from './fetch-metadata.ts';
import type {FetchMetadataOptions} from './fetch-metadata.ts';
import {openMetadata} from './open-metadata.ts';

const LABELS = 'ImageID,Source,LabelName,Confidence\n0000000000000001,verification,/m/0k4j,1\n';
let root = '';
let server: FileServer;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'oid-release-'));
  server = await FileServer.start();
});
afterEach(async () => {
  server.stop();
  await rm(root, {recursive: true});
});

const fetchRelease = (release: string, options: Partial<FetchMetadataOptions> = {}): ReturnType<typeof fetchMetadata> =>
  fetchMetadata(release, root, {
    splits: ['train'],
    mirror: server.url,
    verify: false,
    retries: 1,
    backoffMs: 1,
    timeoutMs: 2_000,
    ...options,
  });
const files = async (): Promise<string[]> =>
  (await readdir(root, {recursive: true, withFileTypes: true}))
    .filter((entry) => entry.isFile())
    .map(({name}) => name)
    .sort();

function putV4(): void {
  server.put('openimages/2018_04/class-descriptions-boxable.csv', CLASSES);
  server.put('openimages/2018_04/bbox_labels_600_hierarchy.json', HIERARCHY);
  server.put('openimages/2018_04/train/train-annotations-bbox.csv', BOXES);
  server.put('openimages/2018_04/train/train-images-boxable-with-rotation.csv', IMAGES);
  server.put('openimages/2018_04/train/train-annotations-human-imagelabels.csv', LABELS);
}

function putV3(): void {
  server.put('openimages/2018_04/bbox_labels_600_hierarchy.json', HIERARCHY);
  server.put(
    'openimages/2017_11/classes_2017_11.tar.gz',
    tarball([
      {path: '2017_11/', type: '5'},
      {path: '2017_11/class-descriptions.csv', data: `/m/0zz,Sky\r\n${CLASSES}`},
      {path: '2017_11/classes.txt', data: '/m/0zz\n/m/0k4j\n'},
      {path: '2017_11/classes-bbox.txt', data: '/m/019jd\n/m/0k4j\n/m/0138tl\n/m/07yv9\n/m/083wq\n'},
      {path: '2017_11/classes-bbox-trainable.txt', data: '/m/0k4j\n'},
    ]),
  );
  const eight = BOXES.split('\n')
    .map((line) => line.split(',').slice(0, 8).join(','))
    .join('\n');
  server.put(
    'openimages/2017_11/annotations_human_bbox_2017_11.tar.gz',
    tarball([
      {path: '2017_11/train/annotations-human-bbox.csv', data: eight},
      {path: '2017_11/validation/annotations-human-bbox.csv', data: BOXES},
    ]),
  );
  server.put(
    'openimages/2017_11/images_2017_11.tar.gz',
    tarball([
      {path: '2017_11/train/images.csv', data: IMAGES},
      {path: '2017_11/validation/images.csv', data: IMAGES},
    ]),
  );
}

describe('fetchMetadata of a release of the catalogue', () => {
  test('brings what training needs of V4, and asks nothing twice', async () => {
    putV4();
    const events: ProgressEvent[] = [];
    const folder = await fetchRelease('v4', {onProgress: (event) => events.push(event)});
    expect(folder.splits).toEqual(['train']);
    expect(await collect(folder.boxes('train'))).toHaveLength(3);
    expect(await collect(folder.images('train'))).toHaveLength(2);
    expect(folder.hierarchy?.roots).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({
      done: 4,
      total: 4,
      unit: 'tables',
      bytes: CLASSES.length + HIERARCHY.length + BOXES.length + IMAGES.length,
    });
    server.log.length = 0;
    await fetchRelease('v4');
    expect(server.log.map((line) => line.slice(0, 3))).toEqual(['304', '304', '304', '304']);
    expect((await openMetadata(root)).splits).toEqual(['train']);
  });

  test('brings the kinds asked for, beside the class list', async () => {
    putV4();
    const folder = await fetchRelease('v4', {tables: ['human-labels']});
    expect(await collect(folder.rows('human-labels', 'train'))).toHaveLength(1);
    expect(folder.splits).toEqual([]);
    expect(folder.classes.entries).toHaveLength(5);
    expect(await files()).toEqual(['class-descriptions-boxable.csv', 'metadata.json', 'train-annotations-human-imagelabels.csv']);
    expect(await errorOf(() => collect(folder.rows('points', 'train')))).toMatchObject({code: 'openimages-metadata/missing-table'});
  });

  test('unpacks what is wanted of the archives of V3', async () => {
    putV3();
    const folder = await fetchRelease('v3');
    expect(folder.classes.entries.map(({name}) => name)).toEqual(['Boat', 'Car', 'Toy', 'Vehicle', 'Wheel, spoked']);
    expect((await folder.classList('class-descriptions')).entries).toHaveLength(6);
    expect(folder.trainable).toEqual(['/m/0k4j']);
    expect((await collect(folder.boxes('train')))[0]?.occluded).toBeUndefined();
    expect(await files()).toEqual([
      'annotations-human-bbox.csv',
      'bbox_labels_600_hierarchy.json',
      'class-descriptions.csv',
      'classes-bbox-trainable.txt',
      'classes-bbox.txt',
      'images.csv',
      'metadata.json',
    ]);
    server.log.length = 0;
    await fetchRelease('v3');
    expect(server.log.every((line) => line.startsWith('304'))).toBe(true);
    // Another split needs the archives anew; what is there stays.
    const both = await fetchRelease('v3', {splits: ['train', 'validation']});
    expect(both.splits).toEqual(['train', 'validation']);
    expect((await collect(both.boxes('validation')))[0]?.occluded).toBe(true);
  });

  test('does not transfer an archive again that a killed run had whole', async () => {
    putV3();
    const controller = new AbortController();
    const size = server.files.get('openimages/2017_11/classes_2017_11.tar.gz')?.length;
    const onProgress = ({bytes}: ProgressEvent): void => {
      if (bytes === size) controller.abort();
    };
    await errorOf(() => fetchRelease('v3', {signal: controller.signal, onProgress}));
    expect((await files()).filter((name) => name.endsWith('.partial'))).toHaveLength(1);
    server.log.length = 0;
    await fetchRelease('v3');
    expect(server.log[0]).toBe('304 openimages/2017_11/classes_2017_11.tar.gz');
    expect((await files()).filter((name) => name.includes('.partial'))).toEqual([]);
  });

  test('killed in the middle, goes on where it was', async () => {
    putV4();
    const path = 'openimages/2018_04/train/train-annotations-bbox.csv';
    const large = Buffer.from(BOXES + BOXES.slice(BOXES.indexOf('\n') + 1).repeat(20_000));
    server.put(path, large);
    const half = large.length >> 1;
    let halfSent: () => void = () => undefined;
    const stalled = new Promise<void>((resolve) => {
      halfSent = resolve;
    });
    server.fault = (request, response, content) => {
      if (request.url !== `/${path}`) return false;
      const etag = `"${createHash('md5').update(content).digest('hex')}"`;
      response.writeHead(200, {etag, 'content-length': content.length}).write(content.subarray(0, half), () => halfSent());
      return true;
    };
    const argument = {
      index: fileURLToPath(new URL('fetch-metadata.ts', import.meta.url)),
      release: 'v4',
      directory: root,
      options: {splits: ['train'], mirror: server.url, verify: false},
    };
    const script = fileURLToPath(new URL('../../test/fetch-child.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, JSON.stringify(argument)], {stdio: 'inherit'});
    const ended = new Promise<unknown>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    await Promise.race([stalled, ended]);
    const partialBytes = async (): Promise<number> => {
      const names = (await files()).filter((name) => name.endsWith('.partial'));
      return names[0] === undefined ? 0 : (await stat(join(root, 'train', names[0]))).size;
    };
    while (child.exitCode === null && (await partialBytes()) < half) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    server.fault = () => false;
    server.log.length = 0;
    await fetchRelease('v4');
    expect(server.log).toContain(`206 ${path} ${half}`);
    expect(large.equals(await readFile(join(root, 'train/train-annotations-bbox.csv')))).toBe(true);
    expect((await files()).filter((name) => name.includes('.partial'))).toEqual([]);
  });

  test('mixes V7 of three releases, with its own names', async () => {
    server.put('openimages/v7/oidv7-class-descriptions-boxable.csv', `LabelName,DisplayName\n${CLASSES}`);
    server.put('openimages/2018_04/bbox_labels_600_hierarchy.json', HIERARCHY);
    server.put('openimages/v5/validation-annotations-bbox.csv', BOXES);
    server.put('openimages/2018_04/validation/validation-images-with-rotation.csv', IMAGES);
    server.put(
      'openimages/v7/oidv7-val-annotations-point-labels.csv',
      'ImageId,X,Y,Label,EstimatedYesNo,Source,YesVotes,NoVotes,UnsureVotes,TextLabel\n0000000000000001,0.25,0.75,/m/0k4j,yes,ih,3,0,1,\n',
    );
    const folder = await fetchRelease('v7', {splits: ['validation'], tables: ['images', 'boxes', 'hierarchy', 'points']});
    expect(folder.splits).toEqual(['validation']);
    expect((await collect(folder.rows('points', 'validation')))[0]?.point).toEqual([0.75, 0.25]);
  });

  test('reads V1, which has no boxes, from its archives and its dictionary', async () => {
    server.put('openimages/dataset/main/dict.csv', '"/m/0k4j","car"\n');
    const eleven = IMAGE_HEADER.replace(',Rotation', '');
    server.put(
      'openimages/2016_08/images_2016_08_v5.tar.gz',
      tarball([{path: 'images_2016_08/validation/images.csv', data: `${eleven}0000000000000001,validation,u,l,c,p,a,t,,,\n`}]),
    );
    server.put(
      'openimages/2016_08/human_ann_2016_08_v3.tar.gz',
      tarball([{path: 'human_ann_2016_08/validation/labels.csv', data: LABELS}]),
    );
    const folder = await fetchRelease('v1', {splits: ['validation'], tables: ['images', 'human-labels']});
    expect(folder.classes.nameOf('/m/0k4j')).toBe('car');
    expect(await collect(folder.images('validation'))).toHaveLength(1);
    expect(await collect((await openMetadata(root)).rows('human-labels', 'validation'))).toHaveLength(1);
  });

  test('reads narratives that come in ten parts', async () => {
    server.put('openimages/v6/oidv6-class-descriptions-boxable.csv', CLASSES);
    const line = (part: number): string =>
      `${JSON.stringify({dataset_id: 'o', image_id: `000000000000000${part}`, annotator_id: 1, caption: 'c'})}\n`;
    for (let part = 0; part < 10; part += 1) {
      server.put(`localized-narratives/annotations/open_images_train_v6_localized_narratives-0000${part}-of-00010.jsonl`, line(part));
    }
    const folder = await fetchRelease('v6', {tables: ['narratives']});
    expect((await collect(folder.rows('narratives', 'train'))).map(({imageId}) => imageId.at(-1)).join('')).toBe('0123456789');
  });

  test('takes a folder for a mirror', async () => {
    putV4();
    const mirror = join(root, 'mirror');
    for (const [path, content] of server.files) {
      await mkdir(dirname(join(mirror, path)), {recursive: true});
      await writeFile(join(mirror, path), content);
    }
    const folder = await fetchMetadata('v4', join(root, 'copy'), {splits: ['train'], mirror, verify: false});
    expect(await collect(folder.boxes('train'))).toHaveLength(3);
    expect(server.log).toEqual([]);
  });

  test('holds files against the catalogue unless told otherwise', async () => {
    putV4();
    const error = await errorOf(() => fetchRelease('v4', {verify: true}));
    expect(error).toMatchObject({code: 'openimages-metadata/checksum', detail: {what: 'bytes', expected: '89038'}});
    expect((error as Error).message).toContain('{verify: false}');
  });

  test('does not ask again about what has the digest of the catalogue', async () => {
    putV4();
    const content = Buffer.from(BOXES);
    const [table] = releaseTables('v4', {tables: ['boxes'], splits: ['train']});
    const file = (table as {file: {bytes?: number; sha256?: string}}).file;
    const before = {...file};
    Object.assign(file, {bytes: content.length, sha256: createHash('sha256').update(content).digest('hex')});
    try {
      await fetchRelease('v4', {verify: true, tables: ['boxes']});
      server.log.length = 0;
      await fetchRelease('v4', {verify: true, tables: ['boxes']});
      expect(server.log).toEqual(['304 openimages/2018_04/class-descriptions-boxable.csv']);
    } finally {
      Object.assign(file, before);
    }
  });

  test.each([
    ['a kind that the release lacks', 'v1', {tables: ['boxes']}, 'core/option', 'what Open Images V1 has for train: class-descriptions'],
    ['a split that the release lacks', 'v1', {splits: ['test']}, 'core/option', 'Open Images V1: train, validation'],
    ['a release that does not exist', 'v8', {}, 'core/option', 'nearest: v'],
    [
      'a file that the mirror lacks',
      'v4',
      {tables: ['machine-labels']},
      'openimages-metadata/missing-table',
      'train-annotations-machine-imagelabels.csv',
    ],
  ] as const)('names %s', async (_, release, options, code, text) => {
    putV4();
    const error = await errorOf(() => fetchRelease(release, options));
    expect(error).toMatchObject({code});
    expect((error as Error).message).toContain(text);
  });

  test('refuses an archive with a link, and leaves nothing of it', async () => {
    putV3();
    server.put('openimages/2017_11/classes_2017_11.tar.gz', tarball([{path: '2017_11', type: '2', link: '/tmp'}]));
    expect(await errorOf(() => fetchRelease('v3'))).toMatchObject({code: 'openimages-metadata/invalid-archive'});
    expect(await files()).toEqual([]);
  });

  test('checks its options', async () => {
    for (const options of [{tables: ['box' as 'boxes']}, {mirror: 'ftp://example.org'}]) {
      expect(await errorOf(() => fetchRelease('v4', options))).toMatchObject({code: 'core/option'});
    }
  });
});

describe('fetchMetadata of some tables from a folder', () => {
  test('finds them under the published names of any release', async () => {
    const source = join(root, 'source');
    await mkdir(source);
    await writeFile(join(source, 'class-descriptions-boxable.csv'), CLASSES);
    await writeFile(join(source, 'oidv7-val-annotations-human-imagelabels.csv'), LABELS);
    const copy = join(root, 'copy');
    const folder = await fetchMetadata(source, copy, {splits: ['train', 'validation'], tables: ['human-labels']});
    expect(await collect(folder.rows('human-labels', 'validation'))).toHaveLength(1);
    expect((await stat(join(copy, 'oidv7-val-annotations-human-imagelabels.csv'))).size).toBe(LABELS.length);
    expect(await errorOf(() => fetchMetadata(source, copy, {splits: ['train'], tables: ['points']}))).toMatchObject({
      code: 'openimages-metadata/missing-table',
      detail: {table: 'table of points of the train split'},
    });
    expect(await readFile(join(copy, 'metadata.json'), 'utf8')).toContain('validation/human-labels');
  });
});
