/**
 * A whole selection from a full-size V4 train table with the real classes: two classes and one branch of the real hierarchy, with all that `select`
 * writes. Every class's boxes and images are compared with duckdb's counts.
 *
 *   OID_PYTHON=/path/to/python node bench/data/select.mjs --release FOLDER [--classes Hamburger,Sandwich] [--branch Vehicle] [--out FOLDER]
 *
 * FOLDER has V4's `class-descriptions-boxable.csv` and `bbox_labels_600_hierarchy.json`. The packages must be built; see v4-tables.mjs for the tables.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {openMetadata, select, writeSunburst} from '../../packages/openimages-metadata/dist/node/index.js';
import {startPythonRival} from '../python-rival.mjs';
import {ensureV4Tables} from './v4-tables.mjs';

const {values: args} = parseArgs({
  options: {
    release: {type: 'string'},
    classes: {type: 'string', default: 'Hamburger,Sandwich'},
    branch: {type: 'string', default: 'Vehicle'},
    out: {type: 'string'},
  },
});
if (args.release === undefined) throw new Error('--release FOLDER is missing: it has the real classes and their hierarchy');
const tables = ensureV4Tables({release: args.release});
const out = args.out ?? mkdtempSync(join(tmpdir(), 'oid-bench-select-'));
try {
  const release = await openMetadata(tables.folder);
  const start = performance.now();
  const {classes, splits, balance, hash} = await select(release, {classes: args.classes.split(','), branches: [args.branch]}, out, {
    threads: 2,
  });
  const seconds = (performance.now() - start) / 1000;
  const memory = process.resourceUsage().maxRSS / 1024;
  await writeSunburst(
    join(out, 'classes'),
    {classes: balance.classes, hierarchy: release.hierarchy, nameOf: (mid) => release.classes.nameOf(mid)},
    {
      title: `${args.branch} and below, ${args.classes}`,
      subtitle: `${splits[0].boxes.toLocaleString('en')} boxes in ${splits[0].images.toLocaleString('en')} images`,
    },
  );
  console.log(`${classes.length} classes, ${splits[0].boxes} boxes in ${splits[0].images} images, hash ${hash.slice(0, 12)}`);
  console.log(`Selected, joined and written in ${seconds.toFixed(1)} s, peak ${memory.toFixed(0)} MiB`);
  const duckdb = await startPythonRival('selection.py', [tables.folder]);
  if (duckdb.missing !== undefined) console.log(`The counts are not verified: ${duckdb.missing}`);
  else {
    const answer = await duckdb.ask(JSON.stringify(classes.map(({mid}) => mid)));
    duckdb.stop();
    for (const {mid, name, boxes, images} of balance.classes) {
      const [expectedBoxes, expectedImages] = answer.classes[mid] ?? [0, 0];
      if (boxes !== expectedBoxes || images !== expectedImages) {
        throw new Error(`${name}: ${boxes} boxes in ${images} images, but duckdb counts ${expectedBoxes} in ${expectedImages}`);
      }
    }
    if (splits[0].images !== answer.images) throw new Error(`${splits[0].images} images, but duckdb counts ${answer.images}`);
    console.log(
      `duckdb ${duckdb.version} counts the same, class by class (${answer.seconds.toFixed(1)} s to scan and count, without the join)`,
    );
  }
} finally {
  if (args.out === undefined) rmSync(out, {recursive: true, force: true});
}
