/**
 * 20,000 training Examples of 60 kB to a TFRecord file and back: @oid/tfrecord against TensorFlow's own writer and reader.
 *
 *   OID_PYTHON=/path/to/python node bench/data/tfrecord.mjs [--records 20000] [--rounds 3] [--folder DIR] [--json FILE]
 *
 * The packages must be built. Both sides hold the photos and boxes in memory; writing builds each Example, serialises, frames and writes it, and
 * ends with fsync; both files must be equal, byte for byte. Reading checks both CRCs of every record and counts its bytes; `tensorflow` is its
 * fastest form (8 MB buffer, everything inside the graph), `tensorflow-numpy` hands the bytes to Python as ours are handed to JavaScript. The files
 * lie in /dev/shm where there is one, so that no disk takes part.
 */
import {createHash} from 'node:crypto';
import {createReadStream, existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {createRandom} from '../../packages/core/dist/index.js';
import {encodeDetectionExample} from '../../packages/tfrecord/dist/index.js';
import {crc32cKind, readRecords, writeRecords} from '../../packages/tfrecord/dist/node/index.js';
import {startPythonRival} from '../python-rival.mjs';
import {compare, report, timed} from './compare.mjs';

const {values: args} = parseArgs({
  options: {
    records: {type: 'string', default: '20000'},
    rounds: {type: 'string', default: '3'},
    folder: {type: 'string', default: existsSync('/dev/shm') ? '/dev/shm' : tmpdir()},
    json: {type: 'string'},
  },
});
const [records, rounds] = [Number(args.records), Number(args.rounds)];
const [PHOTOS, PHOTO_BYTES, BOXES, AIM] = [64, 60_000, 8, 1];
const SIZE = {height: 768, width: 1024};

function makePhotos() {
  const random = createRandom(20180401);
  return Array.from({length: PHOTOS}, () => {
    const encoded = Uint8Array.from({length: PHOTO_BYTES}, () => random.integer(256));
    const boxes = Array.from({length: BOXES}, () => {
      const [ymin, xmin] = [random.uniform() / 2, random.uniform() / 2];
      return [ymin, xmin, ymin + random.uniform() / 2, xmin + random.uniform() / 2];
    });
    return {
      encoded,
      sha256: createHash('sha256').update(encoded).digest('hex'),
      boxes: Float32Array.from(boxes.flat()),
      labels: Int32Array.from({length: BOXES}, () => 1 + random.integer(600)),
    };
  });
}

const photos = makePhotos();
const texts = Array.from({length: BOXES}, () => '/m/01g317');

function* examples() {
  for (let number = 0; number < records; number += 1) {
    const sourceId = number.toString(16).padStart(16, '0');
    yield encodeDetectionExample({
      ...photos[number % PHOTOS],
      format: 'jpeg',
      filename: `${sourceId}.jpg`,
      sourceId,
      size: SIZE,
      texts,
    });
  }
}

async function fileHash(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, {highWaterMark: 2 ** 20})) hash.update(chunk);
  return hash.digest('hex');
}

const folder = mkdtempSync(join(args.folder, 'oid-bench-tfrecord-'));
try {
  writeFileSync(join(folder, 'photos'), Buffer.concat(photos.map(({encoded}) => encoded)));
  writeFileSync(join(folder, 'boxes'), Buffer.concat(photos.map(({boxes}) => new Uint8Array(boxes.buffer))));
  writeFileSync(join(folder, 'labels'), Buffer.concat(photos.map(({labels}) => new Uint8Array(labels.buffer))));
  writeFileSync(
    join(folder, 'plan.json'),
    JSON.stringify({...SIZE, photoBytes: PHOTO_BYTES, text: texts[0], hashes: photos.map(({sha256}) => sha256)}),
  );
  const path = (subject) => join(folder, `${subject}.tfrecord`);
  const write = [{subject: 'oid', run: () => timed(async () => (await writeRecords(path('oid'), examples())).bytes)}];
  const read = [
    {
      subject: 'oid',
      run: () =>
        timed(async () => {
          let bytes = 0;
          for await (const payload of readRecords(path('oid'))) bytes += payload.length;
          return bytes;
        }),
    },
  ];
  const rival = await startPythonRival('tfrecord.py', [folder, String(records)]);
  if (rival.missing === undefined) {
    write.push({subject: 'tensorflow', run: () => rival.ask(`write ${path('tensorflow')}`)});
    read.push({subject: 'tensorflow', run: () => rival.ask(`read ${path('oid')}`)});
    read.push({subject: 'tensorflow-numpy', run: () => rival.ask(`read-numpy ${path('oid')}`)});
  } else console.log(`tensorflow is left out: ${rival.missing}`);

  const options = {unit: 'MB/s', rounds, amountOf: (bytes) => bytes / 1e6};
  const rows = await compare(write, {work: 'tfrecord-write', ...options});
  if (write.length > 1 && (await fileHash(path('oid'))) !== (await fileHash(path('tensorflow')))) {
    throw new Error("our file and TensorFlow's differ");
  }
  rows.push(...(await compare(read, {work: 'tfrecord-read', ...options})));
  if (rival.missing === undefined) rival.stop();
  console.log(
    `${records} Examples of ${PHOTO_BYTES / 1000} kB; medians of ${rounds} interleaved rounds; CRC-32C: ${crc32cKind}; TensorFlow ${rival.version ?? '–'}`,
  );
  report(rows, {aims: {tensorflow: AIM, 'tensorflow-numpy': AIM}, json: args.json});
} finally {
  rmSync(folder, {recursive: true, force: true});
}
