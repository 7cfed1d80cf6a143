/** One subject of bench/engine.mjs: node subject.mjs NAME WORK FOLDER. Says that it is warm, then answers `turn`, `turn MS` and `stop`. */
import {createInterface} from 'node:readline';
import {importBuilt, requireFrom, tf} from './packages.mjs';

const [name, work, folder] = process.argv.slice(2);
const isLayers = /^(depth|point)wise-/.test(work);
const TURN_MS = isLayers ? 400 : 2000;
/** Too slow for a second run before its only turn. */
const SLOW = 'wasm-stock';

/** What a work's function goes through, and the version to print. */
async function startEngine() {
  if (name.startsWith('oid-')) {
    const {compile, onnxAvailability} = await importBuilt('tfjs-onnx');
    const {available, error} = onnxAvailability();
    if (!available) throw error;
    await tf.setBackend('onnx');
    const freezeVariables = !work.includes('-train-');
    return {through: name === 'oid-compiled' ? (run) => compile(run, {freezeVariables}) : (run) => run};
  }
  if (name === SLOW) {
    const {startStockWasm} = await import('./stock-wasm.mjs');
    await startStockWasm();
    return {through: (run) => run, version: tf.version_core};
  }
  const {startRuntime} = await importBuilt('runtime');
  await startRuntime({backend: name === 'tfjs-node' ? 'tensorflow' : name});
  return {through: (run) => run, version: tf.version_core};
}

async function createWork() {
  if (isLayers) {
    const {createDepthwiseWork} = await import('./depthwise.mjs');
    return createDepthwiseWork(name, work);
  }
  if (name === 'onnxruntime') {
    const {createExportedWork, createGemmWork} = await import('./onnx-runtime.mjs');
    const {version} = requireFrom('tfjs-onnx')('onnxruntime-node/package.json');
    return {version, ...(work === 'gemm-1024' ? await createGemmWork() : await createExportedWork())};
  }
  const {through, version} = await startEngine();
  if (work.startsWith('toyssd')) {
    const {createToySsdWork} = await import('./toyssd.mjs');
    return {version, ...(await createToySsdWork(folder, through))};
  }
  const {createSsdMobileNetTraining, createSsdMobileNetWork} = await import('./ssd-mobilenet.mjs');
  const batch = /-train-300-b(\d+)/.exec(work)?.[1];
  return {version, ...(await (batch === undefined ? createSsdMobileNetWork(through) : createSsdMobileNetTraining(Number(batch), through)))};
}

const answer = (values) => process.stdout.write(`${JSON.stringify(values)}\n`);

const {
  version,
  perRun,
  run,
  check = (value) => value,
  describe,
} = await createWork().catch((error) => {
  answer({missing: error.message});
  process.exit();
});
const start = performance.now();
const first = check(await run());
const firstSeconds = (performance.now() - start) / 1000;
const refused = describe?.();
if (refused !== undefined) throw new Error(refused);
if (name !== SLOW) await run();
answer({version, check: first, firstSeconds});
for await (const word of createInterface({input: process.stdin})) {
  if (word === 'stop') break;
  const turnMs = Number(word.split(' ')[1] ?? TURN_MS);
  const begin = performance.now();
  let runs = 0;
  for (; performance.now() - begin < turnMs; runs++) await run();
  answer({rate: (1000 * runs * perRun) / (performance.now() - begin)});
}
answer({peakBytes: process.resourceUsage().maxRSS * 1024});
process.exit();
