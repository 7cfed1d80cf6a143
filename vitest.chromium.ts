import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {build} from 'vite';

/** Where Debian puts it. */
export const CHROMIUM = '/usr/bin/chromium';

/** For `test.skipIf`: tests that need a browser show as skipped where there is none. */
export const NO_CHROMIUM: boolean = !existsSync(CHROMIUM);

/**
 * Runs a module in Chromium.
 *
 * @param entry - the module, TypeScript; workspace packages are taken from their sources.
 * @param expression - JavaScript that sees the module as `page`, such as `page.outputs(…)`; may be a promise of something that JSON can carry.
 * @returns the expression's value, as JSON carries it.
 * @throws what the page threw, as a string.
 */
export async function inChromium(entry: URL, expression: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'oid-chromium-'));
  try {
    const path = join(folder, 'page.html');
    await writeFile(path, pageOf(await bundle(entry), expression));
    const options = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${folder}`,
      '--virtual-time-budget=30000',
      '--dump-dom',
    ];
    const {stdout} = await promisify(execFile)(CHROMIUM, [...options, `file://${path}`], {maxBuffer: 2 ** 27, timeout: 50_000});
    const shown = /<pre id="result">([^<]*)<\/pre>/.exec(stdout)?.[1] ?? '';
    const {value, error} = JSON.parse(decodeURIComponent(shown) || '{"error": "the page gave no result"}') as {
      value?: unknown;
      error?: string;
    };
    if (error !== undefined) throw new Error(error);
    return value;
  } finally {
    await rm(folder, {recursive: true, force: true, maxRetries: 5});
  }
}

async function bundle(entry: URL): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: {conditions: ['@oid/source', 'browser', 'module', 'import', 'default']},
    build: {write: false, target: 'es2023', minify: false, lib: {entry: fileURLToPath(entry), formats: ['iife'], name: 'page'}},
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !('output' in output)) throw new TypeError('vite gave no bundle');
  return output.output[0].code;
}

/** The result is percent-encoded, so that nothing in it can end the element. */
function pageOf(code: string, expression: string): string {
  const show = `(result) => { document.getElementById('result').textContent = encodeURIComponent(JSON.stringify(result)); }`;
  const run = `(async () => (${expression}))().then((value) => ({value}), (error) => ({error: String(error)})).then(${show});`;
  return `<!doctype html><meta charset="utf-8"><pre id="result"></pre><script>${`${code}\n${run}`.replaceAll('</', '<\\/')}</script>`;
}
