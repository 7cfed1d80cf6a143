import {spawn} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {readFile, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {createRandom} from '@oid/core';
import {TRANSIENT_REASONS} from '../src/journal-entry.ts';
import type {JournalEntry} from '../src/journal-entry.ts';
import {waitForDownload} from '../src/queue/download-report.ts';
import {enqueueDownload} from '../src/queue/enqueue-download.ts';
import {mergeJournal} from '../src/queue/merge-journal.ts';
import {sharedFolder} from '../src/queue/shared-folder.ts';
import {CHAOS_OPTIONS, checkRun, compareFolders, countFaults, killMoments, runUntilDone} from './chaos.ts';
import type {ChaosOptions, ChaosReport} from './chaos.ts';
import {chaosPhotos, chaosRequests} from './chaos-photos.ts';
import {startChaosServer} from './chaos-server.ts';
import {startRedis} from './redis-server.ts';

const WORKERS = 3;
const SHARDS = 24;
const LOCK_MS = 5_000;

/**
 * Downloads photos from a server that misbehaves, once on one machine, undisturbed, and once by three workers on a queue, of which one after the other is
 * killed at moments drawn from the seed, and compares. Needs `redis-server`.
 */
export async function runQueueChaos({count, kills, seed, folder}: ChaosOptions): Promise<ChaosReport> {
  const photos = chaosPhotos(count, seed);
  const problems: string[] = [];
  const alone = await runUntilDone(photos, join(folder, 'undisturbed'), [], problems);
  const random = createRandom(seed + 2);
  const moments = killMoments(kills, seed).map((moment) => moment * alone.requests);

  const root = join(folder, 'shared');
  const storage = sharedFolder(root);
  const [redis, server] = [await startRedis(), await startChaosServer(photos)];
  const workers = new Set<ChildProcess>();
  const start = performance.now();
  try {
    await enqueueDownload(chaosRequests(photos, server.url), {
      download: 'train',
      storage,
      redis: redis.socket,
      shards: SHARDS,
      attempts: 2,
      backoffMs: 100,
      options: {...CHAOS_OPTIONS, parallel: 16},
    });
    let lost = 0;
    const addWorker = (): void => {
      const worker = startWorker(redis.socket, root);
      worker.stdout?.on('data', (text) => (lost += String(text).split('lost ').length - 1));
      workers.add(worker);
    };
    for (let n = 0; n < WORKERS; n += 1) addWorker();
    const over = new AbortController();
    const finished = waitForDownload('train', {redis: redis.socket, pollMs: 200}).finally(() => over.abort());
    /** How many answers the server had given when a photo was first seen to be settled. */
    const settled = new Map<string, number>();
    let killed = 0;
    for (const moment of moments) {
      while (server.log.length < moment && !over.signal.aborted) await wait(5);
      const [victim] = random.shuffle([...workers]);
      if (over.signal.aborted || victim === undefined) break;
      victim.kill('SIGKILL');
      await once(victim, 'exit');
      workers.delete(victim);
      killed += 1;
      const now = await settledIn(join(root, 'journal/train'));
      // Counted afterwards: the other workers go on all the while.
      for (const imageId of now) if (!settled.has(imageId)) settled.set(imageId, server.log.length);
      addWorker();
    }
    const report = await finished;
    const seconds = (performance.now() - start) / 1000;
    for (const worker of workers) if (worker.exitCode === null) await once(worker, 'exit');

    // A worker that lived, but was so slow that its shard was given to another, may have asked for what that one asked for.
    if (lost > 0) problems.push(`${lost} shards were lost by workers that lived: the machine is too busy for LOCK_MS`);
    if (killed !== kills) problems.push(`${killed} kills in place of ${kills}`);
    if (report.shards.finished !== SHARDS || report.done !== count) problems.push(`the queue is not done: ${JSON.stringify(report)}`);
    server.log.forEach((path, at) => {
      const imageId = /([0-9a-f]{16})\.jpg$/.exec(path)?.[1] ?? '';
      if (at >= (settled.get(imageId) ?? Infinity)) problems.push(`${imageId} was asked for again when it was settled`);
    });
    const where = {images: join(root, 'images/train'), journal: join(folder, 'queue.ndjson')};
    await mergeJournal(storage, 'train', where.journal);
    await checkRun(photos, where, 'queue', problems);
    await compareFolders(join(folder, 'undisturbed/images'), where.images, problems);
    return {
      photos: count,
      kills: killed,
      storms: alone.storms + server.storms(),
      requests: {undisturbed: alone.requests, killed: server.log.length},
      seconds: {undisturbed: alone.seconds, killed: seconds},
      faults: countFaults(photos),
      problems,
    };
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    await redis.close();
    await server.close();
  }
}

function startWorker(redis: string, root: string): ChildProcess {
  const index = fileURLToPath(new URL('../src/queue/index.ts', import.meta.url));
  const options = {redis, untilEmpty: true, lockMs: LOCK_MS, takeovers: 1000, download: {allowPrivateAddresses: true}};
  const script = fileURLToPath(new URL('queue-worker.mjs', import.meta.url));
  return spawn(process.execPath, [script, JSON.stringify({index, root, options})], {stdio: ['ignore', 'pipe', 'inherit']});
}

/** Photos of which a journal has the last word. */
async function settledIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder, {recursive: true})).filter((name) => name.endsWith('.ndjson'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  const entries = texts.flatMap((text) => text.split('\n').slice(0, -1)).map((line) => JSON.parse(line) as JournalEntry);
  return entries.filter((entry) => entry.ok || !TRANSIENT_REASONS.has(entry.reason)).map(({imageId}) => imageId);
}
