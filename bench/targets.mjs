/**
 * Training targets of 32 images × 8,732 anchors (SSD300) × 20 boxes: @oid/boxes against torchvision's box_iou, SSDMatcher and BoxCoder.
 *
 *   OID_PYTHON=/path/to/python node bench/targets.mjs [--rounds 15] [--json FILE]
 *
 * The packages must be built. Both sides start from boxes in memory with the anchors ready, run in turn in each round, and must match the same
 * number of anchors with the same sum of codes, or the bench fails. torchvision uses as many threads as it likes, ours uses one.
 */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {createTargetAssigner, TARGET_ASSIGNER_PRESETS, tileAnchors} from '../packages/boxes/dist/index.js';
import {createRandom} from '../packages/core/dist/index.js';
import {startPythonRival} from './python-rival.mjs';
import {boundedRounds, median} from './rounds.mjs';

const {values: args} = parseArgs({options: {rounds: {type: 'string', default: '15'}, json: {type: 'string'}}});
const rounds = Number(args.rounds);
const [WORK, IMAGES, BOXES, AIM] = ['targets-8732', 32, 20, 2];

/** The 8,732 anchors of SSD300: six maps with 4, 6, 6, 6, 4 and 4 on a cell. */
function ssd300Anchors() {
  const maps = [38, 19, 10, 5, 3, 1];
  const scales = [0.07, 0.15, 0.33, 0.51, 0.69, 0.87, 1.05];
  const parts = maps.map((side, k) => {
    const ratios = k === 0 || k > 3 ? [2, 0.5] : [2, 0.5, 3, 1 / 3];
    const cell = {height: 1 / side, width: 1 / side};
    return tileAnchors(
      {height: side, width: side},
      {
        scales: [scales[k], Math.sqrt(scales[k] * scales[k + 1]), ...ratios.map(() => scales[k])],
        aspectRatios: [1, 1, ...ratios],
        baseSize: {height: 1, width: 1},
        stride: cell,
        offset: {height: cell.height / 2, width: cell.width / 2},
      },
    );
  });
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** Boxes from small to large, evenly in the logarithm of their sides. */
function makeImages() {
  const random = createRandom(20181101);
  const side = () => 0.04 * 20 ** random.uniform();
  return Array.from({length: IMAGES}, () => ({
    boxes: Float32Array.from(
      Array.from({length: BOXES}, () => {
        const [height, width] = [side(), side()];
        const [ymin, xmin] = [(1 - height) * random.uniform(), (1 - width) * random.uniform()];
        return [ymin, xmin, ymin + height, xmin + width];
      }).flat(),
    ),
    classes: Int32Array.from({length: BOXES}, () => 1 + random.integer(20)),
  }));
}

const folder = mkdtempSync(join(tmpdir(), 'oid-bench-targets-'));
try {
  const anchors = ssd300Anchors();
  const images = makeImages();
  writeFileSync(join(folder, 'anchors'), anchors);
  writeFileSync(join(folder, 'boxes'), Buffer.concat(images.map(({boxes}) => new Uint8Array(boxes.buffer))));
  writeFileSync(join(folder, 'classes'), Buffer.concat(images.map(({classes}) => new Uint8Array(classes.buffer))));
  const assigner = createTargetAssigner(anchors, TARGET_ASSIGNER_PRESETS.ssd);
  const ours = () => {
    const start = performance.now();
    const {classIds, boxTargets} = assigner.assignBatch(images);
    const seconds = (performance.now() - start) / 1000;
    const total = boxTargets.reduce((sum, code) => sum + Math.abs(code), 0);
    return {seconds, matched: classIds.reduce((sum, id) => sum + (id > 0 ? 1 : 0), 0), total};
  };
  const subjects = [{name: 'oid', run: ours, stop: () => {}}];
  const rival = await startPythonRival('targets.py', [folder, String(IMAGES), String(BOXES)]);
  if (rival.missing === undefined) subjects.push({name: 'torchvision', ...rival, run: () => rival.ask('')});
  else console.log(`torchvision is left out: ${rival.missing}`);

  const times = subjects.map(() => []);
  let expected;
  for (const round of boundedRounds(rounds, 2)) {
    for (const [index, {name, run}] of subjects.entries()) {
      const {seconds, matched, total} = await run();
      if (round > 0) times[index].push(seconds);
      expected ??= {matched, total};
      const agrees = Math.abs(matched - expected.matched) <= 2 && Math.abs(total / expected.total - 1) < 1e-3;
      if (!agrees)
        throw new Error(`${name} matches ${matched} anchors with codes of ${total}, not ${expected.matched} with ${expected.total}`);
    }
  }
  for (const {stop} of subjects) stop();
  const rates = subjects.map(({name, version}, index) => {
    const seconds = median(times[index]);
    return {work: WORK, subject: name, value: IMAGES / seconds, unit: 'images/s', seconds, version};
  });
  console.log(
    `${IMAGES} images × ${anchors.length / 4} anchors × ${BOXES} boxes, ${expected.matched} anchors matched; medians of up to ${rounds} interleaved rounds`,
  );
  console.table(
    rates.map(({work, subject, value, seconds, version}) => ({
      work,
      subject: version === undefined ? subject : `${subject} ${version}`,
      'images/s': Math.round(value),
      'median ms': Number((1000 * seconds).toFixed(2)),
      'oid is faster by': subject === 'oid' ? '' : `${(rates[0].value / value).toFixed(1)} ×`,
      aim: subject === 'oid' ? '' : `${AIM} ×`,
    })),
  );
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
