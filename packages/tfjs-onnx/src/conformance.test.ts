import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';

const runner = fileURLToPath(new URL('../test/conformance/run.mjs', import.meta.url));

test("TensorFlow.js's own specs pass with every kernel on ONNX Runtime, and with the default threshold", {timeout: 600_000}, async () => {
  const {stdout} = await promisify(execFile)(process.execPath, [runner, '--json'], {maxBuffer: 2 ** 26});
  const runs = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as {threshold: number; passed: number; failed: number});
  for (const {threshold, passed, failed} of runs) console.log(`conformance, threshold ${threshold}: ${passed} passed, ${failed} failed`);
  expect(runs.map(({threshold, failed}) => ({threshold, failed}))).toEqual([
    {threshold: 1, failed: 0},
    {threshold: 4096, failed: 0},
  ]);
  expect(Math.min(...runs.map(({passed}) => passed))).toBeGreaterThan(4000);
});
