import {cp, mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {readJournal} from '@oid/downloader';
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
import {journalPath, localOriginals} from './stages/photos.ts';

let folder = '';
let server: SampleServer;
let told = '';
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
  told = '';
  const console = createConsole({isTTY: false, write: (text: string) => (told += text) !== ''} as unknown as NodeJS.WriteStream);
  const signal = new AbortController().signal;
  const log = await StageLog.open(out);
  const given: FlowOptions & {inputSize: number} = {
    release: server.url,
    out,
    classes: [],
    branches: [],
    exclude: [],
    limitPerClass: undefined,
    sample: undefined,
    sources: ['original'],
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

  test('leaves classes out, draws by the seed, and does again what a changed request asks for', async () => {
    const out = join(folder, 'drawn');
    const wanted = {branches: ['Vehicle'], exclude: ['Car'], sample: 4};
    const first = await prepare(out, wanted);
    expect(told).toMatch(/^selection +Vehicle and below; without Car; at most 4 photos a split$/m);
    expect(first.selection.classes.map(({name}) => name)).not.toContain('Car');
    expect(first.selection.splits[0]).toMatchObject({split: 'train', images: 4});
    const ids = async (): Promise<string[]> => (await readFile(join(out, 'points/train.ndjson'), 'utf8')).match(/"imageId":"\w+"/g) ?? [];
    const drawn = await ids();

    await prepare(out, {...wanted, seed: 2});
    expect(await ids()).not.toEqual(drawn);
    const limited = await prepare(out, {...wanted, sample: undefined, limitPerClass: 1});
    expect(limited.selection.splits[0]?.images).toBeLessThan(4);
    expect(limited.recordsHash).not.toBe(first.recordsHash);
    expect((await prepare(out, wanted)).recordsHash).toBe(first.recordsHash);
  });

  test('asks the sources of its list, and writes the records again when the photos are others', async () => {
    const out = join(folder, 'sources');
    const asked = server.requests.length;
    const fromThumbnails = await prepare(out, {sources: ['thumbnail', 'original'], sample: 6});
    const sources = new Set([...(await readJournal(journalPath(out, 'train'))).values()].map((entry) => (entry.ok ? entry.source : '')));
    expect(sources).toContain('thumbnail');
    expect(server.requests.slice(asked).some(({path}) => path.startsWith('/thumbnails/'))).toBe(true);
    expect(told).toMatch(/shrink, from thumbnail, then original$/m);

    const narrower = await prepare(out, {sources: ['thumbnail', 'original'], sample: 6, inputSize: 300});
    expect(narrower.images).toEqual(fromThumbnails.images);
    expect(narrower.recordsHash).not.toBe(fromThumbnails.recordsHash);
  });

  test('takes originals from a release folder, and tells what its splits share', async () => {
    const release = join(folder, 'leaking');
    await cp(join(folder, 'release'), release, {recursive: true});
    const [train, validation] = ['train/train-images-boxable-with-rotation.csv', 'validation/validation-images-with-rotation.csv'];
    const trainRow = (await readFile(join(release, train), 'utf8')).split('\n')[1]?.split(',') ?? [];
    const table = (await readFile(join(release, validation), 'utf8')).split('\n');
    // The first photo of validation is the file of one of train.
    const row = table[1]?.split(',') ?? [];
    for (const column of [2, -4, -3]) row.splice(column, 1, trainRow.at(column) as string);
    table[1] = row.join(',');
    await writeFile(join(release, validation), table.join('\n'));

    expect(localOriginals(release)).toBe(join(release, 'originals'));
    const {selection, images} = await prepare(join(folder, 'local'), {release});
    expect(selection.shared).toEqual({images: 0, files: 1});
    expect(told).toMatch(/; leakage between splits: photos 0, files 1 \(leakage\.json\)/);
    expect(images.ok).toBeGreaterThan(12);
  });

  test('knows the published releases by their ids', async () => {
    expect(localOriginals('v7')).toBeUndefined();
    await expect(prepare(join(folder, 'boxless'), {release: 'v1'})).rejects.toThrow(/--release .*a release with boxes/);
  });

  test('names the nearest class for one that the release lacks', async () => {
    await expect(prepare(join(folder, 'unknown'), {classes: ['Bananna']})).rejects.toThrow(/Banana/);
  });
});
