import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import type {ServerResponse} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {startPhotoServer} from '../../test/photo-server.ts';
import type {PhotoServer} from '../../test/photo-server.ts';
import {idOf, md5Of, photoOf} from '../../test/photos.ts';
import {photoPath} from '../photo-store.ts';
import {downloadMain} from './download-main.ts';

let root = '';
let server: PhotoServer;
let gone: string[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'oid-cli-'));
  gone = ['/1.jpg'];
  server = await startPhotoServer((path, response: ServerResponse) => {
    if (gone.includes(path)) response.writeHead(404).end();
    else response.writeHead(200, {'content-type': 'image/jpeg'}).end(photoOf(Number.parseInt(path.slice(1), 10)));
  });
});
afterEach(async () => {
  await server.close();
  await rm(root, {recursive: true});
});

async function run(...args: string[]): Promise<{status: number; output: string}> {
  const lines: string[] = [];
  const status = await downloadMain(args, {print: (line) => lines.push(line)});
  return {status, output: lines.join('\n')};
}

async function listOf(count: number): Promise<string> {
  const lines = Array.from({length: count}, (_, n) => ({
    imageId: idOf(n),
    url: `${server.url}/${n}.jpg`,
    size: 400,
    md5: md5Of(photoOf(n)),
    note: 'passed over',
  }));
  await writeFile(join(root, 'list.ndjson'), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n`);
  return join(root, 'list.ndjson');
}

describe('oid-download', () => {
  test('fetches a list, goes on, asks again about some, and reports', async () => {
    const list = await listOf(3);
    const where = ['--directory', join(root, 'images'), '--allow-private'];
    expect(await run(list, ...where)).toEqual({status: 0, output: '3 photos: 2 ok, 0 of all settled before, 1 absent'});
    expect(await run(list, ...where, '--json')).toMatchObject({status: 0, output: expect.stringContaining('"skipped":3') as string});
    gone = [];
    expect(await run('retry', list, '--only', 'removed,refused', ...where)).toMatchObject({
      output: '3 photos: 2 ok, 3 of all settled before, 1 absent',
    });
    expect(await run('retry', list, '--only', 'absent', ...where)).toMatchObject({output: '3 photos: 3 ok, 2 of all settled before'});
    const journal = join(root, 'images/journal.ndjson');
    expect((await run('report', journal)).output).toMatch(/^3 photos: 3 ok, 0 failed;/);
    expect(JSON.parse((await run('report', journal, '--json')).output)).toMatchObject({photos: 3, ok: 3});
  });

  test('takes an image table, a chain of sources and a shard', async () => {
    const header =
      'ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,OriginalSize,OriginalMD5,Thumbnail300KURL';
    const rows = [0, 1, 2].map((n) => `000000000000000${n},train,${server.url}/${n}.jpg,l,c,p,"A, B",t,400,${md5Of(photoOf(n))},`);
    await writeFile(join(root, 'images.csv'), `${[header, ...rows].join('\n')}\n`);
    const where = ['--directory', join(root, 'images'), '--allow-private', '--decode', 'never'];
    const sources = ['--source', 'original', '--source', 'thumbnail', '--source', `${server.url}/7.jpg?{split}/{id}`];
    expect(await run(join(root, 'images.csv'), ...where, ...sources, '--shard', '1/2')).toMatchObject({
      status: 0,
      output: '1 photos: 1 ok, 0 of all settled before',
    });
    expect(server.log).toEqual(['/1.jpg', '/7.jpg?train/0000000000000001']);
    expect(await readFile(photoPath(join(root, 'images'), '0000000000000001'))).toEqual(photoOf(7));
  });

  test('says what is wrong and with which status', async () => {
    const list = await listOf(1);
    expect(await run('--help')).toMatchObject({status: 0, output: expect.stringContaining('oid-download LIST') as string});
    expect(await run()).toMatchObject({status: 2});
    expect(await run(list)).toMatchObject({status: 2, output: expect.stringContaining('--directory') as string});
    expect(await run(list, '--directory', root, '--shard', '1')).toMatchObject({
      status: 2,
      output: expect.stringContaining('I/N') as string,
    });
    expect(await run(list, '--directory', root, '--fast')).toMatchObject({
      status: 2,
      output: expect.stringContaining("'--fast'") as string,
    });
    expect(await run('retry', list, '--only', 'gone', '--directory', root)).toMatchObject({status: 2});
    expect(await run(join(root, 'none.ndjson'), '--directory', root)).toMatchObject({
      status: 1,
      output: expect.stringContaining('ENOENT') as string,
    });
    for (const line of ['{"imageId":"../../x"}', '[]', 'null', `{"imageId":"${idOf(1)}","url":7}`, '{']) {
      await writeFile(join(root, 'bad.ndjson'), `\n${line}\n`);
      const {status, output} = await run(join(root, 'bad.ndjson'), '--directory', root);
      expect([status, output]).toEqual([
        1,
        expect.stringContaining(`downloader/request-file: ${join(root, 'bad.ndjson')}:2: the line is no request`),
      ]);
    }
  });

  test('ends with 130 when it was stopped', async () => {
    const stop = new AbortController();
    stop.abort(new DOMException('stopped by SIGINT', 'AbortError'));
    const lines: string[] = [];
    const status = await downloadMain([await listOf(2), '--directory', root], {print: (line) => lines.push(line), drain: stop.signal});
    expect([status, lines]).toEqual([130, ['stopped by SIGINT; run the command again to go on']]);
    expect(server.log).toEqual([]);
  });
});
