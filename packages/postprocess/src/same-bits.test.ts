import {execFile} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {build} from 'vite';
import {describe, expect, test} from 'vitest';
import {goldenBits} from '../fixtures/golden-outputs.ts';
import type {MultiBoxGolden, MultiClassGolden} from '../fixtures/golden-outputs.ts';

const CHROMIUM = '/usr/bin/chromium';
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const multiClass = readFileSync(fixture('multi-class.json'), 'utf8');
const multiBox = readFileSync(fixture('multi-box-detection.json'), 'utf8');

describe(`in a browser (needs ${CHROMIUM})`, () => {
  test.skipIf(!existsSync(CHROMIUM))('every function gives the bits that it gives in Node', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'oid-same-bits-'));
    try {
      const page = join(folder, 'page.html');
      await writeFile(page, await pageWithResults());
      const options = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${folder}`, '--dump-dom', `file://${page}`];
      const {stdout} = await promisify(execFile)(CHROMIUM, options, {maxBuffer: 2 ** 26, timeout: 50_000});
      const found = /<pre id="bits">([^<]*)<\/pre>/.exec(stdout)?.[1];
      const expected = goldenBits(JSON.parse(multiClass) as MultiClassGolden, JSON.parse(multiBox) as MultiBoxGolden);
      expect(Object.keys(expected).length).toBeGreaterThan(100);
      expect(JSON.parse(found ?? '{}')).toEqual(expected);
    } finally {
      await rm(folder, {recursive: true, force: true, maxRetries: 5});
    }
  });
});

/** A page that runs the package on the golden inputs when it is opened, and writes down the bits of the results. */
async function pageWithResults(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: {conditions: ['@oid/source']},
    build: {write: false, target: 'es2023', lib: {entry: fixture('golden-outputs.ts'), formats: ['iife'], name: 'golden'}},
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  if (bundle === undefined || !('output' in bundle)) throw new TypeError('vite gave no bundle');
  const {code} = bundle.output[0];
  return `<!doctype html><meta charset="utf-8"><pre id="bits"></pre><script>${code.replaceAll('</', '<\\/')}
    document.getElementById('bits').textContent = JSON.stringify(golden.goldenBits(${multiClass}, ${multiBox}));</script>`;
}
