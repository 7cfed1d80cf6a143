// Runs TensorFlow.js's own specs on the backend `onnx`, with every kernel on ONNX Runtime and with the default threshold, and prints the counts.
// Arguments: --threshold N (that one only), --filter REGEXP (full names of specs), --json (one line per run).
import {fork} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {build} from 'rolldown';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const {values} = parseArgs({options: {threshold: {type: 'string', multiple: true}, filter: {type: 'string'}, json: {type: 'boolean'}}});
const core = fileURLToPath(import.meta.resolve('@tensorflow/tfjs-core')).replace(/[^/\\]+$/, '');

const folder = here('../../node_modules/.cache/conformance/');
mkdirSync(folder, {recursive: true});
const bundle = `${folder}specs.mjs`;
await build({
  input: here('entry.ts'),
  output: {file: bundle, format: 'esm'},
  platform: 'node',
  logLevel: 'silent',
  treeshake: false, // the core's list of side effects would drop every spec
  external: [/^jasmine-core/, 'node-fetch', 'onnxruntime-node'],
  resolve: {
    mainFields: ['module', 'main'],
    conditionNames: ['@oid/source', 'import', 'default'],
    alias: {'@tensorflow/tfjs-core/dist': core.replace(/[/\\]$/, ''), '@tensorflow/tfjs-core': `${core}index.js`},
  },
});

let failed = 0;
for (const threshold of values.threshold ?? ['1', '4096']) {
  const counts = await new Promise((resolve, reject) => {
    const child = fork(here('specs.mjs'), [bundle, values.filter ?? ''], {env: {...process.env, OID_THRESHOLD: threshold}});
    let result;
    child.on('message', (message) => (result = message));
    child.on('error', reject);
    child.on('exit', (code) =>
      result === undefined ? reject(new Error(`The specs ended with code ${code} and no counts.`)) : resolve(result),
    );
  });
  failed += counts.failed + (counts.passed === 0 ? 1 : 0);
  if (values.json) console.log(JSON.stringify({threshold: Number(threshold), ...counts}));
  else
    console.log(
      `threshold ${threshold}: ${counts.passed} passed, ${counts.failed} failed, ${counts.pending} pending (${counts.seconds} s)`,
    );
}
process.exitCode = failed === 0 ? 0 : 1;
