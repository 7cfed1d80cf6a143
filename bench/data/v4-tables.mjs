/**
 * Open Images V4's train tables at full size, made up: 14,610,229 box rows of 1,743,042 images, sorted by image as the published table is, and an image
 * index in another order with quoted authors and titles. 1.9 GB in all, kept below the system's folder for temporary files.
 *
 *   node bench/data/v4-tables.mjs [--release FOLDER] [--out FOLDER]
 *
 * `--release` takes the real `class-descriptions-boxable.csv` and `bbox_labels_600_hierarchy.json` from FOLDER instead of made-up classes. Counts and rates follow V4's census: the
 * five largest classes, rows a class falling off as 1/rank behind them, 10.7 % activemil, the flags' rates, 21,871 rows in which nobody judged.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {createRandom} from '../../packages/core/dist/index.js';

export const V4_ROWS = 14_610_229;
export const V4_IMAGES = 1_743_042;
const TRAINABLE = 545;
const LARGEST = {Clothing: 1_438_128, Man: 1_418_594, Tree: 1_051_344, 'Human face': 1_037_710, Person: 1_034_721};
const BOX_HEADER = 'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\n';
const IMAGE_HEADER =
  'ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,OriginalSize,OriginalMD5,Thumbnail300KURL,Rotation\n';
const AUTHORS = ['David', 'Ann &amp; Bo', 'J. O&#x27;Hara', 'Smith, John', 'quique “q”', 'Łukasz'];
const TITLES = ['28 Nov 2010 Our new house.', 'Lunch, again', 'He said ""cheese""', 'IMG_2041', 'Lake &gt; sea', 'Zürich, early'];

/**
 * Makes the tables unless they are there.
 *
 * @param {{release?: string, out?: string, rows?: number, images?: number}} [options] - `rows` and `images` for a smaller release.
 * @returns {{folder: string, boxes: string, images: string, classes: {mid: string, name: string, rows: number}[]}} paths, and the trainable
 * classes from large to small with the rows to expect of each.
 */
export function ensureV4Tables({release, out, rows = V4_ROWS, images = V4_IMAGES} = {}) {
  const folder = out ?? join(tmpdir(), `oid-bench-v4-${release === undefined ? '' : 'real-classes-'}${rows}`);
  const paths = {
    folder,
    boxes: join(folder, 'train/train-annotations-bbox.csv'),
    images: join(folder, 'train/train-images-boxable-with-rotation.csv'),
  };
  const classes = classesWithWeights(release);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(join(unfinished, 'train'), {recursive: true});
    writeFileSync(join(unfinished, 'class-descriptions-boxable.csv'), classes.map(({mid, name}) => `${mid},${name}\n`).join(''));
    writeFileSync(
      join(unfinished, 'classes-bbox-trainable.txt'),
      classes
        .slice(0, TRAINABLE)
        .map(({mid}) => `${mid}\n`)
        .join(''),
    );
    if (release !== undefined) {
      copyFileSync(join(release, 'bbox_labels_600_hierarchy.json'), join(unfinished, 'bbox_labels_600_hierarchy.json'));
    }
    writeBoxes(paths.boxes.replace(folder, unfinished), classes.slice(0, TRAINABLE), rows, images);
    writeImages(paths.images.replace(folder, unfinished), images);
    renameSync(unfinished, folder);
  }
  return {...paths, classes: classes.slice(0, TRAINABLE)};
}

/** All 601 classes, the trainable ones first, from large to small. */
function classesWithWeights(release) {
  const listed =
    release === undefined
      ? [...Object.keys(LARGEST), ...Array.from({length: 596}, (_, n) => `Class ${n + 6}`)].map((name, n) => ({
          mid: `/m/0${(n + 1296).toString(36)}x`,
          name,
        }))
      : readFileSync(join(release, 'class-descriptions-boxable.csv'), 'utf8')
          .trim()
          .split(/\r?\n/)
          .map((line) => ({mid: line.slice(0, line.indexOf(',')), name: line.slice(line.indexOf(',') + 1)}));
  const largest = Object.keys(LARGEST).map((name) => listed.find((entry) => entry.name === name));
  const others = createRandom(4).shuffle(listed.filter((entry) => !largest.includes(entry)));
  const rest = V4_ROWS - Object.values(LARGEST).reduce((sum, count) => sum + count, 0);
  const harmonic = Array.from({length: TRAINABLE - 5}, (_, n) => 1 / (n + 9)).reduce((sum, share) => sum + share, 0);
  return [...largest, ...others].map((entry, n) => ({...entry, weight: n < 5 ? LARGEST[entry.name] : rest / harmonic / (n + 4)}));
}

/** A 32-bit generator (xorshift), since billions of draws are needed. */
function fastRandom(seed) {
  let [x, y, z, w] = [seed, 362436069, 521288629, 88675123];
  return () => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w >>> 0;
  };
}

/** The id of the n-th of `count` images in sorted order, in two halves. */
function idOf(n, count) {
  const place = ((n + ((n * 2654435761) % 4096) / 4096) / count) * 2 ** 32;
  return [Math.floor(place), Math.imul(n, 0x9e3779b1) >>> 0];
}

/** Writes rows through one buffer; `row(buffer, at, n)` returns the offset behind row n. */
function writeRows(path, header, count, row) {
  const file = openSync(path, 'w');
  const buffer = Buffer.alloc((1 << 22) + 4096);
  let at = buffer.write(header);
  for (let n = 0; n < count; n += 1) {
    at = row(buffer, at, n);
    if (at < 1 << 22) continue;
    writeSync(file, buffer, 0, at);
    at = 0;
  }
  writeSync(file, buffer, 0, at);
  closeSync(file);
}

