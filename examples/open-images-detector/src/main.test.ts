import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {access, cp, mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {renderSampleRelease, serveSampleRelease} from '@oid/sample-release';
import type {SampleServer} from '@oid/sample-release';
import {decodeRgb} from '@oid/imaging';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {FlowReport} from './flow.ts';

const RECIPE = '--epochs 6 --input-size 64 --batch 2 --learning-rate 0.002'.split(' ');
const STAGES = ['metadata', 'selection', 'photos', 'label map', 'records', 'anchors', 'train', 'evaluate', 'detect', 'draw'];
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let folder = '';
let server: SampleServer;
beforeAll(async () => {
  await access(MAIN); // the program is tested as it is shipped: build first
  folder = await mkdtemp(join(tmpdir(), 'oid-flow-'));
  await renderSampleRelease(join(folder, 'release'), {train: 5, validation: 3});
  server = await serveSampleRelease(join(folder, 'release'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, {recursive: true});
});

/** Runs the program; `stop` may end it when a line of its output fits. */
function runMain(
  out: string,
  stop?: {at: RegExp; signal: 'SIGKILL' | 'SIGINT'},
  recipe: readonly string[] = RECIPE,
): Promise<{code: number | null; output: string}> {
  const fixed = ['--release', server.url, '--out', out, '--json', join(out, 'copy.json'), '--backend', 'wasm'];
  const child = spawn(process.execPath, [MAIN, ...fixed, ...recipe]);
  let output = '';
  let stopped = false;
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (!stopped && stop?.at.test(output) === true) stopped = child.kill(stop.signal);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({code, output})));
}

/** What must not depend on how often the program was stopped. */
async function outcome(out: string): Promise<Record<string, string>> {
  const files = (await readdir(out, {recursive: true})).filter((path) =>
    /^(?:images|records)\/.*[^/]\.jpg$|^records\/|^label_map/.test(path),
  );
  return Object.fromEntries(
    await Promise.all(files.toSorted().map(async (path) => [path, (await readFile(join(out, path))).toString('base64')])),
  );
}

/** SHA-256 of the weights of the newest checkpoint of a flow's only run. */
async function weightsOf(out: string): Promise<string> {
  const files = (await readdir(join(out, 'runs'), {recursive: true})).filter((path) => path.endsWith('.data-00000-of-00001'));
  return createHash('sha256')
    .update(await readFile(join(out, 'runs', files.toSorted().at(-1) as string)))
    .digest('hex');
}

describe('the program', () => {
  test('goes from tables to drawn detections, and says so in its report', async () => {
    const out = join(folder, 'whole');
    const {code, output} = await runMain(out);
    expect(output).toMatch(/^done in .*mAP@0\.5/m);
    expect(code).toBe(0);
    const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as FlowReport;
    expect(report).toMatchObject({
      backend: 'wasm',
      images: {asked: 8, ok: 6, failed: {absent: 1, removed: 1}},
      records: {train: 3, validation: 3},
    });
    expect(report.train.lastLoss).toBeLessThan(report.train.firstLoss);
    expect(report.eval.mAP50).toBeGreaterThanOrEqual(0);
    expect(report.anchors.share).toBeGreaterThan(0);
    expect(Object.keys(report.seconds)).toEqual(STAGES);
    expect(await readFile(join(out, 'copy.json'), 'utf8')).toBe(await readFile(join(out, 'report.json'), 'utf8'));
    expect((await decodeRgb(await readFile(join(out, 'detections.png')))).size.width).toBeGreaterThan(320);
    expect(await readFile(join(out, 'loss.svg'), 'utf8')).toContain('<svg');
  });

  test('writes the config that it trained by, and trains by it again to the same bytes', async () => {
    const [out, again] = [join(folder, 'whole'), join(folder, 'again')];
    const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as FlowReport;
    const config = join(out, report.train.config);
    const text = await readFile(config, 'utf8');
    // Three records, six epochs, batches of two.
    for (const line of [
      'num_steps: 9',
      'total_steps: 9',
      'batch_size: 2',
      'learning_rate_base: 0.002',
      'label_map_path: "label_map.pbtxt"',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toContain('input_path: "records/train-?????-of-00001"\n');
    expect(Object.keys(report.eval.metrics)).toContain('DetectionBoxes_Precision/mAP');
    await cp(out, again, {recursive: true, filter: (path) => !/stages\.json$|[/\\]runs/.test(path)});
    expect((await runMain(again, undefined, ['--config', config])).code).toBe(0);
    expect(await weightsOf(again)).toEqual(await weightsOf(out));
    const second = JSON.parse(await readFile(join(again, 'report.json'), 'utf8')) as FlowReport;
    expect(await readFile(join(again, second.train.config), 'utf8')).toBe(text);
  });

  test('trains for a time, changed by --set, and leaves a config with the steps that it took', async () => {
    const out = join(folder, 'timed');
    await cp(join(folder, 'whole'), out, {recursive: true, filter: (path) => !/stages\.json$|[/\\]runs/.test(path)});
    const words = ['--minutes', '0.03', '--input-size', '64', '--set', 'train_config.batch_size=1', 'toy_ssd.focal_gamma=1'];
    expect((await runMain(out, undefined, words)).output).toMatch(/^train +ToySSD at 64×64, batch 1, 0.03 minutes$/m);
    const {train} = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as FlowReport;
    const text = await readFile(join(out, train.config), 'utf8');
    expect(text).toContain(`num_steps: ${train.steps}\n`);
    expect(text).toContain(`total_steps: ${train.steps}\n`);
    expect(text).toContain('focal_gamma: 1.0\n');
  });

  test('killed in one stage after the other, it goes on and ends with the same bytes', async () => {
    const out = join(folder, 'killed');
    for (const stage of ['metadata', 'photos', 'records', 'train', 'detect']) {
      expect((await runMain(out, {at: new RegExp(`^${stage} `, 'm'), signal: 'SIGKILL'})).code).toBeNull();
    }
    expect((await runMain(out)).code).toBe(0);
    expect(await outcome(out)).toEqual(await outcome(join(folder, 'whole')));
    expect(await weightsOf(out)).toEqual(await weightsOf(join(folder, 'whole')));
  });

  test('interrupted, it stops in good order and says how to go on', async () => {
    const out = join(folder, 'interrupted');
    const {code, output} = await runMain(out, {at: /^train /m, signal: 'SIGINT'});
    expect(output).toMatch(/Run the same command again/);
    expect(code).toBe(130);
    expect((await runMain(out)).output).toMatch(/^done in/m);
  });

  test('ends with a typed message when the release is not there', async () => {
    const child = spawn(process.execPath, [MAIN, '--release', join(folder, 'nowhere'), '--out', join(folder, 'lost')]);
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(output).toMatch(/^openimages-metadata\/missing-table: .*nowhere has no class list/m);
    expect(code).toBe(1);
  });
});
