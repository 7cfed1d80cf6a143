import {mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseLabelMap} from '@oid/label-map';
import {renderSampleRelease, serveSampleRelease} from '@oid/sample-release';
import type {SampleServer} from '@oid/sample-release';
import {decodeDetectionExample} from '@oid/tfrecord';
import {readRecords} from '@oid/tfrecord/node';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createConsole} from './console.ts';
import type {FlowOptions} from './options.ts';
import {prepareData} from './prepare-data.ts';
import type {PreparedData} from './prepare-data.ts';
import {StageLog} from './stage-log.ts';
import {createStageRunner} from './stage-runner.ts';

let folder = '';
let server: SampleServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oid-flow-'));
  await renderSampleRelease(join(folder, 'release'), {train: 16, validation: 4});
  server = await serveSampleRelease(join(folder, 'release'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, {recursive: true});
});

async function prepare(out: string, options: Partial<FlowOptions & {inputSize: number}> = {}): Promise<PreparedData> {
  const console = createConsole({isTTY: false, write: () => true} as unknown as NodeJS.WriteStream);
  const signal = new AbortController().signal;
  const log = await StageLog.open(out);
  const given: FlowOptions & {inputSize: number} = {
    release: server.url,
    out,
    classes: [],
    branches: [],
    config: undefined,
    set: [],
    epochs: 1,
    minutes: undefined,
    defaultMinutes: 1,
    inputSize: 64,
    batch: 4,
    learningRate: 0.01,
    backend: 'cpu',
    seed: 1,
    json: undefined,
    ...options,
  };
  return prepareData(given, out, {run: createStageRunner({log, console, signal}), console, signal});
}

/** Every file that must not depend on how often the flow was stopped. */
async function outcome(out: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const part of ['images', 'records', 'label_map.pbtxt']) {
    const entries =
      part === 'label_map.pbtxt'
        ? [part]
        : (await readdir(join(out, part), {recursive: true, withFileTypes: true}))
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1));
    for (const path of entries) files[path] = (await readFile(join(out, path))).toString('base64');
  }
  return files;
}

describe('prepareData', () => {
  test('turns a release on a server that misbehaves into records, and journals every photo that failed', async () => {
    const out = join(folder, 'whole');
    const {images, records, selection} = await prepare(out);
    expect(images).toEqual({asked: 20, ok: 14, failed: {absent: 2, removed: 1, network: 1, changed: 1, corrupt: 1}});
    expect(records.map(({split, records: count}) => [split, count])).toEqual([
      ['train', 10],
      ['validation', 4],
    ]);

    const labelMap = parseLabelMap(await readFile(join(out, 'label_map.pbtxt'), 'utf8'));
    expect(labelMap.items.map(({name}) => name)).toEqual(selection.classes.map(({mid}) => mid));
    for await (const bytes of readRecords(records[0]?.files[0] as string)) {
      const {labels, texts, boxes, size} = decodeDetectionExample(bytes);
      expect(boxes).toHaveLength(4 * labels.length);
      expect(Math.max(size.height, size.width)).toBeLessThanOrEqual(256);
      expect([...labels].map((label) => labelMap.items[label - 1]?.name)).toEqual(texts);
    }

    const asked = server.requests.length;
    const again = await outcome(out);
    await prepare(out);
    expect(await outcome(out)).toEqual(again);
    // A network failure is worth another try; nothing else is asked for again.
    const cutOff = [...server.faults].find(([, fault]) => fault === 'cut-off')?.[0];
    const photosAskedAgain = server.requests.slice(asked).filter(({path}) => path.startsWith('/originals/'));
    expect(new Set(photosAskedAgain.map(({path}) => path))).toEqual(new Set([`/originals/${cutOff}.jpg`]));
  });

  test('keeps a branch with everything below it', async () => {
    const {selection} = await prepare(join(folder, 'branch'), {branches: ['Vehicle']});
    const names = selection.classes.map(({name}) => name);
    expect(names).toContain('Car');
    expect(names).not.toContain('Apple');
  });

  test('names the nearest class for one that the release lacks', async () => {
    await expect(prepare(join(folder, 'unknown'), {classes: ['Bananna']})).rejects.toThrow(/Banana/);
  });
});
