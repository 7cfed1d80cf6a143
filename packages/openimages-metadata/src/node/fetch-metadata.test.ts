import {createServer} from 'node:http';
import type {IncomingMessage, Server, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {ProgressEvent} from '@oid/core';
import {collect, errorOf} from '../../test/bytes.ts';
import {BOXES, CLASSES, HIERARCHY, IMAGES} from '../../test/release.ts';
import {fetchMetadata} from './fetch-metadata.ts';
import {openMetadata} from './open-metadata.ts';

const TRAIN_BOXES = 'train/train-annotations-bbox.csv';
let root = '';
let source = '';
let copy = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'oid-metadata-'));
  source = join(root, 'source');
  copy = join(root, 'copy');
  await put({
    'class-descriptions-boxable.csv': CLASSES,
    'bbox_labels_600_hierarchy.json': HIERARCHY,
    'classes-bbox-trainable.txt': '/m/0k4j\n/m/019jd\n',
    [TRAIN_BOXES]: BOXES,
    'train/train-images-boxable-with-rotation.csv': IMAGES,
    'validation/validation-annotations-bbox.csv': BOXES,
    'validation/validation-images-with-rotation.csv': IMAGES,
  });
});
afterEach(() => rm(root, {recursive: true}));

async function put(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(source, name)), {recursive: true});
    await writeFile(join(source, name), text);
  }
}

const copied = async (): Promise<string[]> =>
  (await readdir(copy, {recursive: true, withFileTypes: true})).filter((entry) => entry.isFile()).map(({name}) => name);

