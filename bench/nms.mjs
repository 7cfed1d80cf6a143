/**
 * Decoding and non-maximum suppression of one image: @oid/postprocess, torchvision's batched_nms, tfjs' nonMaxSuppressionAsync class by class.
 *
 *   OID_PYTHON=/path/to/python node bench/nms.mjs [--rounds 7] [--work nms-1917x90] [--json FILE]
 *
 * The packages must be built. Subjects take turns, one a round (four in the small works), from the same box encodings, anchors and scores
 * (after the sigmoid) in memory, to boxes, scores and classes. `nms-NxK` is N anchors and K classes. A candidate is a pair of anchor and class
 * with a score above 0.01; it is dropped at an IoU above 0.5 with a better one of its class. The result is the best 100 of all classes:
 *
 * - `oid` is asked for these 100 (`maxDetectionsPerClass` and `maxTotalDetections` 100), and stops when it has them;
 * - `oid, all kept` keeps every box that survives, without limits: the work that batched_nms does, which knows no limit;
 * - `torchvision` decodes all anchors, takes candidates by a mask, runs batched_nms and cuts its result to 100;
 * - `tfjs-cpu` and `tfjs-wasm` decode all anchors and ask for 100 of each class, one call a class, then merge.
 *
 * The scores of the 100 must agree between subjects, and the count of all kept between ours and torchvision's (one in a thousand may differ, where
 * rounding in the decoding puts an IoU on the other side of the threshold).
 */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import {createRandom} from '../packages/core/dist/index.js';
import {selectDetections} from '../packages/postprocess/dist/index.js';
import {startPythonRival} from './python-rival.mjs';
import {boundedRounds, median} from './rounds.mjs';

const {values: args} = parseArgs({options: {rounds: {type: 'string', default: '7'}, work: {type: 'string'}, json: {type: 'string'}}});
const rounds = Number(args.rounds);
const SCORE_THRESHOLD = 0.01;
const IOU_THRESHOLD = 0.5;
const LIMIT = 100;
const WORKS = [
  {name: 'nms-1917x90', classes: 90, anchorsPerCell: 0, grids: [19, 10, 5, 3, 2, 1], turns: 4, aims: {torchvision: 2, tfjs: 10}},
  {name: 'nms-12804x8', classes: 8, anchorsPerCell: 6, grids: [40, 20, 10, 5, 3], turns: 4, aims: {torchvision: 2, tfjs: 10}},
  {name: 'nms-100000x80', classes: 80, anchorsPerCell: 5, grids: [124, 62, 27, 7, 1, 1], turns: 1, aims: {torchvision: 1.5}},
];

/** Anchors on grids as an SSD has them; 1917 has three a cell on the first grid and six on the others. */
function makeAnchors({grids, anchorsPerCell}) {
  const anchors = [];
  for (const [level, grid] of grids.entries()) {
    const scale = 0.1 + (0.85 * level) / (grids.length - 1);
    const count = anchorsPerCell || (level === 0 ? 3 : 6);
    for (let cell = 0; cell < grid * grid; cell++) {
      const [y, x] = [(Math.floor(cell / grid) + 0.5) / grid, ((cell % grid) + 0.5) / grid];
      for (let k = 0; k < count; k++) {
        const ratio = [1, 2, 0.5, 3, 1 / 3, 1.3][k];
        const [height, width] = [scale / Math.sqrt(ratio), scale * Math.sqrt(ratio)];
        anchors.push(y - height / 2, x - width / 2, y + height / 2, x + width / 2);
      }
    }
  }
  return Float32Array.from(anchors);
}

