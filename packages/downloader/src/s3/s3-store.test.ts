import {inspect} from 'node:util';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {BUCKET, CREDENTIALS, authorizationOf, startS3Server} from '../../test/s3-server.ts';
import type {S3Server} from '../../test/s3-server.ts';
import {errorOf, idOf, photoOf} from '../../test/photos.ts';
import type {PhotoStore} from '../photo-store.ts';
import type {S3Options} from './s3-bucket.ts';
import {s3Storage} from './s3-storage.ts';
import {s3Store} from './s3-store.ts';

let server: S3Server;
beforeEach(async () => {
  server = await startS3Server();
});
afterEach(() => server.close());

const options = (extra: Partial<S3Options> = {}): S3Options => ({
  endpoint: server.endpoint,
  bucket: BUCKET,
  prefix: '/sets/train é/',
  credentials: CREDENTIALS,
  ...extra,
});
const store = (extra: Partial<S3Options> = {}): PhotoStore => s3Store(options(extra));
const key = (n: number): string => `sets/train é/${idOf(n).slice(0, 2)}/${idOf(n)}.jpg`;

describe('authorizationOf, the server of these tests', () => {
  // Key, requests and signatures are the examples in AWS, "Signature Calculations for the Authorization Header" (Signature Version 4 for S3).
  const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  test.each([
    ['GET', '/test.txt', {range: 'bytes=0-9'}, empty, 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'],
    [
      'PUT',
      '/test$file.text',
      {date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY'},
      '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    ['GET', '/?lifecycle', {}, empty, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['GET', '/?max-keys=2&prefix=J', {}, empty, '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('signs %s %s as AWS does', (method, path, extra, hash, signature) => {
    const host = 'examplebucket.s3.amazonaws.com';
    const headers: Record<string, string> = {host, 'x-amz-content-sha256': hash, 'x-amz-date': '20130524T000000Z', ...extra};
    const scope = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${Object.keys(headers).sort().join(';')}, Signature=0`;
    const signed = authorizationOf({method, url: new URL(path, `https://${host}`), headers, authorization}, {secretAccessKey});
    expect(signed).toBe(authorization.replace(/0$/, signature));
  });
});

describe('s3Store', () => {
  test('keeps photos below the prefix, signed', async () => {
    await store().put(idOf(1), photoOf(1));
    await store().put(idOf(1), photoOf(1));
    expect([...server.objects]).toEqual([[key(1), photoOf(1)]]);
    expect(await store().sizeOf(idOf(1))).toBe(400);
    expect(Buffer.from(await store().read(idOf(1)))).toEqual(photoOf(1));
    expect(await store().sizeOf(idOf(2))).toBeUndefined();
    expect(await errorOf(() => store().read(idOf(2)))).toBeInstanceOf(Error);
    expect(await errorOf(() => store().put('../../../etc/pass', photoOf(1)))).toMatchObject({code: 'core/invalid-id'});
  });

  test('tries again while the store asks to slow down, and gives up in time', async () => {
    server.fault = (_, __, attempt) => (attempt <= 2 ? {status: 503, code: 'SlowDown'} : undefined);
    await store({attempts: 3}).put(idOf(1), photoOf(1));
    expect(server.objects.get(key(1))).toEqual(photoOf(1));
    server.fault = () => ({status: 500, code: 'InternalError'});
    const error = await errorOf(() => store({attempts: 2}).put(idOf(2), photoOf(2)));
    expect(error).toMatchObject({code: 'downloader/s3-unavailable', detail: {status: 500, s3Code: 'InternalError', attempts: 2}});
    expect(String(error)).toContain(`PUT s3://photos/${key(2)}: 500 InternalError, after 2 attempts`);
  });

  test('tells what is wrong', async () => {
    const codeOf = async (extra: Partial<S3Options>, work = (to: PhotoStore) => to.put(idOf(1), photoOf(1))): Promise<unknown> =>
      ((await errorOf(() => work(store({attempts: 1, ...extra})))) as {code?: string}).code;
    expect(await codeOf({credentials: {...CREDENTIALS, secretAccessKey: 'wrong'}})).toBe('downloader/s3-credentials');
    expect(await codeOf({credentials: {...CREDENTIALS, accessKeyId: 'unknown'}})).toBe('downloader/s3-credentials');
    expect(await codeOf({bucket: 'elsewhere'})).toBe('downloader/s3-no-bucket');
    expect(await codeOf({endpoint: 'http://127.0.0.1:9'})).toBe('downloader/s3-unavailable');
    server.fault = () => ({status: 403, code: 'AccessDenied'});
    expect(await codeOf({})).toBe('downloader/s3-denied');
    expect(await codeOf({}, async (to) => void (await to.sizeOf(idOf(1))))).toBe('downloader/s3-denied');
    server.fault = () => ({status: 400, code: 'InvalidArgument'});
    expect(await codeOf({})).toBe('downloader/s3-refused');
  });

  test('never shows a secret', async () => {
    const error = await errorOf(() => store({credentials: {...CREDENTIALS, secretAccessKey: 'hush'}}).put(idOf(1), photoOf(1)));
    expect(inspect(error, {depth: 20, showHidden: true})).not.toMatch(/hush|token/);
  });

  test('checks options', async () => {
    for (const extra of [
      {bucket: ''},
      {bucket: '../up'},
      {endpoint: 'ftp://host'},
      {endpoint: 'nowhere'},
      {attempts: 0},
      {timeoutMs: Number.NaN},
    ]) {
      expect(await errorOf(() => store(extra))).toMatchObject({code: 'core/option'});
    }
  });
});

describe('s3Storage', () => {
  test('writes, lists over several pages, reads and removes', async () => {
    const storage = s3Storage(options());
    for (let n = 10; n < 30; n += 1) await storage.write(`journal/train/${n}`, Buffer.from(`line ${n}\n`));
    await storage.write('journal/other', Buffer.from(''));
    expect(await storage.list('journal/train/')).toEqual(Array.from({length: 20}, (_, n) => `journal/train/${n + 10}`));
    const found = await storage.read('journal/train/12');
    expect(Buffer.from(found ?? []).toString()).toBe('line 12\n');
    await storage.remove('journal/train/12');
    await storage.remove('journal/train/12');
    expect(await storage.read('journal/train/12')).toBeUndefined();
    await storage.photos('images/train').put(idOf(1), photoOf(1));
    expect(await storage.list('images/')).toEqual([`images/train/01/${idOf(1)}.jpg`]);
  });
});
