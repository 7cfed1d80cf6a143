import {spawn} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import type {ServerResponse} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {inspect} from 'node:util';
import {Queue} from 'bullmq';
import {Redis} from 'ioredis';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {shardOf} from '@oid/core';
import {decodeDetectionExample} from '@oid/tfrecord';
import {readRecords} from '@oid/tfrecord/node';
import {startPhotoServer} from '../../test/photo-server.ts';
import type {PhotoServer} from '../../test/photo-server.ts';
import {JPEG, errorOf, md5Of, photoOf} from '../../test/photos.ts';
import {freePort, hasRedis, startRedis} from '../../test/redis-server.ts';
import type {RedisServer} from '../../test/redis-server.ts';
import {BUCKET, CREDENTIALS, startS3Server} from '../../test/s3-server.ts';
import {downloadPhotos} from '../download-photos.ts';
import type {JournalEntry} from '../journal-entry.ts';
import type {PhotoRequest} from '../photo-request.ts';
import {readJournal} from '../read-journal.ts';
import {s3Storage} from '../s3/s3-storage.ts';
import {downloadReport, waitForDownload} from './download-report.ts';
import type {DownloadReport} from './download-report.ts';
import {enqueueDownload} from './enqueue-download.ts';
import type {EnqueueOptions} from './enqueue-download.ts';
import {mergeJournal} from './merge-journal.ts';
import {runDownloadWorker} from './run-download-worker.ts';
import type {DownloadWorkerOptions, WorkerEvent, WorkerSummary} from './run-download-worker.ts';
import {sharedFolder} from './shared-folder.ts';
import type {SharedStorage} from './shared-storage.ts';
import {workerMain} from './worker-main.ts';

