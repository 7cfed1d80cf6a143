// Many machines under fire: 5,000 photos from a server that misbehaves in twenty-five ways, three workers on a queue, ten `kill -9` at moments drawn
// from the seed. Needs `redis-server`.
import {spawnSync} from 'node:child_process';
import {runFrom} from './chaos-download.mjs';

export const name = 'queue';

/** @returns what was seen, in a few numbers; throws when something is not as it must be. */
export async function run({photos = 5_000, kills = 10, seed = 1} = {}) {
  if (spawnSync('redis-server', ['--version']).status !== 0) return {skipped: 'redis-server is not installed'};
  return runFrom('chaos-queue.ts', 'runQueueChaos', {count: photos, kills, seed});
}
