import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import type {ServerResponse} from 'node:http';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {startPhotoServer} from '../test/photo-server.ts';
import type {PhotoServer} from '../test/photo-server.ts';
import {errorOf, idOf, md5Of, photoOf} from '../test/photos.ts';
import {downloadPhotos} from './download-photos.ts';
import type {DownloadSummary} from './download-photos.ts';
import type {JournalEntry} from './journal-entry.ts';
import type {PhotoRequest} from './photo-request.ts';
import {cvdfSource, folderSource, originalSource, templateSource, thumbnailSource} from './photo-source.ts';
import type {PhotoSource} from './photo-source.ts';
import {photoPath} from './photo-store.ts';
import {readJournal} from './read-journal.ts';

let root = '';
let server: PhotoServer;
/** Status by path; a photo where there is none. */
let statuses: Record<string, number> = {};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'oid-sources-'));
  statuses = {};
  server = await startPhotoServer((path, response: ServerResponse) => {
    const status = statuses[path];
    const body = photoOf(Number.parseInt(/(\d+)\.jpg$/.exec(path)?.[1] ?? '0', 10));
    if (status === undefined) response.writeHead(200, {'content-type': 'image/jpeg', 'content-length': body.length}).end(body);
    else response.writeHead(status).end();
  });
});
afterEach(async () => {
  await server.close();
  await rm(root, {recursive: true});
});

const request: PhotoRequest = {imageId: idOf(1), size: 400, md5: md5Of(photoOf(1)), split: 'train'};
const paths = (): PhotoRequest => ({...request, url: `${server.url}/original/1.jpg`, thumbnailUrl: `${server.url}/thumbnail/2.jpg`});
const bucket = (): PhotoSource => templateSource(`${server.url}/bucket/{split}/{id}/3.jpg`, {name: 'bucket'});

function download(photo: PhotoRequest, sources: PhotoSource[], retry = false): Promise<DownloadSummary> {
  const options = {
    directory: join(root, 'images'),
    journal: join(root, 'j.ndjson'),
    retries: 1,
    decode: 'never',
    allowPrivateAddresses: true,
  } as const;
  return downloadPhotos([photo], {...options, sources, retry, sleep: async () => undefined});
}

async function entryOf(photo: PhotoRequest, sources: PhotoSource[]): Promise<JournalEntry | undefined> {
  await download(photo, sources);
  return (await readJournal(join(root, 'j.ndjson'))).get(photo.imageId);
}

