/**
 * Photos of some 60 kB from nginx on this machine: `oid-download` against aria2c (both check the MD5 of each), and, with decoding and a resize to
 * 256, against img2dataset.
 *
 *   OID_PYTHON=/path/to/python node bench/data/download.mjs [--photos 5000] [--resized 3000] [--rounds 2] [--from DIR] [--folder DIR] [--json FILE]
 *
 * The packages must be built; nginx and aria2c are Debian's. 32 photos of 1024 × 768, drawn here or taken from DIR, are served under as many
 * addresses as are asked for. `--photos 20000 --resized 20000` is the full form. Everyone has 16 connections; ours and aria2c are timed as whole
 * processes, and ours flushes every file, which aria2c does not. img2dataset has one process a core with 32 threads (its usual setting), keeps the
 * shape as ours does, writes files, and is timed from its call, without its imports.
 */
import {spawn, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {availableParallelism, tmpdir} from 'node:os';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {createRandom} from '../../packages/core/dist/index.js';
import {startPythonRival} from '../python-rival.mjs';

const {values: args} = parseArgs({
  options: {
    photos: {type: 'string', default: '5000'},
    resized: {type: 'string', default: '3000'},
    rounds: {type: 'string', default: '2'},
    from: {type: 'string'},
    folder: {type: 'string', default: tmpdir()},
    json: {type: 'string'},
  },
});
const rounds = Number(args.rounds);
const [DISTINCT, SIDE, CONNECTIONS] = [32, 256, 16];
const OID = fileURLToPath(new URL('../../packages/downloader/dist/cli/bin.js', import.meta.url));
const sharp = createRequire(new URL('../../packages/imaging/package.json', import.meta.url))('sharp');

/** Clouds of four sizes under fine grain: as much detail as a photo of this size and length has. */
async function drawPhoto(seed) {
  const random = createRandom(seed);
  const [width, height] = [1024, 768];
  const noise = (w, h, blur) =>
    sharp(Buffer.from(Uint8Array.from({length: w * h * 3}, () => random.integer(256))), {raw: {width: w, height: h, channels: 3}})
      .resize(width, height, {kernel: 'cubic', fit: 'fill'})
      .blur(blur)
      .png({compressionLevel: 0})
      .toBuffer();
  const layers = [];
  for (const size of [12, 50, 200])
    layers.push({input: await noise(size, Math.ceil((size * 3) / 4), 1), blend: layers.length ? 'soft-light' : 'over'});
  layers.push({input: await noise(512, 384, 0.6), blend: 'soft-light'});
  return sharp({create: {width, height, channels: 3, background: '#808080'}})
    .composite(layers)
    .removeAlpha()
    .toBuffer({resolveWithObject: true});
}

const encodePhoto = ({data, info}, quality) => sharp(data, {raw: info}).jpeg({quality}).toBuffer();

/** The quality that comes nearest to 60 kB. */
async function findQuality(photo) {
  let best = 20;
  let nearest = Infinity;
  for (let quality = 20; quality <= 90; quality += 2) {
    const distance = Math.abs((await encodePhoto(photo, quality)).length - 60_000);
    if (distance < nearest) [best, nearest] = [quality, distance];
  }
  return best;
}

async function makePhotos() {
  if (args.from !== undefined) {
    const names = readdirSync(args.from, {recursive: true}).filter((name) => /\.jpe?g$/i.test(name));
    return names.slice(0, DISTINCT).map((name) => readFileSync(join(args.from, name)));
  }
  const quality = await findQuality(await drawPhoto(0));
  const photos = [];
  for (let seed = 0; seed < DISTINCT; seed++) photos.push(await encodePhoto(await drawPhoto(seed), quality));
  return photos;
}

async function startNginx(folder) {
  const {port} = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address));
    });
  });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ');
  const config = `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log; events {worker_connections 1024;}
    http {access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; types {image/jpeg jpg;} ${temporary}
    server {listen 127.0.0.1:${port} backlog=1024; root ${folder}/served; location / {rewrite ^/([0-9]+)/ /$1.jpg break;}}}`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  // Debian keeps it where not every user looks.
  const env = {...process.env, PATH: `${process.env.PATH}:/usr/sbin`};
  const nginx = spawn('nginx', ['-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`], {stdio: 'ignore', env});
  const failed = new Promise((resolve) => nginx.once('error', () => resolve('nginx is not installed')));
  for (let tries = 0; tries < 100; tries++) {
    const answer = await Promise.race([
      failed,
      fetch(`http://127.0.0.1:${port}/0/a.jpg`).then(
        ({status}) => status,
        () => undefined,
      ),
    ]);
    if (answer === 200) return {url: `http://127.0.0.1:${port}`, stop: () => nginx.kill()};
    if (typeof answer === 'string') return {missing: answer};
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  nginx.kill();
  return {missing: 'nginx does not start'};
}

/** The same list in everyone's form. */
function writeLists(folder, url, photos, count) {
  const about = photos.map((photo) => ({size: photo.length, md5: createHash('md5').update(photo).digest()}));
  const rows = Array.from({length: count}, (_, n) => {
    const imageId = createHash('sha256').update(String(n)).digest('hex').slice(0, 16);
    return {imageId, url: `${url}/${n % photos.length}/${imageId}.jpg`, ...about[n % photos.length]};
  });
  writeFileSync(join(folder, 'oid.ndjson'), rows.map((row) => `${JSON.stringify({...row, md5: row.md5.toString('base64')})}\n`).join(''));
  const aria = rows.map(
    ({imageId, url: from, md5}) => `${from}\n  out=${imageId.slice(0, 2)}/${imageId}.jpg\n  checksum=md5=${md5.toString('hex')}\n`,
  );
  writeFileSync(join(folder, 'aria2.txt'), aria.join(''));
  writeFileSync(join(folder, 'img2dataset.csv'), `url,md5\n${rows.map(({url: from, md5}) => `${from},${md5.toString('hex')}\n`).join('')}`);
}

/** @returns seconds of the whole process; its files lie in `out`. */
async function timed(command, commandArguments) {
  const start = performance.now();
  const child = spawn(command, commandArguments, {stdio: 'ignore'});
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`${command} ended with status ${status}`);
  return (performance.now() - start) / 1000;
}

const countJpegs = (folder) => readdirSync(folder, {recursive: true}).filter((name) => name.endsWith('.jpg')).length;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const version = (command) => spawnSync(command, ['--version'], {encoding: 'utf8'}).stdout?.split('\n')[0]?.split(' ').at(-1);

const folder = mkdtempSync(join(args.folder, 'oid-bench-download-'));
// nginx serves as another user when it is started by root.
chmodSync(folder, 0o755);
const stops = [];
try {
  const photos = await makePhotos();
  mkdirSync(join(folder, 'served'));
  for (const [n, photo] of photos.entries()) writeFileSync(join(folder, 'served', `${n}.jpg`), photo);
  const nginx = await startNginx(folder);
  if (nginx.missing !== undefined) {
    console.log(`download and download-resize are left out: ${nginx.missing}`);
    if (args.json !== undefined) writeFileSync(args.json, '[]\n');
    rmSync(folder, {recursive: true});
    process.exit(0);
  }
  stops.push(nginx.stop);
  const list = (name) => join(folder, name);
  const oid = (out, ...more) =>
    timed(process.execPath, [
      OID,
      list('oid.ndjson'),
      '--directory',
      out,
      '--journal',
      `${out}/j.ndjson`,
      '--allow-private',
      '--parallel',
      String(CONNECTIONS),
      ...more,
    ]);
  const aria2c = version('aria2c');
  const aria = (out) =>
    timed('aria2c', [
      '-q',
      '-i',
      list('aria2.txt'),
      '-d',
      out,
      '-j',
      String(CONNECTIONS),
      '--file-allocation=none',
      '--auto-save-interval=0',
    ]);
  const img2dataset = await startPythonRival('download.py', [String(SIDE), String(availableParallelism())]);
  if (img2dataset.stop !== undefined) stops.push(img2dataset.stop);
  const works = [
    {
      name: 'download',
      photos: Number(args.photos),
      aim: 1,
      subjects: [
        {name: 'oid', run: (out) => oid(out)},
        {name: 'aria2c', version: aria2c, missing: aria2c === undefined ? 'it is not installed' : undefined, run: aria},
      ],
    },
    {
      name: 'download-resize',
      photos: Number(args.resized),
      aim: 1.5,
      subjects: [
        {name: 'oid', run: (out) => oid(out, '--max-side', String(SIDE))},
        {
          name: 'img2dataset',
          ...img2dataset,
          run: async (out) => (await img2dataset.ask(JSON.stringify({list: list('img2dataset.csv'), out}))).seconds,
        },
      ],
    },
  ];
  const rates = [];
  const rows = [];
  for (const work of works) {
    writeLists(folder, nginx.url, photos, work.photos);
    const subjects = work.subjects.filter(({name, missing}) => {
      if (missing !== undefined) console.log(`${work.name}: ${name} is left out: ${missing}`);
      return missing === undefined;
    });
    const times = subjects.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [index, {name, run}] of subjects.entries()) {
        const out = join(folder, 'out');
        mkdirSync(out);
        times[index].push(await run(out));
        const stored = countJpegs(out);
        if (stored !== work.photos) throw new Error(`${work.name}: ${name} stored ${stored} of ${work.photos} photos`);
        rmSync(out, {recursive: true});
      }
    }
    const ours = median(times[0]);
    for (const [index, subject] of subjects.entries()) {
      const seconds = median(times[index]);
      rates.push({work: work.name, subject: subject.name, value: work.photos / seconds, unit: 'images/s'});
      rows.push({
        work: work.name,
        subject: subject.version === undefined ? subject.name : `${subject.name} ${subject.version}`,
        'images/s': Number((work.photos / seconds).toPrecision(4)),
        'oid is faster by': index === 0 ? '' : `${(seconds / ours).toFixed(2)} ×`,
        aim: index === 0 ? '' : `${work.aim} ×`,
      });
    }
  }
  const bytes = Math.round(photos.reduce((sum, {length}) => sum + length, 0) / photos.length / 1000);
  console.log(
    `${args.photos} and ${args.resized} photos of ${bytes} kB on average; medians of ${rounds} interleaved rounds; node ${process.version}`,
  );
  console.table(rows);
  if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(rates, null, 2)}\n`);
} finally {
  for (const stop of stops) stop();
  rmSync(folder, {recursive: true, force: true});
}