const HEX = Buffer.from('0123456789abcdef');
const writeHex = (buffer, at, word) => {
  for (let shift = 28; shift >= 0; shift -= 4) buffer[at++] = HEX[(word >>> shift) & 15];
  return at;
};

function writeBoxes(path, classes, rows, images) {
  const draw = fastRandom(20180430);
  const uniform = () => draw() / 2 ** 32;
  const mids = classes.map(({mid}) => Buffer.from(mid));
  // A class by its weight: the table holds each class in proportion.
  const total = classes.reduce((sum, {weight}) => sum + weight, 0);
  const byWeight = new Uint16Array(1 << 20);
  for (let slot = 0, c = 0, share = classes[0].weight; slot < byWeight.length; slot += 1) {
    while (slot >= (share / total) * byWeight.length && c < classes.length - 1) share += classes[++c].weight;
    byWeight[slot] = c;
  }
  const sources = [Buffer.from(',xclick,'), Buffer.from(',activemil,')];
  const put = (buffer, at, bytes) => {
    for (let k = 0; k < bytes.length; k += 1) buffer[at + k] = bytes[k];
    return at + bytes.length;
  };
  const decimal = (buffer, at, millionths) => {
    let rest = millionths % 1_000_000;
    buffer[at] = 44;
    buffer[at + 1] = millionths === 1_000_000 ? 49 : 48;
    buffer[at + 2] = 46;
    for (let k = 8; k > 2; k -= 1) {
      buffer[at + k] = 48 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    return at + 9;
  };
  const flag = (buffer, at, judged, rate) => {
    buffer[at++] = 44;
    if (!judged) {
      buffer[at++] = 45;
      buffer[at++] = 49;
    } else buffer[at++] = uniform() < rate ? 49 : 48;
    return at;
  };
  let [image, left, high, low] = [-1, 0, 0, 0];
  writeRows(path, BOX_HEADER, rows, (buffer, start, n) => {
    let at = start;
    if (left === 0) {
      image += 1;
      [high, low] = idOf(image, images);
      const [rowsLeft, imagesLeft] = [rows - n, images - image];
      const wanted = 1 + Math.floor(-Math.log(1 - uniform()) * (rowsLeft / imagesLeft - 1) + 0.5);
      left = imagesLeft === 1 ? rowsLeft : Math.max(1, Math.min(wanted, rowsLeft - (imagesLeft - 1)));
    }
    left -= 1;
    at = writeHex(buffer, writeHex(buffer, at, high), low);
    at = put(buffer, at, sources[uniform() < 0.107 ? 1 : 0]);
    at = put(buffer, at, mids[byWeight[draw() >>> 12]]);
    buffer[at++] = 44;
    buffer[at++] = 49;
    for (let axis = 0; axis < 2; axis += 1) {
      const side = 0.02 + 0.98 * uniform() ** 3;
      const from = Math.floor(uniform() * (1 - side) * 1e6);
      at = decimal(buffer, decimal(buffer, at, from), Math.min(1_000_000, from + Math.ceil(side * 1e6)));
    }
    const judged = uniform() >= 21_871 / V4_ROWS;
    for (const rate of [0.6606, 0.2509, 0.0599, 0.0545, 0.0024]) at = flag(buffer, at, judged, rate);
    buffer[at++] = 10;
    return at;
  });
}

function writeImages(path, images) {
  const draw = fastRandom(20180431);
  const md5 = Buffer.alloc(16);
  // A step without a common factor with the count visits every image once.
  let step = 1_000_003 % images || 1;
  while (gcd(step, images) !== 1) step += 1;
  writeRows(path, IMAGE_HEADER, images, (buffer, at, n) => {
    const [high, low] = idOf((n * step + 7) % images, images);
    const id = high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
    const photo = 1e9 + draw();
    const person = `user${draw() % 90_000}`;
    for (let k = 0; k < 16; k += 4) md5.writeUInt32LE(draw(), k);
    const base = `https://c${1 + (draw() & 7)}.staticflickr.com/${1 + (draw() % 9)}/${1000 + (draw() % 8000)}/${photo}`;
    const secret = draw().toString(16).padStart(10, '0');
    const thumbnail = draw() % 50 === 0 ? '' : `${base}_${secret}_z.jpg`;
    const rotation = draw() % 40 === 0 ? ['90.0', '180.0', '270.0', ''][draw() & 3] : '0.0';
    return (
      at +
      buffer.write(
        `${id},train,${base}_${secret}_o.jpg,https://www.flickr.com/photos/${person}/${photo},https://creativecommons.org/licenses/by/2.0/,` +
          `"https://www.flickr.com/people/${person}/","${AUTHORS[draw() % 6]}","${TITLES[draw() % 6]}",${14_000 + (draw() % 4_000_000)},` +
          `${md5.toString('base64')},${thumbnail},${rotation}\n`,
        at,
      )
    );
  });
}

function gcd(a, b) {
  return b === 0 ? a : gcd(b, a % b);
}

if (process.argv[1] === import.meta.filename) {
  const {values: args} = parseArgs({options: {release: {type: 'string'}, out: {type: 'string'}, fresh: {type: 'boolean', default: false}}});
  if (args.fresh && args.out !== undefined) rmSync(args.out, {recursive: true, force: true});
  const start = performance.now();
  const {folder} = ensureV4Tables(args);
  console.log(`${folder}, ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
