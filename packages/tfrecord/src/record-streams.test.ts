import {readFile} from 'node:fs/promises';
import {crc32c} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {CHROMIUM, inChromium, NO_CHROMIUM} from '../../../vitest.chromium.ts';
import {readGolden} from '../fixtures/golden.ts';
import {streamResults} from '../fixtures/stream-results.ts';
import type {StreamResults} from '../fixtures/stream-results.ts';
import {recordStream} from './record-streams.ts';

const fixture = (name: string): URL => new URL(`../fixtures/${name}`, import.meta.url);
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

  test.skipIf(NO_CHROMIUM)(`do the same in a browser (needs ${CHROMIUM})`, async () => {
    const files = JSON.stringify([await base64('detections.tfrecord'), await base64('detections.gzip.tfrecord')]);
    expect(await inChromium(fixture('stream-results.ts'), `page.streamResults(...${files})`)).toEqual(await expected());
  });
});
