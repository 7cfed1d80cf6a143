/** Ours in bench/data/boxes.mjs: node boxes-oid.mjs FOLDER. A line on stdin is a JSON list of class ids; the answer tells seconds and what came out. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {ClassList} from '../../packages/openimages-metadata/dist/index.js';
import {streamPoints} from '../../packages/openimages-metadata/dist/node/index.js';

const folder = process.argv[2];
const path = join(folder, 'class-descriptions-boxable.csv');
const classes = ClassList.parse(readFileSync(path, 'utf8'), {source: path});
console.log(JSON.stringify({version: process.version}));
for await (const line of createInterface({input: process.stdin})) {
  const start = performance.now();
  const found = {points: 0, boxes: 0, urls: 0, bytes: 0, sides: 0, flags: 0, squares: 0};
  const tables = ['train-annotations-bbox.csv', 'train-images-boxable-with-rotation.csv'].map((name) => join(folder, 'train', name));
  for await (const {image, boxes, groupOf, occluded} of streamPoints(...tables, {classes, wanted: JSON.parse(line), threads: 2})) {
    found.points += 1;
    found.boxes += groupOf.length;
    found.squares += groupOf.length ** 2;
    found.urls += image.originalUrl.length;
    found.bytes += image.originalSize;
    for (let n = 0; n < groupOf.length; n += 1) {
      found.sides += boxes[4 * n + 2] - boxes[4 * n] + (boxes[4 * n + 3] - boxes[4 * n + 1]);
      found.flags += groupOf[n] + (occluded[n] === 1 ? 1 : 0);
    }
  }
  console.log(JSON.stringify({seconds: (performance.now() - start) / 1000, ...found, memoryMiB: process.resourceUsage().maxRSS / 1024}));
}
