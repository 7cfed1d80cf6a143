import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import type {ServerResponse} from 'node:http';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {OidError, createRandom} from '@oid/core';
import type {ProgressEvent} from '@oid/core';
import {startPhotoServer} from '../test/photo-server.ts';
import type {PhotoServer} from '../test/photo-server.ts';
import {JPEG, errorOf, idOf, md5Of, photoOf} from '../test/photos.ts';
import type {DownloadOptions} from './download-options.ts';
import {downloadPhotos} from './download-photos.ts';
import type {DownloadSummary} from './download-photos.ts';
import type {JournalEntry} from './journal-entry.ts';
import {folderStore, photoPath} from './photo-store.ts';
import type {PhotoRequest} from './photo-request.ts';
import type {PhotoStore} from './photo-store.ts';
import {readJournal} from './read-journal.ts';

type Answer = Parameters<typeof startPhotoServer>[0];

let root = '';
let server: PhotoServer;
let answer: Answer;
let waits: number[] = [];

const directory = (): string => join(root, 'images');
const journal = (): string => join(root, 'train.ndjson');

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'oid-downloader-'));
  answer = sendPhoto;
  waits = [];
  server = await startPhotoServer((...args) => answer(...args));
});
afterEach(async () => {
  await server.close();
  await rm(root, {recursive: true});
});

/** `/n.jpg` is the n-th photo. */
function sendPhoto(path: string, response: ServerResponse): void {
  const bytes = photoOf(Number.parseInt(path.slice(1), 10));
  response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': bytes.length}).end(bytes);
}

function request(n: number, extra: Partial<PhotoRequest> = {}): PhotoRequest {
  return {imageId: idOf(n), url: `${server.url}/${n}.jpg`, size: photoOf(n).length, md5: md5Of(photoOf(n)), ...extra};
}

function download(
  requests: AsyncIterable<PhotoRequest> | Iterable<PhotoRequest>,
  extra: Partial<DownloadOptions> = {},
): Promise<DownloadSummary> {
  const sleep = async (ms: number): Promise<void> => void waits.push(Math.round(ms));
  return downloadPhotos(requests, {
    directory: directory(),
    journal: journal(),
    timeoutMs: 5_000,
    allowPrivateAddresses: true,
    decode: 'never',
    random: createRandom(1),
    sleep,
    ...extra,
  });
}

/** One photo's fate, with the server answering as given. */
async function fate(
  how: Answer,
  extra: Partial<PhotoRequest> = {},
  options: Partial<DownloadOptions> = {},
): Promise<JournalEntry | undefined> {
  answer = how;
  await download([request(1, extra)], options);
  const entry = (await readJournal(journal())).get(idOf(1));
  expect(existsSync(photoPath(directory(), idOf(1)))).toBe(entry?.ok === true);
  return entry;
}

const stored = async (): Promise<string[]> =>
  existsSync(directory())
    ? (await readdir(directory(), {recursive: true, withFileTypes: true}))
        .filter((entry) => entry.isFile())
        .map(({name}) => name)
        .sort()
    : [];
const send =
  (body: Uint8Array | string, headers: Record<string, string | number> = {}): Answer =>
  (_, response) =>
    void response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': Buffer.byteLength(body), ...headers}).end(body);
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(code, headers).end();

