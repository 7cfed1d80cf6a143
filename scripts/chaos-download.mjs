// One machine under fire: 5,000 photos from a server that misbehaves in twenty-five ways, ten `kill -9` at moments drawn from the seed. The same in
// short is a test of @oid/downloader.
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {defaultServerConditions, runnerImport} from 'vite';
import {root} from './workspace.mjs';

export const name = 'download';

/** @returns what was seen, in a few numbers; throws when something is not as it must be. */
export async function run({photos = 5_000, kills = 10, seed = 1} = {}) {
  return runFrom('chaos.ts', 'runChaos', {count: photos, kills, seed});
}

/** Runs a function of a test file of @oid/downloader in an empty folder; what it returns as `problems` is thrown. */
export async function runFrom(file, what, options) {
  const conditions = ['@oid/source', ...defaultServerConditions];
  const {module} = await runnerImport(join(root, 'packages/downloader/test', file), {
    configFile: false,
    logLevel: 'error',
    resolve: {conditions},
    environments: {inline: {resolve: {conditions, noExternal: [/^@oid\//]}}},
  });
  const folder = await mkdtemp(join(tmpdir(), 'oid-chaos-'));
  try {
    const {faults, problems, ...report} = await module[what]({...options, folder});
    console.table(faults);
    if (problems.length > 0) throw new Error(`${problems.length} problems:\n${problems.slice(0, 20).join('\n')}`);
    return report;
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}