/** Twenty objects: anchors near one point to it and have its class; the rest of the logits are noise about -6.5. */
function makeImage(work) {
  const random = createRandom(20181115);
  const anchors = makeAnchors(work);
  const count = anchors.length / 4;
  const objects = Array.from({length: 20}, () => {
    const [height, width] = [0.08 + 0.5 * random.uniform() ** 2, 0.08 + 0.5 * random.uniform() ** 2];
    return {y: random.uniform(), x: random.uniform(), height, width, class: random.integer(work.classes)};
  });
  const encodings = new Float32Array(4 * count);
  const scores = new Float32Array(count * work.classes);
  for (let i = 0; i < count; i++) {
    const [ymin, xmin, ymax, xmax] = anchors.subarray(4 * i, 4 * i + 4);
    const [height, width, y, x] = [ymax - ymin, xmax - xmin, (ymin + ymax) / 2, (xmin + xmax) / 2];
    const near = objects.find(
      (object) =>
        Math.abs(object.y - y) < object.height / 3 &&
        Math.abs(object.x - x) < object.width / 3 &&
        Math.abs(Math.log(object.height / height)) < 0.7,
    );
    const target =
      near === undefined
        ? [0, 0, 0, 0]
        : [(10 * (near.y - y)) / height, (10 * (near.x - x)) / width, 5 * Math.log(near.height / height), 5 * Math.log(near.width / width)];
    for (let k = 0; k < 4; k++) encodings[4 * i + k] = target[k] + random.normal() * 0.7;
    for (let c = 0; c < work.classes; c++) {
      const logit = (near?.class === c ? 0 : -6.5) + 1.2 * random.normal();
      scores[i * work.classes + c] = 1 / (1 + Math.exp(-logit));
    }
  }
  return {
    anchors,
    encodings,
    scores,
    count,
    candidates: scores.reduce((sum, score) => sum + (score > Math.fround(SCORE_THRESHOLD) ? 1 : 0), 0),
  };
}

function ours(limit) {
  return ({image, work}) => {
    const start = performance.now();
    const found = selectDetections(image.scores, image.encodings, image.anchors, work.classes, {
      scoreThreshold: SCORE_THRESHOLD,
      iouThreshold: IOU_THRESHOLD,
      maxDetectionsPerClass: limit,
      maxTotalDetections: limit,
    });
    return {
      seconds: (performance.now() - start) / 1000,
      scores: [...found.scores.subarray(0, LIMIT)],
      kept: limit === Infinity ? found.count : undefined,
    };
  };
}

/** TensorFlow.js on one backend, from the packages' own installations. */
async function startTfjs(backend) {
  try {
    const from = new URL('../packages/runtime/package.json', import.meta.url);
    const load = (name) => import(pathToFileURL(createRequire(from).resolve(name)).href);
    const tf = (await load('@tensorflow/tfjs')).default;
    if (backend === 'wasm') {
      const wasm = await load('@tensorflow/tfjs-backend-wasm');
      (wasm.setWasmPaths ?? wasm.default.setWasmPaths)(
        createRequire(from)
          .resolve('@tensorflow/tfjs-backend-wasm')
          .replace(/[^/]*$/, ''),
      );
    }
    if (!(await tf.setBackend(backend))) return {missing: `backend ${backend} does not start`};
    await tf.ready();
    return {version: tf.version_core ?? tf.version.tfjs, run: (input) => runTfjs(tf, backend, input), stop: () => {}};
  } catch (error) {
    return {missing: error.message.split('\n')[0]};
  }
}

async function runTfjs(tf, backend, {image, work}) {
  await tf.setBackend(backend);
  const encodings = tf.tensor2d(image.encodings, [image.count, 4]);
  const anchors = tf.tensor2d(image.anchors, [image.count, 4]);
  const scores = tf.tensor2d(image.scores, [image.count, work.classes]);
  const start = performance.now();
  const [boxes, byClass] = tf.tidy(() => {
    const [ty, tx, th, tw] = tf.split(encodings, 4, 1);
    const [ymin, xmin, ymax, xmax] = tf.split(anchors, 4, 1);
    const [height, width] = [tf.sub(ymax, ymin), tf.sub(xmax, xmin)];
    const y = tf.add(tf.mul(tf.div(ty, 10), height), tf.div(tf.add(ymin, ymax), 2));
    const x = tf.add(tf.mul(tf.div(tx, 10), width), tf.div(tf.add(xmin, xmax), 2));
    const halfHeight = tf.div(tf.mul(tf.exp(tf.div(th, 5)), height), 2);
    const halfWidth = tf.div(tf.mul(tf.exp(tf.div(tw, 5)), width), 2);
    return [
      tf.concat([tf.sub(y, halfHeight), tf.sub(x, halfWidth), tf.add(y, halfHeight), tf.add(x, halfWidth)], 1),
      tf.unstack(scores, 1),
    ];
  });
  const found = [];
  for (const [c, classScores] of byClass.entries()) {
    const indices = await tf.image.nonMaxSuppressionAsync(boxes, classScores, LIMIT, IOU_THRESHOLD, SCORE_THRESHOLD);
    for (const row of await indices.data()) found.push({score: image.scores[row * work.classes + c], row, c});
    indices.dispose();
  }
  found.sort((a, b) => b.score - a.score).splice(LIMIT);
  const detections = tf.gather(
    boxes,
    found.map(({row}) => row),
  );
  await detections.data();
  const seconds = (performance.now() - start) / 1000;
  tf.dispose([encodings, anchors, scores, boxes, byClass, detections]);
  return {seconds, scores: found.map(({score}) => score)};
}

