/**
 * A download of which everything is settled, resumed: how fast the journal is read and every photo looked up, and how memory grows with it.
 *
 *   node bench/data/resume.mjs [--photos 1000000] [--json FILE]
 *
 * The packages must be built. Each size runs in a process of its own, against a store that has every photo, so that no disk but the journal's takes
 * part. Memory is the most that the process ever held (`maxRSS`).
 */
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {createWriteStream, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {once} from 'node:events';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {downloadPhotos} from '../../packages/downloader/dist/index.js';

const {values: args} = parseArgs({
  options: {photos: {type: 'string', default: '1000000'}, json: {type: 'string'}, resume: {type: 'string'}},
});
const photos = Number(args.photos);
const MD5 = createHash('md5').update('photo').digest('base64');

const imageId = (n) => createHash('md5').update(String(n)).digest('hex').slice(0, 16);

async function writeJournal(path, count) {
  const file = createWriteStream(path);
  for (let n = 0; n < count; n += 1) {
    const settled = {
      ok: true,
      bytes: 60_000,
      receivedBytes: 60_000,
      receivedMd5: MD5,
      source: 'original',
      host: 'c1.staticflickr.com',
      at: 1.7e12,
    };
    if (!file.write(`${JSON.stringify({imageId: imageId(n), ...settled})}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

/** In a process of its own. */
async function resume(journal, count) {
  function* requests() {
    for (let n = 0; n < count; n += 1) yield {imageId: imageId(n), url: `https://c1.staticflickr.com/${n}_o.jpg`, size: 60_000, md5: MD5};
  }
  const store = {clearTemporary: async () => {}, sizeOf: async () => 60_000, put: async () => {}, read: async () => Buffer.alloc(0)};
  const start = performance.now();
  const summary = await downloadPhotos(requests(), {store, journal});
  if (summary.skipped !== count) throw new Error(`${summary.skipped} of ${count} photos were taken as settled`);
  console.log(JSON.stringify({seconds: (performance.now() - start) / 1000, megabytes: process.resourceUsage().maxRSS / 1024}));
}

if (args.resume !== undefined) {
  await resume(args.resume, photos);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'oid-bench-resume-'));
  try {
    const rows = [];
    for (const count of [1000, photos]) {
      const journal = join(folder, `${count}.ndjson`);
      await writeJournal(journal, count);
      const {stdout, stderr, status} = spawnSync(process.execPath, [
        fileURLToPath(import.meta.url),
        '--photos',
        String(count),
        '--resume',
        journal,
      ]);
      if (status !== 0) throw new Error(String(stderr));
      rows.push({photos: count, ...JSON.parse(String(stdout))});
    }
    const [small, large] = rows;
    console.table(rows.map((row) => ({...row, seconds: Number(row.seconds.toFixed(2)), megabytes: Math.round(row.megabytes)})));
    console.log(`${(((large.megabytes - small.megabytes) * 2 ** 20) / large.photos).toFixed(0)} bytes a photo; node ${process.version}`);
    const rates = [{work: 'download-resume', subject: 'oid', value: large.photos / large.seconds, unit: 'photos/s'}];
    if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(rates, null, 2)}\n`);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