describe('sources', () => {
  test('are asked in turn; the journal says which had the photo and why the others had not', async () => {
    statuses = {'/original/1.jpg': 404, '/thumbnail/2.jpg': 500};
    const entry = await entryOf(paths(), [originalSource, thumbnailSource, bucket()]);
    expect(entry).toMatchObject({
      ok: true,
      source: 'bucket',
      receivedMd5: md5Of(photoOf(3)),
      hops: [
        {source: 'original', reason: 'absent', status: 404, message: 'the server answered 404'},
        {source: 'thumbnail', reason: 'network', status: 500, message: 'the server answered 500, after 2 attempts'},
      ],
    });
    expect(server.log).toEqual(['/original/1.jpg', '/thumbnail/2.jpg', '/thumbnail/2.jpg', `/bucket/train/${idOf(1)}/3.jpg`]);
    expect(await readFile(photoPath(join(root, 'images'), idOf(1)))).toEqual(photoOf(3));
  });

  test('size and MD5 of the tables apply to originals alone', async () => {
    expect(await entryOf({...paths(), url: `${server.url}/original/5.jpg`}, [originalSource, thumbnailSource])).toMatchObject({
      source: 'thumbnail',
      hops: [{source: 'original', reason: 'changed'}],
    });
    await rm(join(root, 'j.ndjson'));
    const mirror = templateSource(`${server.url}/mirror/{prefix}/{id}/5.jpg`, {name: 'mirror', original: true});
    expect(await entryOf(request, [mirror])).toMatchObject({ok: false, reason: 'changed'});
    expect(server.log.at(-1)).toBe(`/mirror/01/${idOf(1)}/5.jpg`);
  });

  test('a 404 of a source that has only part of the photos says no more than that', async () => {
    statuses = {[`/bucket/train/${idOf(1)}/3.jpg`]: 404};
    expect(await entryOf(request, [originalSource, bucket()])).toMatchObject({
      ok: false,
      reason: 'absent',
      hops: [
        {source: 'original', reason: 'absent', message: 'the request has no address in this source'},
        {source: 'bucket', reason: 'absent', status: 404, message: 'not in this source: the server answered 404'},
      ],
    });
  });

  test('where none has it, a failure that may pass stands for all, else the first', async () => {
    statuses = {'/original/1.jpg': 410, '/thumbnail/2.jpg': 429};
    expect(await entryOf(paths(), [originalSource, thumbnailSource])).toMatchObject({ok: false, reason: 'throttled'});
    await rm(join(root, 'j.ndjson'));
    statuses = {'/original/1.jpg': 403, '/thumbnail/2.jpg': 404};
    expect(await entryOf(paths(), [originalSource, thumbnailSource])).toMatchObject({ok: false, reason: 'refused', status: 403});
  });

  test('a stored photo counts while its source is still asked for', async () => {
    expect(await download(paths(), [thumbnailSource])).toMatchObject({ok: 1, skipped: 0});
    expect(await download(paths(), [originalSource, thumbnailSource])).toMatchObject({ok: 1, skipped: 1});
    expect(await download(paths(), [originalSource])).toMatchObject({ok: 1, skipped: 0});
    expect(await download({...paths(), md5: md5Of(photoOf(7))}, [originalSource])).toMatchObject({ok: 0, failed: {changed: 1}});
  });

  test('a source that failed for good is not asked again, one that is new or has an address by now is', async () => {
    statuses = {'/original/1.jpg': 404, '/thumbnail/2.jpg': 500};
    const noThumbnail = {...paths(), thumbnailUrl: undefined};
    await download(paths(), [originalSource]);
    server.log.length = 0;
    expect(await download(paths(), [originalSource])).toMatchObject({ok: 0, skipped: 1, failed: {absent: 1}});
    expect(await download(noThumbnail, [originalSource, thumbnailSource])).toMatchObject({skipped: 0, failed: {absent: 1}});
    expect(await download(noThumbnail, [thumbnailSource, originalSource])).toMatchObject({skipped: 1});
    expect(server.log).toEqual([]);
    expect(await download(paths(), [originalSource, thumbnailSource])).toMatchObject({skipped: 0, failed: {network: 1}});
    expect(await download(paths(), [originalSource])).toMatchObject({skipped: 0, failed: {absent: 1}});
    expect(server.log).toEqual(['/thumbnail/2.jpg', '/thumbnail/2.jpg']);
    expect(await entryOf(paths(), [originalSource, bucket()])).toMatchObject({
      ok: true,
      source: 'bucket',
      hops: [{source: 'original', reason: 'absent', status: 404, message: 'the server answered 404'}],
    });
    expect(server.log.slice(2)).toEqual([`/bucket/train/${idOf(1)}/3.jpg`]);
  });

  test('a folder is read without allowFiles, at a path of its own', async () => {
    const originals = join(root, 'originals');
    await mkdir(dirname(photoPath(originals, idOf(1))), {recursive: true});
    await writeFile(photoPath(originals, idOf(1)), photoOf(1));
    await writeFile(join(originals, 'flat.jpg'), photoOf(1));
    expect(await entryOf(request, [folderSource(originals)])).toMatchObject({ok: true, source: 'folder'});
    const flat = folderSource(originals, {name: 'flat', path: () => join(originals, 'flat.jpg')});
    expect(await entryOf(request, [folderSource(join(root, 'none')), flat])).toMatchObject({ok: true});
    const nowhere = folderSource(originals, {path: () => undefined});
    expect(await entryOf({...request, imageId: idOf(2)}, [nowhere])).toMatchObject({
      reason: 'absent',
      message: 'the request has no address in any source',
    });
    expect(server.log).toEqual([]);
  });

  test('the bucket of Open Images is addressed by split', () => {
    expect(cvdfSource.locate(request)).toBe(`https://open-images-dataset.s3.amazonaws.com/train/${idOf(1)}.jpg`);
    expect(cvdfSource.locate({imageId: idOf(1)})).toBeUndefined();
    expect(cvdfSource.locate({imageId: idOf(1), split: '../x'})).toContain('/..%2Fx/');
    expect(thumbnailSource.locate({imageId: idOf(1), thumbnailUrl: ''})).toBeUndefined();
  });

  test('must be told apart, and a pattern must name the photo', async () => {
    for (const sources of [[], [originalSource, originalSource]])
      expect(await errorOf(() => download(request, sources))).toMatchObject({code: 'core/option'});
    for (const template of ['https://example.org/photos', 'file:///{id}.jpg']) {
      expect(await errorOf(() => templateSource(template))).toMatchObject({code: 'core/option'});
    }
  });
});
