import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

/**
 * Runs benchmark programs of this folder one after another, each in a process of its own; `--json FILE` on the command line gathers their rows.
 *
 * @param {readonly string[]} programs - paths from this folder, without `.mjs`; each takes `--json FILE`.
 */
export function runPrograms(programs) {
  const {values: args} = parseArgs({options: {json: {type: 'string'}}});
  const folder = mkdtempSync(join(tmpdir(), 'oid-bench-'));
  try {
    const rows = [];
    for (const [turn, program] of programs.entries()) {
      const json = join(folder, `${turn}.json`);
      execFileSync(process.execPath, [fileURLToPath(new URL(`./${program}.mjs`, import.meta.url)), '--json', json], {stdio: 'inherit'});
      rows.push(...JSON.parse(readFileSync(json, 'utf8')));
    }
    if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(rows, null, 2)}\n`);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
