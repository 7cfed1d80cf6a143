import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {crc32c} from '@oid/core';
import {build} from 'vite';
import {describe, expect, test} from 'vitest';
import {readGolden} from '../fixtures/golden.ts';
import {streamResults} from '../fixtures/stream-results.ts';
import type {StreamResults} from '../fixtures/stream-results.ts';
import {recordStream} from './record-streams.ts';

const CHROMIUM = '/usr/bin/chromium';
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const base64 = (name: string): Promise<string> => readFile(fixture(name), 'base64');

async function expected(): Promise<StreamResults> {
  const golden = await readGolden('detections.tfrecord');
  const numbers = Array.from({length: 3000}, (_, at) => new TextEncoder().encode(String(at).padStart(6, '0')));
  const crc = (payloads: readonly Uint8Array[]): string => payloads.reduce((sum, payload) => crc32c(payload, sum), 0).toString(16);
  const plain = `3 records, ${crc(golden)}`;
  return {plain, gzip: `3003 records, ${crc([...golden, ...numbers])}`, repacked: plain, cut: 'tfrecord/compression', stopped: 'closed'};
}

describe('web streams', () => {
  test('read, pack and refuse in Node', async () => {
    expect(await streamResults(await base64('detections.tfrecord'), await base64('detections.gzip.tfrecord'))).toEqual(await expected());
  });

  test('leave damage out on request', async () => {
    const bytes = await readFile(fixture('detections.tfrecord'));
    bytes[40] = (bytes[40] as number) ^ 1;
    const body = new Response(bytes).body as ReadableStream<Uint8Array>;
    let records = 0;
    for await (const record of recordStream(body, {source: 'x', onCorrupt: 'skip'})) records += record.length > 0 ? 1 : 0;
    expect(records).toBe(2);
  });

  test('pass on what the network says', async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.error(new RangeError('the line went dead'));
      },
    });
    await expect(recordStream(body, {source: 'x'}).getReader().read()).rejects.toThrow('the line went dead');
  });

  test.skipIf(!existsSync(CHROMIUM))(`do the same in a browser (needs ${CHROMIUM})`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'oid-streams-'));
    try {
      const page = join(folder, 'page.html');
      await writeFile(page, await pageWithResults());
      const options = [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${folder}`,
        '--virtual-time-budget=30000',
        '--dump-dom',
      ];
      const {stdout} = await promisify(execFile)(CHROMIUM, [...options, `file://${page}`], {maxBuffer: 2 ** 26, timeout: 50_000});
      const found = /<pre id="results">([^<]*)<\/pre>/.exec(stdout)?.[1];
      expect(JSON.parse(found === undefined || found === '' ? '{}' : found)).toEqual(await expected());
    } finally {
      await rm(folder, {recursive: true, force: true, maxRetries: 5});
    }
  });
});

/** A page that runs the package's streams when it is opened, and writes down the results. */
async function pageWithResults(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: {conditions: ['@oid/source']},
    build: {write: false, target: 'es2023', lib: {entry: fixture('stream-results.ts'), formats: ['iife'], name: 'streams'}},
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  if (bundle === undefined || !('output' in bundle)) throw new TypeError('vite gave no bundle');
  const {code} = bundle.output[0];
  const files = JSON.stringify([await base64('detections.tfrecord'), await base64('detections.gzip.tfrecord')]);
  return `<!doctype html><meta charset="utf-8"><pre id="results"></pre><script>${code.replaceAll('</', '<\\/')}
    const show = (value) => { document.getElementById('results').textContent = JSON.stringify(value); };
    streams.streamResults(...${files}).then(show, (error) => show(String(error)));</script>`;
}