describe('downloadPhotos', () => {
  test('stores each photo under its id, with a line in the journal', async () => {
    const events: ProgressEvent[] = [];
    const requests = Array.from({length: 20}, (_, n) => request(n));
    const summary = await download(requests, {onProgress: (event) => events.push(event)});
    expect(summary).toMatchObject({asked: 20, ok: 20, skipped: 0});
    expect(await stored()).toEqual(requests.map(({imageId}) => `${imageId}.jpg`));
    expect(await readFile(join(directory(), '03', `${idOf(3)}.jpg`))).toEqual(photoOf(3));
    expect((await readJournal(journal())).get(idOf(3))).toEqual({
      imageId: idOf(3),
      ok: true,
      bytes: 400,
      receivedBytes: 400,
      receivedMd5: md5Of(photoOf(3)),
      source: 'original',
      host: new URL(server.url).host,
      at: expect.any(Number) as number,
    });
    expect(events[0]).toEqual({stage: 'download', done: 0, total: 20, unit: 'photos', bytes: 0, errors: 0});
    expect(events.at(-1)).toEqual({stage: 'download', done: 20, total: 20, unit: 'photos', bytes: 8000, errors: 0});
  });

  test('takes nothing, and takes requests from an async source; a photo requested twice is fetched once', async () => {
    expect(await download([])).toMatchObject({asked: 0, ok: 0});
    const source = (async function* () {
      yield* [request(1), request(2), request(1)];
    })();
    expect(await download(source)).toMatchObject({asked: 2, ok: 2});
    expect([...server.log].sort()).toEqual(['/1.jpg', '/2.jpg']);
  });

  test('takes only its shard, so that all shards together are the whole', async () => {
    const requests = Array.from({length: 20}, (_, n) => request(n, {imageId: `00000000000000${n.toString(16).padStart(2, '0')}`}));
    expect(await download(requests, {shard: {index: 2, count: 3}})).toMatchObject({asked: 6, ok: 6});
    expect(new Set(server.log)).toEqual(new Set([2, 5, 8, 11, 14, 17].map((n) => `/${n}.jpg`)));
    await download(requests, {shard: {index: 0, count: 3}});
    expect(await download(requests, {shard: {index: 1, count: 3}})).toMatchObject({asked: 7, ok: 7});
    expect(server.log).toHaveLength(20);
  });

  test('keeps photos in another store where one is given', async () => {
    const kept = new Map<string, Uint8Array>();
    const store: PhotoStore = {
      put: async (imageId, bytes) => void kept.set(imageId, bytes),
      sizeOf: async (imageId) => kept.get(imageId)?.length,
      read: async (imageId) => kept.get(imageId) ?? Promise.reject(new Error('not there')),
      clearTemporary: async () => undefined,
    };
    await folderStore(directory()).put(idOf(0), photoOf(0));
    expect(await download([request(0), request(1)], {directory: undefined, store})).toMatchObject({ok: 2, skipped: 0});
    kept.delete(idOf(1));
    expect(await download([request(0), request(1)], {directory: undefined, store})).toMatchObject({ok: 2, skipped: 1});
    expect([...kept.keys()]).toEqual([idOf(0), idOf(1)]);
    expect(await stored()).toEqual([`${idOf(0)}.jpg`]);
  });

  test('asks for at most so many at once', async () => {
    let [busy, most] = [0, 0];
    answer = (path, response) => {
      busy += 1;
      most = Math.max(most, busy);
      setTimeout(() => {
        busy -= 1;
        sendPhoto(path, response);
      }, 5);
    };
    await download(
      Array.from({length: 12}, (_, n) => request(n)),
      {parallel: 3},
    );
    expect(most).toBe(3);
  });

  test('stores what transform makes of the verified original', async () => {
    const entry = await fate(sendPhoto, {}, {transform: async (bytes) => bytes.subarray(0, 100)});
    expect(entry).toMatchObject({ok: true, bytes: 100, receivedBytes: 400, receivedMd5: md5Of(photoOf(1))});
    expect(await readFile(photoPath(directory(), idOf(1)))).toEqual(photoOf(1).subarray(0, 100));
  });

  test('shrinks to maxSide, and fetches anew when that changes', async () => {
    answer = send(JPEG);
    const requests = [request(1, {size: JPEG.length, md5: md5Of(JPEG)})];
    await download(requests, {maxSide: 4});
    const first = await readFile(photoPath(directory(), idOf(1)));
    expect(first.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect((await readJournal(journal())).get(idOf(1))).toMatchObject({ok: true, bytes: first.length, maxSide: 4});
    expect(await download(requests, {maxSide: 4})).toMatchObject({ok: 1, skipped: 1});
    expect(await download(requests, {maxSide: 8})).toMatchObject({ok: 1, skipped: 0});
    answer = send(JPEG.subarray(0, 200));
    await download([request(2, {size: 200, md5: undefined})], {maxSide: 4});
    expect((await readJournal(journal())).get(idOf(2))).toMatchObject({ok: false, reason: 'corrupt'});
  });

  test('ends with what a broken transform throws', async () => {
    const transform = async (): Promise<Uint8Array> => {
      throw new RangeError('out of memory');
    };
    expect(await errorOf(() => download([request(1)], {transform}))).toMatchObject({name: 'RangeError', message: 'out of memory'});
    expect((await readJournal(journal())).size).toBe(0);
  });

  test('checks options and requests', async () => {
    for (const extra of [
      {parallel: 0},
      {retries: Number.NaN},
      {timeoutMs: 0},
      {maxSide: 0.5},
      {retry: ['gone' as 'absent']},
      {rate: 0},
      {ratePerHost: Number.NaN},
      {decode: 'maybe' as 'never'},
      {directory: ''},
      {shard: {index: 2, count: 2}},
    ]) {
      expect(await errorOf(() => download([], extra))).toMatchObject({code: 'core/option'});
    }
    expect(await errorOf(() => download([request(1, {md5: 'd1269dfb'})]))).toMatchObject({code: 'core/option'});
    expect(await errorOf(() => download([request(1, {imageId: '../../x'})]))).toMatchObject({code: 'core/invalid-id'});
    expect(() => photoPath('images', '../../../../../x')).toThrow('image id');
  });
});

describe('what becomes of a photo', () => {
  test.each([[404], [410]])('%i is absent, asked for once', async (code) => {
    expect(await fate(status(code))).toMatchObject({ok: false, reason: 'absent', status: code});
    expect(server.log).toHaveLength(1);
  });

  test.each([[401], [403], [400]])('%i is refused', async (code) => {
    expect(await fate(status(code))).toMatchObject({ok: false, reason: 'refused', status: code});
  });

  test.each([['photo_unavailable.png'], ['photo_unavailable_l.png'], ['photo_unavailable.gif?x=1']])(
    'a redirect to %s is removed, and not followed',
    async (name) => {
      expect(await fate(status(302, {location: `/images/en-us/${name}`}))).toMatchObject({ok: false, reason: 'removed', status: 302});
      expect(server.log).toEqual(['/1.jpg']);
    },
  );

  test('other redirects are followed, not for ever, and not out of the web', async () => {
    const moved: Answer = (path, response, attempt, incoming) =>
      path === '/1.jpg' ? status(301, {location: 'moved/1.jpg'})(path, response, attempt, incoming) : sendPhoto('/1.jpg', response);
    expect(await fate(moved)).toMatchObject({ok: true});
    await rm(journal());
    await rm(directory(), {recursive: true});
    expect(await fate(status(302, {location: '/1.jpg'}))).toMatchObject({reason: 'network', message: 'redirected more than 5 times'});
    expect(await fate(status(302, {location: 'file:///etc/passwd'}))).toMatchObject({reason: 'refused'});
  });

  test('a page instead of a photo is removed', async () => {
    const entry = await fate(send('<h1>sorry</h1>', {'content-type': 'text/html; charset=utf-8'}));
    expect(entry).toMatchObject({ok: false, reason: 'removed', message: 'the server answered with text/html where a photo was expected'});
  });

  test.each([['image/jpg'], ['application/octet-stream'], ['binary/octet-stream'], ['']])('type %j is looked into', async (type) => {
    expect(await fate(send(photoOf(1), {'content-type': type}))).toMatchObject({ok: true});
  });

  test('another size is changed, told from the header alone', async () => {
    const endless: Answer = (_, response) =>
      void response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': 1e9}).write(photoOf(1));
    expect(await fate(endless)).toMatchObject({reason: 'changed', message: 'the photo has 1000000000 bytes, but the tables say 400'});
    expect(server.log).toHaveLength(1);
  });

  test('what is announced is not believed before it arrives', async () => {
    const held: number[] = [];
    answer = (_, response) => {
      response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': 60e6}).write(photoOf(1).subarray(0, 10));
      setTimeout(() => {
        held.push(process.memoryUsage().arrayBuffers);
        response.destroy();
      }, 50);
    };
    const before = process.memoryUsage().arrayBuffers;
    await download(
      Array.from({length: 8}, (_, n) => request(n, {size: undefined})),
      {retries: 0},
    );
    expect(Math.max(...held) - before).toBeLessThan(40e6);
  });

  test('another size is changed when nothing was announced, and an endless body is cut', async () => {
    const chunked: Answer = (_, response) => {
      response.writeHead(200, {'content-type': 'image/jpeg'});
      const more = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(65_536), () => setImmediate(more));
      };
      more();
    };
    expect(await fate(chunked)).toMatchObject({reason: 'changed'});
    await rm(journal());
    expect(await fate(chunked, {size: undefined}, {maxBytes: 100_000})).toMatchObject({reason: 'refused'});
  });

  test('another MD5 is changed', async () => {
    expect(await fate(send(photoOf(2)))).toMatchObject({ok: false, reason: 'changed'});
    expect(server.log).toHaveLength(1);
  });

  test('whole but not to be decoded is corrupt', async () => {
    const transform = async (): Promise<Uint8Array> => {
      throw new OidError('imaging/corrupt', 'the scan data ends early');
    };
    expect(await fate(sendPhoto, {}, {transform})).toMatchObject({reason: 'corrupt', message: 'the scan data ends early'});
  });

  test('without transform, what does not begin as a JPEG is told apart', async () => {
    const any = {size: undefined, md5: undefined};
    expect(await fate(send('not a photo'), any)).toMatchObject({reason: 'corrupt'});
    await rm(journal());
    expect(await fate(send(''), any)).toMatchObject({reason: 'corrupt', message: 'the photo is empty'});
    await rm(journal());
    expect(await fate(send(Buffer.from('89504e470d0a1a0a', 'hex')), any)).toMatchObject({
      reason: 'changed',
      message: 'the photo is a PNG, not a JPEG',
    });
  });

  test('a cut body is fetched again, then network', async () => {
    const cut: Answer = (_, response) =>
      void response
        .writeHead(200, {'content-type': 'image/jpeg', 'content-length': 400})
        .write(photoOf(1).subarray(0, 100), () => response.destroy());
    expect(await fate(cut, {}, {retries: 2})).toMatchObject({ok: false, reason: 'network'});
    expect(server.log).toHaveLength(3);
    expect(
      await fate((path, response, attempt, incoming) => (attempt < 5 ? cut : sendPhoto)(path, response, attempt, incoming)),
    ).toMatchObject({
      ok: true,
    });
  });

  test('a body that ends early with its connection is fetched again', async () => {
    const raw: Answer = (path, response, attempt, incoming) => {
      if (attempt > 1) return sendPhoto(path, response);
      incoming.socket.end(Buffer.concat([Buffer.from('HTTP/1.0 200 OK\r\ncontent-type: image/jpeg\r\n\r\n'), photoOf(1).subarray(0, 100)]));
    };
    expect(await fate(raw)).toMatchObject({ok: true});
    expect(server.log).toHaveLength(2);
  });

  test('a stall and a trickle end in time', async () => {
    const stall: Answer = (_, response) => void response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': 400}).write('x');
    expect(await fate(stall, {}, {retries: 0, timeoutMs: 40})).toMatchObject({reason: 'network', message: 'nothing arrived for 40 ms'});
    expect(await fate(() => undefined, {}, {retries: 0, timeoutMs: 40})).toMatchObject({reason: 'network'});
    const trickle: Answer = (_, response) => {
      response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': 400});
      const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write('x')), 5);
    };
    expect(await fate(trickle, {}, {retries: 0, deadlineMs: 100})).toMatchObject({
      reason: 'network',
      message: 'the transfer took more than 100 ms',
    });
  });

  test('a body that trickles is cut, however long it is let', async () => {
    const trickle: Answer = (_, response) => {
      response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': 400});
      const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write('x')), 5);
    };
    expect(await fate(trickle, {}, {retries: 0, slowAfterMs: 100})).toMatchObject({
      reason: 'network',
      message: expect.stringMatching(/^only \d+ bytes arrived in 100 ms$/) as string,
    });
    await rm(journal());
    const leisurely = {retries: 0, slowAfterMs: 100, minBytesPerSecond: 0, deadlineMs: 300};
    expect(await fate(trickle, {}, leisurely)).toMatchObject({message: 'the transfer took more than 300 ms'});
  });

  test('an encoding that was not asked for is undone, no further than the photo is long', async () => {
    const gzipped = (body: Uint8Array, encoding = 'gzip'): Answer =>
      send(gzipSync(body), {'content-encoding': encoding, 'content-length': gzipSync(body).length});
    expect(await fate(gzipped(photoOf(1)))).toMatchObject({ok: true});
    await rm(directory(), {recursive: true});
    await rm(journal());
    const large = gzipped(Buffer.alloc(1 << 26));
    expect(await fate(large)).toMatchObject({reason: 'changed', message: 'the photo has more than 400 bytes, but the tables say 400'});
    await rm(journal());
    expect(await fate(large, {size: undefined}, {maxBytes: 1 << 20})).toMatchObject({reason: 'refused'});
    await rm(journal());
    expect(await fate(send('no gzip', {'content-encoding': 'gzip'}))).toMatchObject({reason: 'corrupt'});
    await rm(journal());
    expect(await fate(gzipped(photoOf(1), 'zstd'))).toMatchObject({reason: 'refused', message: 'the server answered in the encoding zstd'});
  });

  test('a placeholder is removed: one that is known, and a small PNG in place of a photo', async () => {
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(3000, 7)]);
    const shown = send(png, {'content-type': 'image/png'});
    expect(await fate(shown)).toMatchObject({reason: 'removed', message: 'the host shows a PNG of 3008 bytes in place of the photo'});
    await rm(journal());
    expect(await fate(shown, {size: undefined, md5: undefined}, {placeholderMd5s: [md5Of(png)]})).toMatchObject({
      reason: 'removed',
      message: 'the host shows a placeholder that is known by its MD5',
    });
    await rm(journal());
    expect(await fate(sendPhoto, {url: `${server.url}/images/photo_unavailable_l.png`})).toMatchObject({reason: 'removed'});
    expect(server.log).toHaveLength(2);
  });

  test('a photo without an MD5 must decode, unless told otherwise; the rules of imaging hold', async () => {
    const unverified = {size: undefined, md5: undefined};
    const hole = Buffer.from(JPEG).fill(0xff, JPEG.length - 40, JPEG.length - 8);
    expect(await fate(send(hole), unverified, {decode: 'unverified'})).toMatchObject({reason: 'corrupt'});
    await rm(journal());
    expect(await fate(send(hole), {size: hole.length, md5: md5Of(hole)}, {decode: 'always'})).toMatchObject({reason: 'corrupt'});
    await rm(journal());
    expect(await fate(send(hole), {size: hole.length, md5: md5Of(hole)}, {decode: 'unverified'})).toMatchObject({ok: true});
    await rm(directory(), {recursive: true});
    await rm(journal());
    expect(await fate(send(JPEG), unverified, {decode: 'unverified', imageRules: {minSide: 5}})).toMatchObject({reason: 'refused'});
    await rm(journal());
    expect(await fate(send(JPEG), unverified, {decode: 'unverified'})).toMatchObject({ok: true, bytes: JPEG.length});
    expect(await readFile(photoPath(directory(), idOf(1)))).toEqual(JPEG);
  });

  test('a special address is refused unless that is allowed, by number and by name', async () => {
    const {port} = new URL(server.url);
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::1]', '[::ffff:127.0.0.1]']) {
      expect(await fate(sendPhoto, {url: `http://${host}:${port}/1.jpg`}, {allowPrivateAddresses: false})).toMatchObject({
        reason: 'refused',
        message: expect.stringContaining('is a loopback address and not of the public internet') as string,
      });
      await rm(journal());
    }
    expect(server.log).toEqual([]);
  });

  test('nobody listening is network', async () => {
    expect(await fate(sendPhoto, {url: 'http://127.0.0.1:1/1.jpg'}, {retries: 1})).toMatchObject({reason: 'network'});
  });

  test.each([
    ['ftp://example.org/1.jpg'],
    ['file:///etc/passwd'],
    ['1.jpg'],
    ['data:image/jpeg;base64,/9j/'],
    ['http://u:p@127.0.0.1/1.jpg'],
  ])('%s is refused', async (url) => {
    expect(await fate(sendPhoto, {url})).toMatchObject({ok: false, reason: 'refused'});
  });

  test('file: URLs are read when that is allowed', async () => {
    await writeFile(join(root, '1.jpg'), photoOf(1));
    const url = pathToFileURL(join(root, '1.jpg')).href;
    expect(await fate(sendPhoto, {url}, {allowFiles: true})).toMatchObject({ok: true});
    const others = [
      request(2, {url: `${url}.not`}),
      request(3, {url}),
      request(4, {url, md5: undefined, size: 1}),
      request(5, {url: pathToFileURL(root).href, size: undefined}),
    ];
    await download(others, {allowFiles: true});
    const entries = await readJournal(journal());
    expect(others.map(({imageId}) => entries.get(imageId))).toMatchObject(
      ['absent', 'changed', 'changed', 'refused'].map((reason) => ({reason})),
    );
  });
});

