/**
 * A folder of photos, 1024 × 768, verified and shrunk to fit 256 × 256, to another folder: shrinkFolder of @oid/imaging against Pillow in two processes.
 *
 *   OID_PYTHON=/path/to/python node bench/data/thumbnail.mjs [--photos 400] [--rounds 3] [--folder DIR] [--json FILE]
 *
 * The packages must be built. One photo in fifty is cut in half: both sides have to find and leave out those. Every byte of every photo goes through the
 * entropy decoder on each side; ours and `pillow` then reconstruct the pixels at the reduced scale that the JPEG format offers (libvips' shrink on
 * load, Pillow's draft mode), `pillow-full` reconstructs all of them, which finds no more damage. Ours also rejects what makes the decoder
 * warn, which Pillow lets pass, and flushes each file to disk before it gets its name. The files lie in /dev/shm where there is one.
 */
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {createRandom} from '../../packages/core/dist/index.js';
import {shrinkFolder} from '../../packages/imaging/dist/index.js';
import {startPythonRival} from '../python-rival.mjs';
import {compare, report, timed} from './compare.mjs';

const sharp = createRequire(new URL('../../packages/imaging/package.json', import.meta.url))('sharp');
const {values: args} = parseArgs({
  options: {
    photos: {type: 'string', default: '400'},
    rounds: {type: 'string', default: '3'},
    folder: {type: 'string', default: existsSync('/dev/shm') ? '/dev/shm' : tmpdir()},
    json: {type: 'string'},
  },
});
const [photos, rounds] = [Number(args.photos), Number(args.rounds)];
const [WORK, WIDTH, HEIGHT, SCENES, AIM] = ['thumbnail', 1024, 768, 16, 3];

/** Gradients, shapes and grain: about 200 kB as a JPEG, as photos of that size have. */
async function makeScene(random) {
  const color = () => `rgb(${random.integer(256)},${random.integer(256)},${random.integer(256)})`;
  const shapes = Array.from({length: 120}, () => {
    const [x, y, w, h] = [random.integer(WIDTH), random.integer(HEIGHT), 10 + random.integer(200), 10 + random.integer(200)];
    return `<ellipse cx="${x}" cy="${y}" rx="${w / 2}" ry="${h / 2}" fill="${color()}" fill-opacity="0.6" transform="rotate(${random.integer(180)} ${x} ${y})"/>`;
  });
  const ground = `<linearGradient id="g" x2="1" y2="1"><stop stop-color="${color()}"/><stop offset="1" stop-color="${color()}"/></linearGradient>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${ground}<rect width="100%" height="100%" fill="url(#g)"/>${shapes.join('')}</svg>`;
  const scene = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
  for (let at = 0; at < scene.length; at += 1) scene[at] = Math.max(0, Math.min(255, scene[at] + Math.round(6 * random.normal())));
  return sharp(scene, {raw: {width: WIDTH, height: HEIGHT, channels: 3}})
    .jpeg({quality: 90})
    .toBuffer();
}

const folder = mkdtempSync(join(args.folder, 'oid-bench-thumbnail-'));
try {
  const [from, ours, theirs] = ['photos', 'oid', 'pillow'].map((name) => join(folder, name));
  for (const path of [from, ours, theirs]) mkdirSync(path);
  const random = createRandom(20180402);
  const scenes = [];
  for (let scene = 0; scene < SCENES; scene += 1) scenes.push(await makeScene(random));
  for (let photo = 0; photo < photos; photo += 1) {
    const bytes = scenes[photo % SCENES];
    writeFileSync(join(from, `${String(photo).padStart(6, '0')}.jpg`), photo % 50 === 49 ? bytes.subarray(0, bytes.length >> 1) : bytes);
  }
  const whole = photos - Math.floor(photos / 50);

  const shrink = () => {
    rmSync(ours, {recursive: true});
    return timed(async () => (await shrinkFolder(from, {to: ours})).written);
  };
  const subjects = [{subject: 'oid', run: shrink}];
  const rival = await startPythonRival('thumbnail.py', [from, theirs]);
  if (rival.missing === undefined) {
    subjects.push({subject: 'pillow', run: () => rival.ask('draft')}, {subject: 'pillow-full', run: () => rival.ask('full')});
  } else console.log(`pillow is left out: ${rival.missing}`);

  const rows = await compare(subjects, {work: WORK, unit: 'photos/s', rounds, amountOf: () => photos, expected: whole});
  if (rival.missing === undefined) rival.stop();
  const average = Math.round(scenes.reduce((sum, {length}) => sum + length, 0) / SCENES / 1000);
  console.log(
    `${photos} photos of ${WIDTH} × ${HEIGHT}, ${average} kB; medians of ${rounds} interleaved rounds; Pillow ${rival.version ?? '–'}`,
  );
  report(rows, {aims: {pillow: AIM}, json: args.json});
} finally {
  rmSync(folder, {recursive: true, force: true});
}
