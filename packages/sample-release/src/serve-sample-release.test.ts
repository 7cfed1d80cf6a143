import {createHash} from 'node:crypto';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {hasCode} from '@oid/core';
import sharp from 'sharp';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {SampleFault} from './faults.ts';
import {renderSampleRelease} from './render-sample-release.ts';
import {serveSampleRelease} from './serve-sample-release.ts';
import type {SampleServer} from './serve-sample-release.ts';

let directory: string;
let server: SampleServer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'oid-served-'));
  await renderSampleRelease(directory, {seed: 9, train: 16, validation: 1});
  server = await serveSampleRelease(directory);
});

afterAll(async () => {
  await server.close();
  await rm(directory, {recursive: true, force: true});
});

const idOf = (fault: SampleFault): string => [...server.faults].find(([, kind]) => kind === fault)?.[0] ?? '';
const original = (id: string): Promise<Response> => fetch(`${server.url}/originals/${id}.jpg`, {redirect: 'manual'});
const onDisk = (id: string): Promise<Buffer> => readFile(join(directory, 'originals', `${id}.jpg`));
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');
const body = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

describe('serveSampleRelease', () => {
  test('serves tables with its own address in them, and the rest as it is', async () => {
    const path = 'train/train-images-boxable-with-rotation.csv';
    const stored = await readFile(join(directory, path), 'utf8');
    const response = await fetch(`${server.url}/${path}`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await response.text()).toBe(stored.replaceAll('http://127.0.0.1:0/', `${server.url}/`));
    const boxes = 'validation/validation-annotations-bbox.csv';
    expect(await (await fetch(`${server.url}/${boxes}`)).text()).toBe(await readFile(join(directory, boxes), 'utf8'));
  });

  test('serves a well photo byte for byte, also as a thumbnail', async () => {
    const table = await readFile(join(directory, 'train/train-images-boxable-with-rotation.csv'), 'utf8');
    const id = Array.from(table.matchAll(/^[0-9a-f]{16}/gm), ([match]) => match).find((candidate) => !server.faults.has(candidate)) ?? '';
    const response = await original(id);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(await body(response)).toEqual(await onDisk(id));
    expect(await body(await fetch(`${server.url}/thumbnails/${id}.jpg`))).toEqual(await onDisk(id));
  });

  test('answers 404 for an absent photo', async () => {
    expect((await original(idOf('absent'))).status).toBe(404);
  });

  test('redirects a removed photo to a picture', async () => {
    const response = await original(idOf('removed'));
    expect([response.status, response.headers.get('location')]).toEqual([302, '/photo_unavailable.png']);
    const picture = await body(await fetch(`${server.url}/photo_unavailable.png`));
    expect(await sharp(picture).metadata()).toMatchObject({format: 'png', width: 500, height: 374});
  });

  test('hangs up in the middle of a photo', async () => {
    const response = await original(idOf('cut-off'));
    expect([response.status, Number(response.headers.get('content-length'))]).toEqual([200, (await onDisk(idOf('cut-off'))).length]);
    await expect(response.arrayBuffer()).rejects.toThrow(/terminated/);
  });

  test('sends a whole photo of the same length but another MD5 for a replaced one', async () => {
    const sent = await body(await original(idOf('replaced')));
    const stored = await onDisk(idOf('replaced'));
    expect(sent.length).toBe(stored.length);
    expect(md5(sent)).not.toBe(md5(stored));
    await expect(sharp(sent, {failOn: 'warning'}).raw().toBuffer()).resolves.toBeDefined();
  });

  test('sends a damaged photo with the length and MD5 of its row', async () => {
    const sent = await body(await original(idOf('damaged')));
    const table = await readFile(join(directory, 'train/train-images-boxable-with-rotation.csv'), 'utf8');
    expect(table).toContain(`,${sent.length},${md5(sent)},`);
    await expect(sharp(sent, {failOn: 'warning'}).raw().toBuffer()).rejects.toThrow(/jpeg/i);
  });

  test('throttles the first request only', async () => {
    const first = await original(idOf('throttled'));
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await body(await original(idOf('throttled')))).toEqual(await onDisk(idOf('throttled')));
  });

  test('keeps to its folder, to reading, and to a record of what was asked', async () => {
    expect((await fetch(`${server.url}/%2e%2e/%2e%2e/etc/passwd`)).status).toBe(404);
    expect((await fetch(`${server.url}/nothing.csv`)).status).toBe(404);
    expect((await fetch(server.url, {method: 'POST'})).status).toBe(405);
    expect(server.requests.at(-1)).toEqual({method: 'POST', path: '/', status: 405});
  });

  test('says that a folder is no release', async () => {
    const error = await serveSampleRelease(join(directory, 'originals')).catch((thrown: unknown) => thrown);
    expect(hasCode(error, 'sample-release/not-a-release')).toBe(true);
  });
});