describe('fetchMetadata from a folder', () => {
  test('copies what a split needs and opens it', async () => {
    const events: ProgressEvent[] = [];
    const folder = await fetchMetadata(source, copy, {splits: ['train', 'validation'], onProgress: (event) => events.push(event)});
    expect(folder.splits).toEqual(['train', 'validation']);
    expect(folder.classes.entries).toHaveLength(5);
    expect(folder.hierarchy?.root).toBe('/m/0bl9f');
    expect(folder.trainable).toEqual(['/m/0k4j', '/m/019jd']);
    expect(await collect(folder.boxes('validation'))).toHaveLength(3);
    expect(await collect(folder.images('train'))).toHaveLength(2);
    expect(await copied()).toHaveLength(8);
    expect(events.at(-1)).toMatchObject({stage: 'metadata', done: 7, total: 7, unit: 'tables'});
    const again = await openMetadata(copy);
    expect(again.splits).toEqual(['train', 'validation']);
  });

  test('takes a file: URL, the other published names, and does without what is optional', async () => {
    await rm(source, {recursive: true});
    await put({
      'class-descriptions-boxable.csv': CLASSES,
      'test/test-annotations-bbox.csv': BOXES,
      'test/test-images-boxable-with-rotation.csv': IMAGES,
    });
    const folder = await fetchMetadata(pathToFileURL(source).href, copy, {splits: ['train', 'test']});
    expect(folder.splits).toEqual(['test']);
    expect([folder.hierarchy, folder.trainable]).toEqual([undefined, undefined]);
    expect(await errorOf(() => collect(folder.boxes('train')))).toMatchObject({code: 'openimages-metadata/missing-table'});
  });

  test('leaves whole tables alone, and notices a changed source and a damaged copy', async () => {
    await fetchMetadata(source, copy, {splits: ['train']});
    const path = join(copy, TRAIN_BOXES);
    await utimes(path, 1, 1);
    await fetchMetadata(source, copy, {splits: ['train']});
    expect((await stat(path)).mtimeMs).toBe(1000);
    // Same size, another number.
    await writeFile(join(source, TRAIN_BOXES), BOXES.replace('0.75', '0.25'));
    await utimes(join(source, TRAIN_BOXES), 2, 2);
    await fetchMetadata(source, copy, {splits: ['train']});
    expect(await readFile(path, 'utf8')).toBe(BOXES.replace('0.75', '0.25'));
    await writeFile(path, 'half');
    await fetchMetadata(source, copy, {splits: ['train']});
    expect(await readFile(path, 'utf8')).toBe(BOXES.replace('0.75', '0.25'));
  });

  test('drops the copy of an optional table that the source no longer has', async () => {
    await fetchMetadata(source, copy, {splits: ['train']});
    await rm(join(source, 'classes-bbox-trainable.txt'));
    expect((await fetchMetadata(source, copy, {splits: ['train']})).trainable).toBeUndefined();
  });

  test('names what it tried when a required table is missing', async () => {
    expect(await errorOf(() => fetchMetadata(source, copy, {splits: ['test']}))).toMatchObject({
      code: 'openimages-metadata/missing-table',
      detail: {location: source, table: 'box table of the test split'},
    });
    await rm(join(source, TRAIN_BOXES));
    const error = await errorOf(() => fetchMetadata(source, copy, {splits: ['train']}));
    expect((error as Error).message).toContain(TRAIN_BOXES);
    await rm(join(source, 'class-descriptions-boxable.csv'));
    expect(await errorOf(() => fetchMetadata(source, copy, {splits: ['train']}))).toMatchObject({detail: {table: 'class list'}});
  });

  test('clears temporary files of a killed run', async () => {
    await mkdir(join(copy, 'train'), {recursive: true});
    await writeFile(join(copy, `${TRAIN_BOXES}.999999999-1.tmp`), 'half');
    await fetchMetadata(source, copy, {splits: ['train']});
    expect((await copied()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('opens a folder in place without writing to it', async () => {
    const folder = await fetchMetadata(source, source, {splits: ['validation']});
    expect(folder.splits).toEqual(['validation']);
    expect(await readdir(source)).not.toContain('metadata.json');
  });

  test('checks its options', async () => {
    for (const options of [
      {splits: []},
      {splits: ['val' as 'train']},
      {splits: ['train'], retries: -1},
      {splits: ['train'], timeoutMs: 0},
    ] as const) {
      expect(await errorOf(() => fetchMetadata(source, copy, options))).toMatchObject({code: 'core/option'});
    }
    expect(await errorOf(() => fetchMetadata('ftp://example.org/x', copy, {splits: ['train']}))).toMatchObject({code: 'core/option'});
    const secret = await errorOf(() => fetchMetadata('http://user:secret@example.org/x', copy, {splits: ['train']}));
    expect(secret).toMatchObject({code: 'core/option'});
    expect((secret as Error).message).not.toContain('secret');
  });
});

describe('fetchMetadata from a web server', () => {
  let server: Server;
  let url = '';
  let log: string[] = [];
  /** Answers by itself and returns true, or leaves the request to the file server. */
  let intercept: (path: string, response: ServerResponse, request: IncomingMessage) => boolean = () => false;

  beforeEach(async () => {
    log = [];
    intercept = () => false;
    server = createServer((request, response) => {
      const path = decodeURIComponent((request.url ?? '').replace(/^\/release\//, '').replace(/\?.*$/, ''));
      if (intercept(path, response, request)) return;
      void readFile(join(source, path)).then(
        (bytes) => {
          const etag = `"${bytes.toString('base64').length}-${bytes.reduce((sum, byte) => sum + byte, 0)}"`;
          const same = request.headers['if-none-match'] === etag;
          log.push(`${same ? 304 : 200} ${path}`);
          response.writeHead(same ? 304 : 200, {etag, ...(same ? {} : {'content-length': bytes.length})});
          response.end(same ? undefined : bytes);
        },
        () => response.writeHead(404, {'content-type': 'text/html'}).end('<h1>no</h1>'),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/release`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const fetchTrain = (extra: object = {}): ReturnType<typeof fetchMetadata> =>
    fetchMetadata(url, copy, {splits: ['train'], backoffMs: 1, timeoutMs: 5_000, ...extra});

  test('transfers once, asks again whether tables changed, and notices that one did', async () => {
    const folder = await fetchTrain();
    expect(await collect(folder.boxes('train'))).toHaveLength(3);
    expect(log).toHaveLength(5);
    log = [];
    await fetchTrain();
    expect(log.every((line) => line.startsWith('304'))).toBe(true);
    await put({[TRAIN_BOXES]: BOXES.replace('0.75', '0.50')});
    log = [];
    await fetchTrain();
    expect(log.filter((line) => line.startsWith('200'))).toEqual([`200 ${TRAIN_BOXES}`]);
    expect(await readFile(join(copy, TRAIN_BOXES), 'utf8')).toContain('0.50');
  });

  test('keeps the query of the base URL and leaves it out of the manifest', async () => {
    const asked: string[] = [];
    intercept = (_, __, request) => (asked.push(request.url ?? ''), false);
    await fetchTrain();
    await fetchMetadata(`${url}/?token=abc`, copy, {splits: ['train']});
    expect(asked.at(-1)).toBe(`/release/${TRAIN_BOXES}?token=abc`);
    expect(await readFile(join(copy, 'metadata.json'), 'utf8')).not.toContain('abc');
  });

  test('tries again after 503, 429, a cut transfer and a stall', async () => {
    let failures = 0;
    intercept = (path, response) => {
      if (path !== TRAIN_BOXES || failures >= 4) return false;
      failures += 1;
      if (failures === 1) response.writeHead(503).end();
      else if (failures === 2) response.writeHead(429, {'retry-after': '0'}).end();
      else {
        response.writeHead(200, {'content-length': BOXES.length}).write(BOXES.slice(0, 200), () => {
          if (failures === 3) response.destroy();
        });
      }
      return true;
    };
    const folder = await fetchTrain({retries: 4, timeoutMs: 300});
    expect(failures).toBe(4);
    expect(await collect(folder.boxes('train'))).toHaveLength(3);
    expect((await copied()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('gives up with a typed error and leaves no half file', async () => {
    intercept = (path, response) => {
      if (path !== TRAIN_BOXES) return false;
      response.writeHead(200, {'content-length': BOXES.length}).write(BOXES.slice(0, 200), () => response.destroy());
      return true;
    };
    const error = await errorOf(() => fetchTrain({retries: 1}));
    expect(error).toMatchObject({code: 'openimages-metadata/fetch-table', detail: {location: `${url}/${TRAIN_BOXES}`}});
    expect((error as Error).message).toContain('after 2 attempts');
    expect((await copied()).some((name) => name.startsWith('train-annotations'))).toBe(false);
  });

  test('does not ask again after an answer that will not change', async () => {
    let asked = 0;
    intercept = (path, response) => {
      if (path !== 'class-descriptions-boxable.csv') return false;
      asked += 1;
      response.writeHead(401).end();
      return true;
    };
    expect(await errorOf(() => fetchTrain())).toMatchObject({code: 'openimages-metadata/fetch-table', detail: {status: 401}});
    expect(asked).toBe(1);
  });

  test('takes 403 and pages of HTML for absent names', async () => {
    intercept = (path, response) => {
      if (path === 'classes-bbox-trainable.txt') response.writeHead(403).end();
      else if (path === 'bbox_labels_600_hierarchy.json') response.writeHead(200, {'content-type': 'text/html'}).end('<h1>home</h1>');
      else return false;
      return true;
    };
    const folder = await fetchTrain();
    expect([folder.trainable, folder.hierarchy]).toEqual([undefined, undefined]);
  });

  test('stops when told to, with the given reason', async () => {
    const controller = new AbortController();
    intercept = (path, response) => {
      if (path !== TRAIN_BOXES) return false;
      response
        .writeHead(200, {'content-length': BOXES.length})
        .write(BOXES.slice(0, 200), () => controller.abort(new RangeError('enough')));
      return true;
    };
    expect(await errorOf(() => fetchTrain({signal: controller.signal}))).toMatchObject({name: 'RangeError', message: 'enough'});
    expect((await copied()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