describe('politeness', () => {
  test('backs off exponentially, with a random half, then gives up as throttled', async () => {
    expect(await fate(status(429), {}, {retries: 4, backoffMs: 1000})).toMatchObject({
      reason: 'throttled',
      status: 429,
      message: 'the server answered 429, after 5 attempts',
    });
    expect(waits).toHaveLength(4);
    waits.forEach((ms, n) => {
      expect(ms).toBeGreaterThanOrEqual(500 * 2 ** n);
      expect(ms).toBeLessThanOrEqual(1000 * 2 ** n);
    });
    const before = [...waits];
    waits = [];
    await download([request(1)], {retries: 4, backoffMs: 1000});
    expect(waits).toEqual(before);
  });

  test('waits as long as the server asks, and holds back others that want the same host', async () => {
    answer = (path, response, attempt, incoming) =>
      path === '/1.jpg' && attempt === 1
        ? status(503, {'retry-after': '30'})(path, response, attempt, incoming)
        : sendPhoto(path, response);
    expect(await download([request(1), request(2)], {parallel: 1})).toMatchObject({ok: 2});
    expect(waits).toHaveLength(2);
    for (const ms of waits) {
      expect(ms).toBeGreaterThan(20_000);
      expect(ms).toBeLessThanOrEqual(30_000);
    }
  });

  test('what most attempts ended with is the reason', async () => {
    const answers = [500, 429, 500, 502, 429];
    const flaky: Answer = (path, response, attempt, incoming) => status(answers[attempt - 1] ?? 200)(path, response, attempt, incoming);
    expect(await fate(flaky)).toMatchObject({reason: 'network', status: 502, message: 'the server answered 502, after 5 attempts'});
  });

  test('one photo that is throttled again and again does not slow the others down', async () => {
    answer = (path, response, attempt, incoming) =>
      path === '/1.jpg' ? status(429)(path, response, attempt, incoming) : sendPhoto(path, response);
    expect(
      await download(
        [1, 2, 3].map((n) => request(n)),
        {retries: 8, parallel: 1},
      ),
    ).toMatchObject({ok: 2, failed: {throttled: 1}});
    // Its own waits and no others.
    expect(waits).toHaveLength(8);
  });

  test('while one host is left alone, photos of another are fetched, one worker or not', async () => {
    const controller = new AbortController();
    const other = await startPhotoServer((path, response) => {
      sendPhoto(path, response);
      if (other.log.length === 5) setTimeout(() => controller.abort(new RangeError('enough')), 20);
    });
    const late = setTimeout(() => controller.abort(new RangeError('late')), 2_000);
    answer = status(503, {'retry-after': '60'});
    const paused = [0, 1, 2, 3, 4].map((n) => request(n));
    const content = [5, 6, 7, 8, 9].map((n) => request(n, {url: `${other.url}/${n}.jpg`}));
    const sleep = (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, {signal});
    const options = {parallel: 1, drain: controller.signal, sleep};
    expect(await errorOf(() => download([...paused, ...content], options))).toMatchObject({message: 'enough'});
    clearTimeout(late);
    await other.close();
    expect(server.log).toEqual(['/0.jpg']);
    expect([...(await readJournal(journal())).keys()]).toEqual(content.map(({imageId}) => imageId));
  });

  test('leaves a server alone that asks for more than it is given', async () => {
    answer = status(429, {'retry-after': '3600'});
    const summary = await download([request(1), request(2)], {parallel: 1});
    expect(summary.failed.throttled).toBe(2);
    expect(server.log).toHaveLength(1);
    expect(waits).toEqual([]);
  });
});

