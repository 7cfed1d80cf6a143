/**
 * Detection's arithmetic against its rivals: non-maximum suppression, COCO metrics, training targets, each as its own program.
 *
 *   OID_PYTHON=/path/to/python node bench/detect.mjs [--json FILE]
 */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const {values: args} = parseArgs({options: {json: {type: 'string'}}});
const folder = mkdtempSync(join(tmpdir(), 'oid-bench-detect-'));
try {
  const rows = [];
  for (const subject of ['nms', 'coco', 'targets']) {
    const json = join(folder, `${subject}.json`);
    execFileSync(process.execPath, [fileURLToPath(new URL(`./${subject}.mjs`, import.meta.url)), '--json', json], {stdio: 'inherit'});
    rows.push(...JSON.parse(readFileSync(json, 'utf8')));
  }
  if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(rows, null, 2)}\n`);
} finally {
  rmSync(folder, {recursive: true, force: true});
}
