/**
 * Box tables at full size: 14.6 M rows filtered by class, joined with 1.7 M images, grouped by image. @oid/openimages-metadata against duckdb's own
 * client with two threads, and pandas.
 *
 *   OID_PYTHON=/path/to/python node bench/data/boxes.mjs [--rounds 3] [--work boxes-2-classes] [--release FOLDER] [--json FILE]
 *
 * The packages must be built. The tables are made up once (see v4-tables.mjs; half a minute, 1.9 GB below the system's temporary folder) and are warm in
 * the page cache. Each subject has a process of its own and runs in turn; all must find the same points, boxes, box sides, flags, addresses and sizes,
 * or the bench fails. pandas, which takes a minute and more, runs once, and only for the two classes. Memory is the process's peak.
 */
import {createReadStream, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {startPythonRival, startSubject} from '../python-rival.mjs';
import {ensureV4Tables, V4_ROWS} from './v4-tables.mjs';

const {values: args} = parseArgs({
  options: {rounds: {type: 'string', default: '3'}, work: {type: 'string'}, release: {type: 'string'}, json: {type: 'string'}},
});
const rounds = Number(args.rounds);
const WORKS = [
  {name: 'boxes-2-classes', pick: (classes) => [classes[20], classes[100]], rounds, aims: {duckdb: 1, pandas: 8}, once: ['pandas']},
  // As many rounds as fit in some two minutes.
  {name: 'boxes-545-classes', pick: (classes) => classes, rounds: Math.max(1, rounds - 1), aims: {duckdb: 0.8}, without: ['pandas']},
];
const EXACT = ['points', 'boxes', 'squares', 'urls', 'bytes', 'flags'];

const start = performance.now();
const tables = ensureV4Tables({release: args.release});
for (const path of [tables.boxes, tables.images]) for await (const _ of createReadStream(path, {highWaterMark: 1 << 20})) continue;
console.log(`Tables ready in ${((performance.now() - start) / 1000).toFixed(0)} s: ${tables.folder}`);

const subjects = [];
for (const [name, begin] of [
  ['oid', () => startSubject(process.execPath, [fileURLToPath(new URL('./boxes-oid.mjs', import.meta.url)), tables.folder])],
  ['duckdb', () => startPythonRival('boxes.py', ['duckdb', tables.folder])],
  ['pandas', () => startPythonRival('boxes.py', ['pandas', tables.folder])],
]) {
  const subject = await begin();
  if (subject.missing === undefined) subjects.push({name, ...subject});
  else console.log(`${name} is left out: ${subject.missing}`);
}

const rates = [];
const rows = [];
try {
  for (const work of WORKS.filter(({name}) => args.work === undefined || args.work === name)) {
    const wanted = JSON.stringify(work.pick(tables.classes).map(({mid}) => mid));
    const runners = subjects.filter(({name}) => work.without?.includes(name) !== true);
    const answers = new Map(runners.map(({name}) => [name, []]));
    let expected;
    for (let round = 0; round < work.rounds; round += 1) {
      for (const {name, ask} of runners) {
        if (round > 0 && work.once?.includes(name)) continue;
        const answer = await ask(wanted);
        answers.get(name).push(answer);
        expected ??= answer;
        const differing = EXACT.filter((key) => answer[key] !== expected[key]);
        if (Math.abs(answer.sides / expected.sides - 1) > 1e-6) differing.push('sides');
        if (differing.length > 0) {
          throw new Error(
            `${work.name}: ${name} finds ${differing.map((key) => `${key} ${answer[key]}, not ${expected[key]}`).join('; ')}`,
          );
        }
      }
    }
    console.log(`${work.name}: ${expected.boxes} boxes of ${expected.points} images out of ${V4_ROWS} rows, the same in all`);
    const medianOf = (name) =>
      answers
        .get(name)
        .map(({seconds}) => seconds)
        .sort((a, b) => a - b)[Math.floor(answers.get(name).length / 2)];
    for (const {name, version} of runners) {
      const seconds = medianOf(name);
      rates.push({work: work.name, subject: name, value: V4_ROWS / seconds, unit: 'rows/s'});
      rows.push({
        work: work.name,
        subject: `${name} ${version}`,
        'M rows/s': Number((V4_ROWS / seconds / 1e6).toFixed(2)),
        seconds: Number(seconds.toFixed(2)),
        runs: answers.get(name).length,
        'peak MiB': Math.round(answers.get(name).at(-1).memoryMiB),
        'oid is faster by': name === 'oid' ? '' : `${(seconds / medianOf('oid')).toFixed(2)} ×`,
        aim: name === 'oid' ? '≤ 1024 MiB' : `${work.aims[name]} ×`,
      });
    }
  }
} finally {
  for (const {stop} of subjects) stop();
}
console.log('Medians of interleaved runs, two threads each (pandas has one)');
console.table(rows);
if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(rates, null, 2)}\n`);
const heaviest = Math.max(0, ...rows.filter(({subject}) => subject.startsWith('oid')).map((row) => row['peak MiB']));
if (heaviest > 1024) throw new Error(`oid held ${heaviest} MiB, more than 1 GiB`);