describe('rates', () => {
  test.each([['rate'], ['ratePerHost']])('%s spaces requests', async (name) => {
    await download(
      [0, 1, 2, 3].map((n) => request(n)),
      {[name]: 10},
    );
    expect(waits).toHaveLength(3);
    for (const [n, ms] of waits.toSorted((a, b) => a - b).entries()) {
      expect(ms).toBeGreaterThan(100 * (n + 1) - 90);
      expect(ms).toBeLessThanOrEqual(100 * (n + 1));
    }
  });

  test('connectionsPerHost bounds what one host is asked for at once', async () => {
    let [busy, most] = [0, 0];
    answer = (path, response) => {
      most = Math.max(most, (busy += 1));
      setTimeout(() => {
        busy -= 1;
        sendPhoto(path, response);
      }, 5);
    };
    await download(
      Array.from({length: 12}, (_, n) => request(n)),
      {connectionsPerHost: 2},
    );
    expect(most).toBe(2);
  });
});

describe('resuming', () => {
  test('asks for nothing that is whole or failed for good, and again for what may pass', async () => {
    answer = (path, response, attempt, incoming) => {
      const code = {'/1.jpg': 404, '/2.jpg': 429, '/3.jpg': 500}[path];
      return code === undefined ? sendPhoto(path, response) : status(code)(path, response, attempt, incoming);
    };
    const requests = [0, 1, 2, 3].map((n) => request(n));
    expect(await download(requests, {retries: 0})).toMatchObject({
      asked: 4,
      ok: 1,
      skipped: 0,
      failed: {absent: 1, throttled: 1, network: 1},
    });
    answer = sendPhoto;
    server.log.length = 0;
    expect(await download(requests)).toMatchObject({asked: 4, ok: 3, skipped: 2, failed: {absent: 1, throttled: 0, network: 0}});
    expect([...server.log].sort()).toEqual(['/2.jpg', '/3.jpg']);
    server.log.length = 0;
    expect(await download(requests, {retry: ['changed']})).toMatchObject({ok: 3, skipped: 4});
    expect(await download(requests, {retry: true})).toMatchObject({ok: 4, skipped: 3});
    expect(server.log).toEqual(['/1.jpg']);
    expect((await readFile(journal(), 'utf8')).trim().split('\n')).toHaveLength(4 + 2 + 1);
  });

  test('fetches again what vanished, was cut, or is now another original', async () => {
    const requests = [0, 1, 2].map((n) => request(n));
    await download(requests);
    await rm(photoPath(directory(), idOf(0)));
    await writeFile(photoPath(directory(), idOf(1)), 'half');
    server.log.length = 0;
    answer = (path, response) => (path === '/2.jpg' ? sendPhoto('/7.jpg', response) : sendPhoto(path, response));
    expect(await download([...requests.slice(0, 2), request(2, {md5: md5Of(photoOf(7))})])).toMatchObject({ok: 3, skipped: 0});
    expect(await readFile(photoPath(directory(), idOf(1)))).toEqual(photoOf(1));
    expect(await readFile(photoPath(directory(), idOf(2)))).toEqual(photoOf(7));
  });

  test('verifies a file without a line, and fetches it again when it cannot or fails', async () => {
    for (const [n, bytes] of [photoOf(0), photoOf(7), photoOf(2)].entries()) {
      await mkdir(dirname(photoPath(directory(), idOf(n))), {recursive: true});
      await writeFile(photoPath(directory(), idOf(n)), bytes);
    }
    expect(await download([request(0), request(1), request(2, {md5: undefined})])).toMatchObject({ok: 3, skipped: 1});
    expect([...server.log].sort()).toEqual(['/1.jpg', '/2.jpg']);
    expect((await readJournal(journal())).size).toBe(3);
    await rm(journal());
    await download([request(0)], {transform: async (bytes) => bytes});
    expect(server.log).toHaveLength(3);
  });

  test('stops when told to: what has arrived is stored, the rest is left without a line', async () => {
    const controller = new AbortController();
    answer = (path, response) => {
      if (path === '/0.jpg') sendPhoto(path, response);
      else response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': 400}).write('x');
    };
    const transform = async (bytes: Uint8Array): Promise<Uint8Array> => {
      controller.abort(new RangeError('enough'));
      await new Promise((resolve) => setTimeout(resolve, 20));
      return bytes;
    };
    const requests = Array.from({length: 50}, (_, n) => request(n));
    const error = await errorOf(() => download(requests, {signal: controller.signal, transform, parallel: 4}));
    expect(error).toMatchObject({name: 'RangeError', message: 'enough'});
    expect([...(await readJournal(journal())).keys()]).toEqual([idOf(0)]);
    expect(await stored()).toEqual([`${idOf(0)}.jpg`]);
    answer = sendPhoto;
    expect(await download(requests, {transform: async (bytes) => bytes})).toMatchObject({ok: 50, skipped: 1});
    expect(await errorOf(() => download(requests, {signal: controller.signal}))).toMatchObject({message: 'enough'});
  });

  test('drains when told to: what is being transferred is finished, waits end, the rest is left without a line', async () => {
    const controller = new AbortController();
    answer = (path, response, attempt, incoming) => {
      if (path === '/1.jpg') return status(429, {'retry-after': '60'})(path, response, attempt, incoming);
      response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': 400}).write(photoOf(0).subarray(0, 10));
      setTimeout(() => controller.abort(new RangeError('enough')), 20);
      setTimeout(() => response.end(photoOf(0).subarray(10)), 60);
    };
    const requests = [0, 1, 2, 3].map((n) => request(n));
    const sleep = (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, {signal});
    const error = await errorOf(() => download(requests, {drain: controller.signal, parallel: 2, sleep}));
    expect(error).toMatchObject({name: 'RangeError', message: 'enough'});
    expect([...(await readJournal(journal())).keys()]).toEqual([idOf(0)]);
    expect(await stored()).toEqual([`${idOf(0)}.jpg`]);
    // What waits for its turn does not get one.
    const third = new AbortController();
    answer = (path, response) => {
      third.abort(new RangeError('enough'));
      setTimeout(sendPhoto, 20, path, response);
    };
    server.log.length = 0;
    await errorOf(() => download(requests, {drain: third.signal, parallel: 3, connectionsPerHost: 1}));
    expect(server.log).toHaveLength(1);
    // A full disk is told even then.
    const full: PhotoStore = {...folderStore(directory()), put: () => Promise.reject(new RangeError('no space left'))};
    const again = new AbortController();
    answer = (path, response) => {
      again.abort();
      setTimeout(sendPhoto, 20, path, response);
    };
    expect(await errorOf(() => download(requests, {drain: again.signal, store: full}))).toMatchObject({message: 'no space left'});
  });

  test('takes the journal’s word where it may', async () => {
    await download([request(0), request(1)]);
    await rm(photoPath(directory(), idOf(0)));
    expect(await download([request(0), request(1)], {trustJournal: true})).toMatchObject({ok: 2, skipped: 2});
    expect(await download([request(0, {md5: md5Of(photoOf(7))})], {trustJournal: true})).toMatchObject({ok: 0, skipped: 0});
  });

  test('stops while it waits for a throttling server', async () => {
    const controller = new AbortController();
    answer = (path, response, attempt, incoming) => {
      status(429, {'retry-after': '60'})(path, response, attempt, incoming);
      setTimeout(() => controller.abort(), 20);
    };
    const error = await errorOf(() =>
      downloadPhotos([request(1)], {directory: directory(), journal: journal(), allowPrivateAddresses: true, signal: controller.signal}),
    );
    expect(error).toMatchObject({name: 'AbortError'});
    expect((await readJournal(journal())).size).toBe(0);
  });

  test('killed in the middle, loses nothing finished and leaves no half file; the set is the same in the end', async () => {
    const requests = Array.from({length: 40}, (_, n) => request(n));
    answer = (path, response, attempt) => void setTimeout(() => sendPhoto(path, response), attempt === 1 ? 10 : 0);
    const child = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('../test/download-child.mjs', import.meta.url)),
        JSON.stringify({
          index: fileURLToPath(new URL('index.ts', import.meta.url)),
          requests,
          options: {directory: directory(), journal: journal(), parallel: 3, allowPrivateAddresses: true},
        }),
      ],
      {stdio: ['ignore', 'pipe', 'inherit']},
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, by) => resolve(by)));
    while (server.log.length < 12 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    expect([await ended, output]).toEqual(['SIGKILL', 'ready\n']);

    const finished = [...(await readJournal(journal())).values()];
    expect(finished.length).toBeGreaterThan(0);
    expect(finished.length).toBeLessThan(40);
    for (const name of await stored()) {
      if (name.endsWith('.jpg'))
        expect(await readFile(photoPath(directory(), name.slice(0, 16)))).toEqual(photoOf(Number.parseInt(name.slice(0, 2), 16)));
    }
    await writeFile(join(directory(), '00', `${idOf(0)}.jpg.999999999-1.tmp`), 'half');
    server.log.length = 0;
    expect(await download(requests)).toMatchObject({asked: 40, ok: 40});
    expect(await stored()).toEqual(requests.map(({imageId}) => `${imageId}.jpg`));
    const asked = new Set(server.log);
    for (const {imageId} of finished) expect(asked.has(`/${Number.parseInt(imageId.slice(0, 2), 16)}.jpg`)).toBe(false);
  });
});