/** torchvision in a process of its own. */
async function startTorchvision(folder) {
  const rival = await startPythonRival('nms.py', [folder, String(SCORE_THRESHOLD), String(IOU_THRESHOLD), String(LIMIT)]);
  return rival.missing === undefined ? {...rival, run: ({work, image}) => rival.ask(`${work.name} ${image.count} ${work.classes}`)} : rival;
}

const folder = mkdtempSync(join(tmpdir(), 'oid-bench-nms-'));
const subjects = [
  {name: 'oid', run: ours(LIMIT), stop: () => {}},
  {name: 'oid, all kept', run: ours(Infinity), stop: () => {}},
];
try {
  for (const [name, start] of [
    ['torchvision', () => startTorchvision(folder)],
    ['tfjs-cpu', () => startTfjs('cpu')],
    ['tfjs-wasm', () => startTfjs('wasm')],
  ]) {
    const rival = await start();
    if (rival.missing === undefined) subjects.push({name, ...rival});
    else console.log(`${name} is left out: ${rival.missing}`);
  }
  const rates = [];
  const rows = [];
  for (const work of WORKS.filter(({name}) => args.work === undefined || args.work === name)) {
    const image = makeImage(work);
    for (const part of ['anchors', 'encodings', 'scores'])
      writeFileSync(join(folder, `${work.name}.${part}`), new Uint8Array(image[part].buffer));
    const times = subjects.map(() => []);
    const kept = subjects.map(() => undefined);
    let expected;
    // The first turn, in which code is compiled and memory taken, does not count.
    for (const turn of boundedRounds(rounds * work.turns, 1)) {
      for (const [index, {name, run}] of subjects.entries()) {
        const answer = await run({work, image});
        if (turn > 0) times[index].push(answer.seconds);
        kept[index] = answer.kept;
        expected ??= answer.scores;
        const differing = answer.scores.filter((score, k) => Math.abs(score - expected[k]) > 1e-6).length;
        if (answer.scores.length !== expected.length || differing > 2)
          throw new Error(`${work.name}: ${name} finds other detections (${differing} scores differ)`);
      }
    }
    const counts = kept.filter((count) => count !== undefined);
    if (Math.max(...counts) - Math.min(...counts) > Math.max(...counts) / 1000)
      throw new Error(`${work.name}: kept ${counts.join(' and ')}`);
    console.log(
      `${work.name}: ${image.count} anchors, ${work.classes} classes, ${image.candidates} candidates, ${counts.join(' and ')} kept of them`,
    );
    const [best, all] = times.map(median);
    for (const [index, {name, version}] of subjects.entries()) {
      const seconds = median(times[index]);
      rates.push({work: work.name, subject: name, value: 1 / seconds, unit: 'images/s'});
      const aim = work.aims[name.split('-')[0]];
      rows.push({
        work: work.name,
        subject: version === undefined ? name : `${name} ${version}`,
        'images/s': Number((1 / seconds).toPrecision(4)),
        'median ms': Number((seconds * 1000).toPrecision(4)),
        'oid is faster by': index < 2 ? '' : `${(seconds / best).toFixed(1)} ×`,
        'with all kept by': name !== 'torchvision' ? '' : `${(seconds / all).toFixed(1)} ×`,
        aim: aim === undefined ? '' : `${aim} ×`,
      });
    }
  }
  console.log(
    `Score above ${SCORE_THRESHOLD}, IoU ${IOU_THRESHOLD}, ${LIMIT} detections; medians of up to ${rounds} interleaved rounds; oid, node ${process.version}`,
  );
  console.table(rows);
  if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(rates, null, 2)}\n`);
} finally {
  for (const {stop} of subjects) stop();
  rmSync(folder, {recursive: true, force: true});
}
