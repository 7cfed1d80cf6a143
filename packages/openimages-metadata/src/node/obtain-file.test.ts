import {createHash} from 'node:crypto';
import {mkdtemp, readFile, readdir, rename, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {errorOf} from '../../test/bytes.ts';
import {FileServer} from '../../test/file-server.ts';
import {obtainFile} from './obtain-file.ts';
import type {Expected, TransferOptions} from './obtain-file.ts';
import {webSource} from './web-source.ts';

const CONTENT = Buffer.from(Array.from({length: 5 << 20}, (_, n) => (n * 2654435761) >>> 24));
const MD5 = createHash('md5').update(CONTENT).digest('hex');
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const MIB = 1 << 20;
let root = '';
let path = '';
let server: FileServer;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'oid-obtain-'));
  path = join(root, 'table.csv');
  server = await FileServer.start();
  server.put('table.csv', CONTENT);
});
afterEach(async () => {
  server.stop();
  await rm(root, {recursive: true});
});

/** Obtains and commits; what arrived in this call. */
async function fetchFile(expected: Expected = {}, options: Partial<TransferOptions> = {}): Promise<number> {
  let arrived = 0;
  const onBytes = (bytes: number): void => {
    arrived += bytes;
  };
  const source = webSource(server.url, {timeoutMs: 2_000});
  const obtained = await obtainFile(
    source,
    'table.csv',
    path,
    {known: undefined, expected},
    {retries: 3, backoffMs: 1, signal: undefined, onBytes, ...options},
  );
  if (typeof obtained !== 'string') {
    expect(obtained).toMatchObject({bytes: CONTENT.length, sha256: SHA256});
    await obtained.file.commit();
  }
  return arrived;
}

