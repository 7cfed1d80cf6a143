/**
 * COCO's twelve numbers of 5,000 images × 100 detections × 80 classes: @oid/metrics, pycocotools, faster-coco-eval.
 *
 *   OID_PYTHON=/path/to/python node bench/coco.mjs [--rounds 5] [--images 5000] [--json FILE]
 *
 * The packages must be built. Every subject runs in turn in each round. Two works: `coco-5000`, from data in memory (ours: the parsed JSON,
 * with its grouping by image inside the time; the rivals': their COCO objects, already indexed) to the numbers; `coco-5000-files`, from the two JSON
 * files to the numbers. All subjects must agree to 1e-9, or the bench fails.
 */
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {createRandom} from '../packages/core/dist/index.js';
import {COCO_NUMBERS, evaluateCoco, parseCocoInstances, parseCocoResults} from '../packages/metrics/dist/index.js';
import {startPythonRival} from './python-rival.mjs';
import {boundedRounds, median} from './rounds.mjs';

const {values: args} = parseArgs({
  options: {rounds: {type: 'string', default: '5'}, images: {type: 'string', default: '5000'}, json: {type: 'string'}},
});
const rounds = Number(args.rounds);
const imageCount = Number(args.images);
const RIVALS = ['pycocotools', 'faster-coco-eval'];
const AIMS = {pycocotools: 5, 'faster-coco-eval': 1};

/** About seven truths an image, one in fifty a crowd; a tenth of the detections near one. Boxes in hundredths of a pixel. */
function makeData() {
  const random = createRandom(20180113);
  const [width, height] = [640, 480];
  const round = (value) => Math.round(value * 100) / 100;
  const box = () => {
    const w = 4 + (width / 2) * random.uniform() ** 2;
    const h = 4 + (height / 2) * random.uniform() ** 2;
    return [(width - w) * random.uniform(), (height - h) * random.uniform(), w, h].map(round);
  };
  const categories = Array.from({length: 80}, (_, k) => ({id: k + 1, name: `class ${k + 1}`}));
  const images = Array.from({length: imageCount}, (_, k) => ({id: 1000 + k, width, height}));
  const annotations = [];
  const results = [];
  for (const {id} of images) {
    const own = [];
    for (let k = random.integer(15); k > 0; k--) {
      const bbox = box();
      const iscrowd = random.uniform() < 0.02 ? 1 : 0;
      own.push({
        id: annotations.length + own.length + 1,
        image_id: id,
        category_id: 1 + random.integer(80),
        bbox,
        area: bbox[2] * bbox[3],
        iscrowd,
      });
    }
    annotations.push(...own);
    for (let k = 0; k < 100; k++) {
      const near = own.length > 0 && random.uniform() < 0.1 ? own[random.integer(own.length)] : undefined;
      const bbox = near === undefined ? box() : near.bbox.map((value) => round(Math.max(0, value + 6 * random.normal())));
      const score = Math.round((near === undefined ? random.uniform() ** 3 : random.uniform()) * 1e5) / 1e5;
      results.push({image_id: id, category_id: near?.category_id ?? 1 + random.integer(80), bbox, score});
    }
  }
  return {instances: {images, categories, annotations}, results};
}

const folder = mkdtempSync(join(tmpdir(), 'oid-bench-coco-'));
try {
  const {instances, results} = makeData();
  const files = [join(folder, 'instances.json'), join(folder, 'results.json')];
  writeFileSync(files[0], JSON.stringify(instances));
  writeFileSync(files[1], JSON.stringify(results));
  const ours = async (work) => {
    const start = performance.now();
    const {summary} =
      work === 'memory'
        ? evaluateCoco(instances, results)
        : evaluateCoco(parseCocoInstances(readFileSync(files[0], 'utf8')), parseCocoResults(readFileSync(files[1], 'utf8')));
    const seconds = (performance.now() - start) / 1000;
    return {seconds, stats: COCO_NUMBERS.map((name) => (Number.isNaN(summary[name]) ? -1 : summary[name]))};
  };
  const subjects = [{name: 'oid', run: ours, stop: () => {}}];
  for (const name of RIVALS) {
    const rival = await startPythonRival('coco.py', [name, ...files]);
    if (rival.missing === undefined) subjects.push({name, run: rival.ask, ...rival});
    else console.log(`${name} is left out: ${rival.missing}`);
  }
  const rates = [];
  for (const work of ['memory', 'files']) {
    const times = subjects.map(() => []);
    let expected;
    for (const round of boundedRounds(rounds)) {
      for (const [index, {name, run}] of subjects.entries()) {
        const {seconds, stats} = await run(work);
        times[index].push(seconds);
        expected ??= stats;
        if (stats.some((value, k) => !(Math.abs(value - expected[k]) <= 1e-9)))
          throw new Error(`${name}, round ${round}: gives ${stats.join(', ')}, not ${expected.join(', ')}`);
      }
    }
    for (const [index, {name}] of subjects.entries()) {
      const seconds = median(times[index]);
      rates.push({
        work: `coco-${imageCount}${work === 'files' ? '-files' : ''}`,
        subject: name,
        value: imageCount / seconds,
        unit: 'images/s',
        seconds,
      });
    }
  }
  for (const {stop} of subjects) stop();

  const rows = rates.map(({work, subject, value, seconds}) => {
    const oid = rates.find((rate) => rate.work === work && rate.subject === 'oid').value;
    const version = subjects.find(({name}) => name === subject).version;
    return {
      work,
      subject: version === undefined ? subject : `${subject} ${version}`,
      'images/s': Math.round(value),
      'median s': Number(seconds.toFixed(3)),
      'oid is faster by': subject === 'oid' ? '' : `${(oid / value).toFixed(1)} ×`,
      aim: AIMS[subject] === undefined ? '' : `${AIMS[subject]} ×`,
    };
  });
  console.log(`${imageCount} images, 100 detections each, 80 classes; medians of up to ${rounds} interleaved rounds`);
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
} finally {
  rmSync(folder, {recursive: true, force: true});
}