describe.skipIf(!hasRedis)('a queue of downloads', () => {
  let root = '';
  let redis: RedisServer;
  let server: PhotoServer;
  let answer: Parameters<typeof startPhotoServer>[0];
  let events: WorkerEvent[] = [];
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'oid-queue-'));
    redis = await startRedis();
    answer = sendPhoto;
    events = [];
    server = await startPhotoServer((...args) => answer(...args));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await server.close();
    await redis.close();
    await rm(root, {recursive: true});
  });

  /** Uniform, as real ids are. */
  const idOf = (n: number): string =>
    md5Of(Buffer.from(String(n)))
      .replace(/\W/g, '0')
      .slice(0, 16)
      .split('')
      .map((c) => (c.charCodeAt(0) % 16).toString(16))
      .join('');
  const requests = (count: number): PhotoRequest[] =>
    Array.from({length: count}, (_, n) => ({
      imageId: idOf(n),
      url: `${server.url}/${n}.jpg`,
      size: photoOf(n).length,
      md5: md5Of(photoOf(n)),
    }));
  const enqueue = (count: number, extra: Partial<EnqueueOptions> = {}): Promise<{photos: number; shards: number}> =>
    enqueueDownload(requests(count), {
      download: 'train',
      storage: sharedFolder(root),
      redis: redis.socket,
      shards: 4,
      backoffMs: 0,
      ...extra,
    });
  const work = (extra: Partial<DownloadWorkerOptions> = {}): Promise<WorkerSummary> =>
    runDownloadWorker({
      storage: sharedFolder(root),
      redis: redis.socket,
      untilEmpty: true,
      lockMs: 500,
      onEvent: (event) => events.push(event),
      download: {sleep: async () => undefined, allowPrivateAddresses: true},
      ...extra,
    });
  const report = (): Promise<DownloadReport> => downloadReport('train', {redis: redis.socket});
  const typesOf = (type: WorkerEvent['type']): WorkerEvent[] => events.filter((event) => event.type === type);

  function sendPhoto(path: string, response: ServerResponse): void {
    const bytes = photoOf(Number.parseInt(path.slice(1), 10));
    response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': bytes.length}).end(bytes);
  }

  /** Every file below a folder, by its path. */
  async function contentsOf(folder: string): Promise<Map<string, string>> {
    const entries = (await readdir(folder, {recursive: true, withFileTypes: true})).filter((entry) => entry.isFile());
    const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
    return new Map(
      await Promise.all(paths.map(async (path) => [path.slice(folder.length), (await readFile(path)).toString('latin1')] as const)),
    );
  }

  /** What a journal says, but for when. */
  async function settledIn(path: string): Promise<Map<string, JournalEntry>> {
    return new Map([...(await readJournal(path))].map(([imageId, entry]) => [imageId, {...entry, at: undefined}]));
  }

  function startChild(options: Partial<DownloadWorkerOptions> = {}): ChildProcess & {output: string} {
    const script = fileURLToPath(new URL('../../test/queue-worker.mjs', import.meta.url));
    const index = fileURLToPath(new URL('index.ts', import.meta.url));
    const download = {allowPrivateAddresses: true};
    const input = {index, root, options: {redis: redis.socket, untilEmpty: true, lockMs: 500, download, ...options}};
    const child = Object.assign(spawn(process.execPath, [script, JSON.stringify(input)], {stdio: ['ignore', 'pipe', 'inherit']}), {
      output: '',
    });
    child.stdout?.on('data', (text) => (child.output += String(text)));
    children.push(child);
    return child;
  }

  async function until(what: () => boolean): Promise<void> {
    while (!what()) await wait(5);
  }

  test('every photo is fetched once, by the shard that its id names; asking again fetches nothing', async () => {
    expect(await enqueue(40)).toEqual({photos: 40, shards: 4});
    expect(await report()).toMatchObject({photos: 40, done: 0, shards: {total: 4, waiting: 4, finished: 0}});
    expect(await work()).toEqual({finished: 4, failed: 0, returned: 0, lost: 0});
    expect(await report()).toMatchObject({
      photos: 40,
      done: 40,
      ok: 40,
      skipped: 0,
      shards: {total: 4, waiting: 0, finished: 4},
      problems: [],
    });
    expect(new Set(server.log).size).toBe(40);
    expect(server.log).toHaveLength(40);
    const alone = join(root, 'alone');
    await downloadPhotos(requests(40), {directory: alone, journal: join(root, 'alone.ndjson'), allowPrivateAddresses: true});
    expect(await contentsOf(join(root, 'images/train'))).toEqual(await contentsOf(alone));
    expect(await mergeJournal(sharedFolder(root), 'train', join(root, 'merged.ndjson'))).toBe(40);
    expect(await settledIn(join(root, 'merged.ndjson'))).toEqual(await settledIn(join(root, 'alone.ndjson')));

    // The list may be cut otherwise the next time.
    server.log.length = 0;
    await enqueue(41, {shards: 3});
    await work();
    expect(await report()).toMatchObject({photos: 41, ok: 41, skipped: 40, shards: {total: 3, finished: 3}});
    expect(server.log).toEqual(['/40.jpg']);
    expect(await sharedFolder(root).list('requests/')).toHaveLength(1);
    expect(await readdir(join(root, '.tmp'))).toEqual([]);
  });

  test('two workers, one killed: nothing is lost, nothing finished is fetched twice, the folder is that of an undisturbed run', async () => {
    answer = (path, response) => setTimeout(sendPhoto, 10, path, response);
    await enqueue(300, {shards: 3, options: {parallel: 4}});
    const [first, second] = [startChild(), startChild()];
    await until(() => first.output.includes('started') && second.output.includes('started') && server.log.length > 60);
    first.kill('SIGKILL');
    await once(first, 'exit');
    const settled = new Set<string>();
    for (const [, lines] of await contentsOf(join(root, 'journal/train'))) {
      for (const line of lines.split('\n').slice(0, -1)) settled.add((JSON.parse(line) as {imageId: string}).imageId);
    }
    const asked = server.log.length;
    await once(second, 'exit');
    expect(JSON.parse(second.output.trim().split('\n').at(-1) ?? '')).toMatchObject({failed: 0, lost: 0});
    const twice = requests(300).filter(
      ({imageId, url}) => settled.has(imageId) && server.log.slice(asked).includes(new URL(url ?? '').pathname),
    );
    expect(settled.size).toBeGreaterThan(40);
    expect(twice).toEqual([]);
    // At most what was under way when the worker was killed.
    expect(server.log.length).toBeLessThanOrEqual(304);
    expect(await report()).toMatchObject({photos: 300, done: 300, ok: 300, shards: {finished: 3, failed: 0}});
    answer = sendPhoto;
    const alone = join(root, 'alone');
    await downloadPhotos(requests(300), {directory: alone, journal: join(root, 'alone.ndjson'), allowPrivateAddresses: true});
    expect(await contentsOf(join(root, 'images/train'))).toEqual(await contentsOf(alone));
  });

  test('a worker that is told to stop finishes its transfers and gives its shard back, at no attempt’s cost', async () => {
    answer = (path, response) => setTimeout(sendPhoto, 10, path, response);
    await enqueue(60, {shards: 1, options: {parallel: 4}});
    const child = startChild({untilEmpty: false});
    await until(() => server.log.length > 12);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(JSON.parse(child.output.trim().split('\n').at(-1) ?? '')).toEqual({finished: 0, failed: 0, returned: 1, lost: 0});
    expect((await report()).shards).toMatchObject({waiting: 1, active: 0});
    await work({lockMs: 30_000});
    const {ok, skipped, shards} = await report();
    expect({ok, shards: shards.finished}).toEqual({ok: 60, shards: 1});
    expect(skipped).toBeGreaterThan(8);
    expect(server.log).toHaveLength(60);
  });

  test('a shard with photos that were throttled is tried again; in the end it says which are missing', async () => {
    answer = (path, response, attempt) => {
      if (path === '/7.jpg' || (path === '/8.jpg' && attempt === 1)) response.writeHead(503).end();
      else sendPhoto(path, response);
    };
    await enqueue(20, {shards: 1, attempts: 3, options: {retries: 0}});
    await work();
    expect(typesOf('failed')).toMatchObject([
      {attempt: 1, final: false, reason: expect.stringContaining('downloader/shard-unfinished: 2 photos were throttled')},
      {attempt: 2, final: false, reason: expect.stringContaining('downloader/shard-unfinished: 1 photos were throttled')},
    ]);
    expect(await report()).toMatchObject({ok: 19, skipped: 18 + 1, failed: {throttled: 1, network: 0}, shards: {finished: 1}});
    expect(server.log).toHaveLength(20 + 2 + 1);
  });

  test('a shard that cannot be done keeps its reason', async () => {
    const full: SharedStorage = {
      ...sharedFolder(root),
      photos: (folder) => ({...sharedFolder(root).photos(folder), put: () => Promise.reject(new Error('no space left'))}),
    };
    await enqueue(3, {shards: 1, attempts: 2});
    await work({storage: full});
    expect(await report()).toMatchObject({shards: {failed: 1}, problems: [{shard: '0-of-1', attempts: 2, reason: 'no space left'}]});
    // Nothing is lost by it.
    await enqueue(3, {shards: 1});
    await work();
    expect(await waitForDownload('train', {redis: redis.socket})).toMatchObject({ok: 3, shards: {finished: 1}, problems: []});
  });

  test('what is no job fails at once, and others go on', async () => {
    await enqueue(3, {shards: 1});
    const client = new Redis(redis.socket, {maxRetriesPerRequest: null});
    const queue = new Queue('oid-download', {connection: client, skipVersionCheck: true});
    for (const data of [{download: 'train'}, {version: 1, download: '../up'}, 'text']) await queue.add('download', data, {attempts: 5});
    await queue.close();
    client.disconnect();
    expect(await work()).toMatchObject({finished: 1, failed: 3});
    expect(await report()).toMatchObject({ok: 3, bytes: 1_200, shards: {total: 1, finished: 1}});
    expect(typesOf('failed')).toMatchObject(
      Array.from({length: 3}, () => ({final: true, reason: expect.stringMatching(/^downloader\/queue-job: /)})),
    );
  });

  test('goes down the sources that the job names', async () => {
    answer = (path, response) =>
      void (path === '/1.jpg' ? response.writeHead(404).end() : response.writeHead(200, {'content-type': 'image/jpeg'}).end(JPEG));
    const sources = ['original', {template: `${server.url}/mirror/{id}.jpg`, name: 'mirror'}] as const;
    await enqueueDownload(
      requests(2).map(({imageId, url}) => ({imageId, url})),
      {
        download: 'train',
        storage: sharedFolder(root),
        redis: redis.socket,
        shards: 1,
        options: {sources},
      },
    );
    await work();
    expect(await report()).toMatchObject({ok: 2});
    await mergeJournal(sharedFolder(root), 'train', join(root, 'merged'));
    expect((await readJournal(join(root, 'merged'))).get(idOf(1))).toMatchObject({
      source: 'mirror',
      hops: [{source: 'original', reason: 'absent'}],
    });
  });

  test('a list that is gone fails at once', async () => {
    await enqueue(3, {shards: 1});
    await rm(join(root, 'requests'), {recursive: true});
    await work();
    expect((await report()).problems).toMatchObject([
      {attempts: 1, reason: expect.stringMatching(/^downloader\/request-list: requests\/train/)},
    ]);
  });

  test('a shard that was given to another worker is let go', async () => {
    answer = (path, response) => setTimeout(sendPhoto, 40, path, response);
    await enqueue(100, {shards: 1, options: {parallel: 2}});
    const working = work();
    await until(() => server.log.length > 4);
    const client = new Redis(redis.socket);
    await client.del('bull:oid-download:train.0-of-1:lock');
    client.disconnect();
    await until(() => typesOf('lost').length === 1);
    answer = sendPhoto;
    expect(await working).toMatchObject({finished: 1, lost: 1});
    expect(await report()).toMatchObject({ok: 100, shards: {finished: 1}});
  });

  test('one name, one download at a time; options that workers would refuse are refused', async () => {
    await enqueue(3);
    expect(await errorOf(() => enqueue(4))).toMatchObject({code: 'downloader/queue-busy', detail: {download: 'train', unfinished: 4}});
    for (const options of [{parallel: 0}, {rate: Infinity}, {allowFiles: true} as object]) {
      expect(await errorOf(() => enqueue(3, {download: 'test', options}))).toMatchObject({code: 'core/option'});
    }
    expect(await errorOf(() => enqueue(3, {download: '../test'}))).toMatchObject({code: 'core/option'});
    expect(await errorOf(() => downloadReport('validation', {redis: redis.socket}))).toMatchObject({code: 'core/option'});
  });

  test('without Redis, the worker stores what has arrived and says so', async () => {
    answer = (path, response) => setTimeout(sendPhoto, 20, path, response);
    await enqueue(100, {shards: 1, options: {parallel: 4}});
    const working = errorOf(() => work({giveUpMs: 300}));
    await until(() => server.log.length > 8);
    redis.process.kill('SIGKILL');
    expect(await working).toMatchObject({code: 'downloader/redis-unavailable', detail: {server: redis.socket}});
    const stored = await contentsOf(join(root, 'images/train'));
    expect(stored.size).toBeGreaterThan(4);
    const [[, lines] = ['', '']] = await contentsOf(join(root, 'journal/train'));
    expect(lines.trim().split('\n')).toHaveLength(stored.size);
    expect(await errorOf(() => downloadReport('train', {redis: redis.socket, giveUpMs: 50}))).toMatchObject({
      code: 'downloader/redis-unavailable',
    });
  });

  test('tells a wrong password, never shows one, and warns of eviction', async () => {
    await redis.close();
    const port = await freePort();
    redis = await startRedis('--requirepass', 'hush', '--maxmemory-policy', 'allkeys-lru', '--port', String(port));
    const tries = await Promise.all(
      [redis.socket, `redis://:swordfish@127.0.0.1:${port}`, `redis://me:swordfish@127.0.0.1:${port}`].map((url) =>
        errorOf(() => downloadReport('train', {redis: url})),
      ),
    );
    for (const error of tries) {
      expect(error).toMatchObject({code: 'downloader/redis-denied'});
      expect(inspect(error, {depth: 9, showHidden: true})).not.toMatch(/swordfish|hush/);
    }
    expect(String(await errorOf(() => downloadReport('train', {redis: 'http://me:swordfish@host'})))).not.toContain('swordfish');
    const warnings: string[] = [];
    await enqueue(1, {redis: `redis://:hush@127.0.0.1:${port}`, onWarning: (message) => warnings.push(message)});
    expect(warnings).toEqual([expect.stringContaining(`127.0.0.1:${port} has maxmemory-policy allkeys-lru`)]);
  });

  test('the command works on what is there, and says what it did', async () => {
    const run = async (...args: string[]): Promise<[number, string]> => {
      const lines: string[] = [];
      return [await workerMain(args, {env: {OID_REDIS_URL: redis.socket}, print: (line) => lines.push(line)}), lines.join('\n')];
    };
    await enqueue(4, {shards: 1});
    const [status, output] = await run('--folder', root, '--until-empty', '--allow-private');
    expect(output.split('\n')).toEqual([
      `oid-download-worker: ${root}`,
      'started: train.0-of-1',
      'finished: train.0-of-1, 4 of 4 photos',
      '1 shards finished, 0 attempts failed, 0 given back, 0 lost to other workers',
    ]);
    expect(status).toBe(0);
    expect(await run('--help')).toEqual([0, expect.stringContaining('--until-empty')]);
    expect(await run('--folders', root)).toEqual([2, expect.stringContaining('--folder DIR')]);
    expect(await run()).toEqual([2, expect.stringContaining('core/option')]);
    expect(await run('--folder', root, '--jobs', 'many')).toEqual([2, expect.stringContaining('Option jobs is NaN')]);
    expect(await run('--folder', root, '--redis', '/nowhere/redis.sock', '--give-up-ms', '0')).toEqual([
      1,
      expect.stringContaining('downloader/redis-unavailable'),
    ]);
  });

  test('writes the records of each shard, of the photos that are there', async () => {
    answer = (path, response) =>
      void (path === '/3.jpg' ? response.writeHead(404).end() : response.writeHead(200, {'content-type': 'image/jpeg'}).end(JPEG));
    const annotated = requests(8).map(({imageId, url}, n) => ({
      imageId,
      url,
      boxes: [0, 0.25, 0.5, 1, 0.125, 0, 1, 0.5],
      labels: [1, n + 1],
      texts: ['/m/01', '/m/02'],
      groupOf: [true, null],
    }));
    const options = {download: 'train', storage: sharedFolder(root), redis: redis.socket, shards: 2, records: true};
    expect(await errorOf(() => enqueueDownload(requests(1), options))).toMatchObject({code: 'core/option'});
    await enqueueDownload([...annotated, annotated[0]!], options);
    await work();
    expect(await report()).toMatchObject({ok: 7, records: 7, failed: {absent: 1}, shards: {finished: 2}});
    const found = new Map<string, number>();
    for (const shard of [0, 1]) {
      const file = join(root, `records/train-0000${shard}-of-00002`);
      for await (const bytes of readRecords(file)) {
        const record = decodeDetectionExample(bytes, {source: file});
        expect(record).toMatchObject({
          size: {height: 4, width: 8},
          boxes: Float32Array.of(...annotated[0]!.boxes),
          groupOf: Uint8Array.of(1, 0),
        });
        expect(shardOf(record.sourceId, 2)).toBe(shard);
        found.set(record.sourceId, record.labels[1]!);
      }
    }
    const there = annotated.filter((_, n) => n !== 3);
    expect(found).toEqual(new Map(there.map(({imageId, labels}) => [imageId, labels[1]!])));
  });

  test('works with S3 for storage, and takes over there', async () => {
    const s3 = await startS3Server();
    try {
      const storage = s3Storage({endpoint: s3.endpoint, bucket: BUCKET, prefix: 'sets', credentials: CREDENTIALS});
      answer = (path, response) => setTimeout(sendPhoto, 5, path, response);
      await enqueue(60, {storage, shards: 2, options: {parallel: 4}});
      const stop = new AbortController();
      const working = work({storage, signal: stop.signal, syncMs: 20});
      await until(() => server.log.length > 20);
      stop.abort();
      expect(await working).toMatchObject({returned: 1});
      await work({storage});
      expect(await report()).toMatchObject({photos: 60, ok: 60, shards: {finished: 2}});
      const photos = [...s3.objects].filter(([key]) => key.startsWith('sets/images/train/'));
      expect(new Map(photos)).toEqual(
        new Map(Array.from({length: 60}, (_, n) => [`sets/images/train/${idOf(n).slice(0, 2)}/${idOf(n)}.jpg`, photoOf(n)])),
      );
      expect(server.log.length).toBeLessThanOrEqual(64);
      expect(await mergeJournal(storage, 'train', join(root, 'merged.ndjson'))).toBe(60);
      expect([...s3.objects.keys()].filter((key) => key.includes('/journal/'))).toHaveLength(2);
    } finally {
      await s3.close();
    }
  });
});