/** Sends two megabytes, from where it was asked to, and breaks off; so many times. Some of them may be lost on the way. */
function cut(times: number): void {
  server.fault = (request, response) => {
    if (times <= 0) return false;
    times -= 1;
    const from = Number(/=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const range = from > 0 ? {'content-range': `bytes ${from}-${CONTENT.length - 1}/${CONTENT.length}`} : {};
    response.writeHead(from > 0 ? 206 : 200, {etag: `"${MD5}"`, ...range, 'content-length': CONTENT.length - from});
    response.write(CONTENT.subarray(from, from + 2 * MIB), () => response.socket?.end());
    return true;
  };
}

describe('obtainFile', () => {
  test('goes on after a cut, without asking again for what came', async () => {
    cut(1);
    expect(await fetchFile({bytes: CONTENT.length, md5: MD5, sha256: SHA256})).toBe(CONTENT.length);
    expect(CONTENT.equals(await readFile(path))).toBe(true);
    expect(server.log).toEqual([expect.stringMatching(/^206 table\.csv \d+$/)]);
    expect(await readdir(root)).toEqual(['table.csv']);
  });

  test('does not give up on a transfer that moves on', async () => {
    cut(2);
    expect(await fetchFile({}, {retries: 1})).toBe(CONTENT.length);
  });

  test('gives up on one that moved on before and no longer does', async () => {
    cut(2);
    const cutTwice = server.fault;
    let asked = 0;
    server.fault = (request, response, content) => {
      asked += 1;
      if (!cutTwice(request, response, content)) response.writeHead(503).end();
      return true;
    };
    expect(await errorOf(() => fetchFile({}, {retries: 2}))).toMatchObject({
      code: 'openimages-metadata/fetch-table',
      detail: {status: 503},
    });
    expect(asked).toBe(4);
    expect((await readdir(root)).some((name) => name.endsWith('.partial'))).toBe(true);
  });

  test('leaves nothing of a name that is absent', async () => {
    server.files.clear();
    path = join(root, 'deep/table.csv');
    expect(await fetchFile()).toBe(0);
    expect(await readdir(root)).toEqual([]);
  });

  test('goes on where a stopped and where a killed run was', async () => {
    const controller = new AbortController();
    const onBytes = (): void => controller.abort(new RangeError('enough'));
    expect(await errorOf(() => fetchFile({}, {signal: controller.signal, onBytes}))).toMatchObject({message: 'enough'});
    const [partial = '', note = ''] = (await readdir(root)).sort();
    expect(note).toBe(`${partial}.json`);
    const had = (await readFile(join(root, partial))).length;
    expect(had).toBeGreaterThan(0);
    // As a process that no longer exists would have left it; 4194305 is above the largest number that Linux gives.
    await rename(join(root, partial), join(root, 'table.csv.4194305-7.partial'));
    await rename(join(root, note), join(root, 'table.csv.4194305-7.partial.json'));
    server.log.length = 0;
    expect(await fetchFile()).toBe(CONTENT.length - had);
    expect(server.log).toEqual([`206 table.csv ${had}`]);
    expect(CONTENT.equals(await readFile(path))).toBe(true);
    expect(await readdir(root)).toEqual(['table.csv']);
  });

  test('leaves alone what a living process is writing', async () => {
    await writeFile(join(root, 'table.csv.1-1.partial'), 'theirs');
    await fetchFile();
    expect((await readdir(root)).sort()).toEqual(['table.csv', 'table.csv.1-1.partial']);
  });

  test('asks nothing more when the bytes are all here, and checks them', async () => {
    const leave = async (bytes: Uint8Array): Promise<void> => {
      await writeFile(join(root, 'table.csv.4194305-7.partial'), bytes);
      const note = {source: `${server.url}/table.csv`, etag: `"${MD5}"`, totalBytes: CONTENT.length};
      await writeFile(join(root, 'table.csv.4194305-7.partial.json'), JSON.stringify(note));
    };
    await leave(CONTENT);
    expect(await fetchFile({md5: MD5})).toBe(0);
    const damaged = Buffer.from(CONTENT);
    damaged[77] = (damaged[77] as number) ^ 1;
    await leave(damaged);
    expect(await fetchFile({md5: MD5})).toBe(CONTENT.length);
    expect(CONTENT.equals(await readFile(path))).toBe(true);
  });

  test.each<[string, FileServer['fault']]>([
    ['ignores ranges', (request) => (delete request.headers.range, false)],
    ['answers 416', (request, response) => request.headers.range !== undefined && (response.writeHead(416).end(), true)],
    [
      'sends another range',
      (request, response, content) => {
        if (request.headers.range === undefined) return false;
        response
          .writeHead(206, {etag: `"${MD5}"`, 'content-range': `bytes 5-${content.length - 1}/${content.length}`})
          .end(content.subarray(5));
        return true;
      },
    ],
    [
      'has another file by now, and does not know If-Range',
      (request, response, content) => {
        const from = Number(/=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
        if (from === 0) return false;
        response
          .writeHead(206, {etag: '"new"', 'content-range': `bytes ${from}-${content.length - 1}/${content.length}`})
          .end(content.subarray(from));
        return true;
      },
    ],
  ])('begins anew when the server %s', async (_, fault) => {
    cut(1);
    const cutOnce = server.fault;
    let first = true;
    server.fault = (...exchange) => {
      if (!first) return fault(...exchange);
      first = false;
      return cutOnce(...exchange);
    };
    await fetchFile({sha256: SHA256});
    expect(CONTENT.equals(await readFile(path))).toBe(true);
    expect(await readdir(root)).toEqual(['table.csv']);
  });

  test('begins anew when the file at the server has changed', async () => {
    server.put('table.csv', Buffer.alloc(CONTENT.length, 'old'));
    const controller = new AbortController();
    await errorOf(() => fetchFile({}, {signal: controller.signal, onBytes: () => controller.abort()}));
    server.put('table.csv', CONTENT);
    await fetchFile();
    expect(CONTENT.equals(await readFile(path))).toBe(true);
  });

  test('refuses a part of the file that nobody asked for', async () => {
    server.fault = (_, response, content) => {
      response.writeHead(206, {'content-range': `bytes 0-9/${content.length}`, etag: `"${MD5}"`}).end(content.subarray(0, 10));
      return true;
    };
    expect(await errorOf(() => fetchFile())).toMatchObject({code: 'openimages-metadata/fetch-table', detail: {status: 206}});
    expect(await readdir(root)).toEqual([]);
  });

  test('does not begin with a file of another size, and names both', async () => {
    const error = await errorOf(() => fetchFile({bytes: 7}));
    expect(error).toMatchObject({
      code: 'openimages-metadata/checksum',
      detail: {what: 'bytes', expected: '7', found: String(CONTENT.length)},
    });
    expect(await readdir(root)).toEqual([]);
  });

  test('tries again when the bytes are wrong, and says what was expected in the end', async () => {
    let wrong = 1;
    server.fault = (_, response) => {
      wrong -= 1;
      if (wrong >= 0) response.writeHead(200, {'content-length': CONTENT.length}).end(Buffer.alloc(CONTENT.length));
      return wrong >= 0;
    };
    await fetchFile({md5: MD5});
    expect(CONTENT.equals(await readFile(path))).toBe(true);
    await rm(path);
    const error = await errorOf(() => fetchFile({sha256: '0'.repeat(64)}, {retries: 1}));
    expect(error).toMatchObject({code: 'openimages-metadata/checksum', detail: {what: 'sha256', found: SHA256}});
    expect(server.log).toHaveLength(3);
    expect(await readdir(root)).toEqual([]);
  });

  test("holds the file against the MD5 that Google's storage sends", async () => {
    server.headers = {'x-goog-hash': `crc32c=AAAAAA==,md5=${Buffer.from(MD5, 'hex').toString('base64')}`};
    await fetchFile();
    server.headers = {'x-goog-hash': 'crc32c=AAAAAA==,md5=1B2M2Y8AsgTpgAmY7PhCfg=='};
    expect(await errorOf(() => fetchFile({}, {retries: 0}))).toMatchObject({code: 'openimages-metadata/checksum', detail: {what: 'md5'}});
  });
});
