/**
 * Speed of the engines: training of ToySSD and SSD MobileNet V1, the latter's forward pass and its depthwise convolutions, and the matrix product
 * that shows what the machine can do.
 *
 *   OID_PYTHON=/path/to/python node bench/engine.mjs [--rounds 5] [--work gemm-1024,…] [--subject wasm,…] [--json FILE]
 *
 * The packages must be built. Every subject has a process of its own, which stays up between its turns; in each round every subject has one turn
 * of at least two seconds (0.4 for single layers). All subjects of a work get the same weights and data, and must give the same loss or outputs,
 * or the bench fails.
 */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {availableParallelism, tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {startSubject} from './engine/start-subject.mjs';
import {TOY_SSD_FLOPS, writeToySsdTask} from './engine/toyssd-task.mjs';

const TRAINING = ['wasm', 'oid-eager', 'oid-compiled', 'tfjs-node', 'pytorch'];
/** Takes half a minute a step, so it has one turn. */
const SLOW = 'wasm-stock';
const PEAK_MS = 400;
const WORKS = {
  'gemm-1024': {subjects: ['onnxruntime'], unit: 'GFLOPS', tolerance: 1e-4},
  'toyssd-train-256-b8': {subjects: [SLOW, ...TRAINING], unit: 'images/s', tolerance: 1e-3, batch: 8},
  'toyssd-train-256-b32': {subjects: TRAINING, unit: 'images/s', tolerance: 1e-3, batch: 32},
  'ssd-mobilenet-v1-train-300-b8': {subjects: ['oid-eager', 'oid-compiled'], unit: 'images/s', tolerance: 1e-3},
  ...layerWorks('forward', ['onnxruntime', 'onnxruntime-constant', 'oid-compiled']),
  ...layerWorks('backward', ['onnxruntime', 'oid-compiled']),
  'ssd-mobilenet-v1-forward-300': {subjects: ['wasm', 'oid-eager', 'oid-compiled', 'onnxruntime'], unit: 'images/s', tolerance: 1e-3},
};

/** The depthwise convolutions of MobileNet V1 at batch 1 and 8, and the 1x1 convolutions behind them as the measure. */
function layerWorks(direction, subjects) {
  return Object.fromEntries(
    [1, 8].flatMap((batch) => [
      [`depthwise-mobilenet-v1-${direction}-b${batch}`, {subjects, unit: 'GFLOPS', tolerance: 1e-4}],
      [`pointwise-mobilenet-v1-${direction}-b${batch}`, {subjects: ['onnxruntime'], unit: 'GFLOPS', tolerance: 1e-4}],
    ]),
  );
}

const {values: args} = parseArgs({
  options: {
    rounds: {type: 'string', default: '5'},
    seconds: {type: 'string', default: '40'},
    work: {type: 'string'},
    subject: {type: 'string'},
    json: {type: 'string'},
  },
});
const rounds = Number(args.rounds);
const works = args.work?.split(',') ?? Object.keys(WORKS);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const gflopsOf = (imagesPerSecond) => (imagesPerSecond * TOY_SSD_FLOPS) / 1e9;
const percent = (share) => `${(100 * share).toFixed(0)} %`;

const rates = [];
for (const work of works) {
  const {subjects: names, unit, tolerance, batch} = WORKS[work];
  const folder = mkdtempSync(join(tmpdir(), 'oid-bench-engine-'));
  const subjects = [];
  try {
    if (batch !== undefined) await writeToySsdTask(folder, batch);
    for (const name of names.filter((name) => args.subject?.split(',').includes(name) ?? true)) {
      const subject = await startSubject(name, work, folder);
      if (subject.missing === undefined) subjects.push({name, ...subject, rates: []});
      else console.log(`${work}: ${name} is left out: ${subject.missing.split('. ')[0]}`);
    }
    const expected = subjects[0]?.check;
    for (const {name, check} of subjects) {
      if (!(Math.abs(check - expected) <= tolerance * Math.abs(expected)))
        throw new Error(`${work}: ${name} gives ${check}, not ${expected}`);
    }
    const compiled = batch === undefined ? undefined : subjects.find(({name}) => name === 'oid-compiled');
    const peak = compiled === undefined ? undefined : await startSubject('onnxruntime', 'gemm-1024', folder);
    if (peak !== undefined) subjects.push(peak);
    const [peaks, shares] = [[], []];
    const samplePeak = async () => {
      const {rate} = await peak.turn(PEAK_MS);
      peaks.push(rate);
      return rate;
    };
    const start = performance.now();
    for (let round = 0; round < rounds && (round < 2 || performance.now() - start < 1000 * Number(args.seconds)); round++) {
      for (const subject of subjects) {
        if (subject === peak || (subject.name === SLOW && round > 0)) continue;
        const before = subject === compiled ? await samplePeak() : undefined;
        const {rate} = await subject.turn();
        subject.rates.push(rate);
        if (before !== undefined) shares.push((2 * gflopsOf(rate)) / (before + (await samplePeak())));
      }
    }
    for (const subject of subjects) {
      if (subject === peak) continue;
      const {peakBytes} = await subject.stop();
      const value = median(subject.rates);
      const {name, version, firstSeconds} = subject;
      rates.push({work, subject: name, value, unit, version, firstSeconds, peakBytes});
      if (batch !== undefined && name === 'oid-compiled') {
        const best = gflopsOf(Math.max(...subject.rates)) / Math.max(...peaks);
        rates.push({work, subject: 'oid-compiled-gflops', value: gflopsOf(value), unit: 'GFLOPS', share: median(shares), best});
        rates.push({work, subject: 'onnxruntime-gemm-1024', value: median(peaks), unit: 'GFLOPS'});
      }
    }
  } finally {
    for (const {kill} of subjects) kill();
    rmSync(folder, {recursive: true, force: true});
  }
}

const rateOf = (work, subject) => rates.find((rate) => rate.work === work && rate.subject === subject)?.value;
const times = (value) => (value === undefined || Number.isNaN(value) ? '' : `${value.toPrecision(3)} ×`);
const rows = rates.map(({work, subject, value, unit, version, firstSeconds, peakBytes, share, best}) => {
  const compiled = rateOf(work, 'oid-compiled');
  const isRival = unit !== 'GFLOPS' && subject !== 'oid-compiled' && compiled !== undefined;
  return {
    work,
    subject: version === undefined ? subject : `${subject} ${version}`,
    median: Number(value.toPrecision(4)),
    unit,
    'oid-compiled to it': isRival ? times(compiled / value) : '',
    'of the GEMM rate': share === undefined ? '' : `${percent(share)}, best ${percent(best)}`,
    'first call s': firstSeconds === undefined ? '' : Number(firstSeconds.toFixed(2)),
    'peak MB': peakBytes === undefined ? '' : Math.round(peakBytes / 1e6),
  };
});
console.log(`Medians of up to ${rounds} interleaved turns, ${availableParallelism()} threads, Node ${process.versions.node}`);
console.table(rows);
if (args.json !== undefined) {
  writeFileSync(
    args.json,
    `${JSON.stringify(
      rates.map(({work, subject, value, unit}) => ({work, subject, value, unit})),
      null,
      2,
    )}\n`,
  );
}
