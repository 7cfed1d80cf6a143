import {spawn} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {readFile, readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {createRandom} from '@oid/core';
import type {DownloadOptions} from '../src/download-options.ts';
import {TRANSIENT_REASONS} from '../src/journal-entry.ts';
import type {Reason} from '../src/journal-entry.ts';
import {photoPath} from '../src/photo-store.ts';
import {readJournal} from '../src/read-journal.ts';
import {chaosPhotos, chaosRequests, PLACEHOLDER} from './chaos-photos.ts';
import type {ChaosFault, ChaosPhoto} from './chaos-photos.ts';
import {startChaosServer} from './chaos-server.ts';
import {md5Of} from './photos.ts';

/** What became of a download under fire. */
export type ChaosReport = {
  photos: number;
  kills: number;
  storms: number;
  /** Answers of the server: to the run that was left alone, and to all that were not. */
  requests: {undisturbed: number; killed: number};
  seconds: {undisturbed: number; killed: number};
  faults: {fault: ChaosFault; photos: number; ends: 'ok' | Reason}[];
  /** What should not have happened; nothing, if all is well. */
  problems: string[];
};

export type ChaosOptions = {
  /** Photos in all. */
  count: number;
  kills: number;
  seed: number;
  /** Empty; holds photos and journals of both runs in the end. */
  folder: string;
};

/** When to kill, in order, as shares of the requests that an undisturbed run makes. */
export function killMoments(kills: number, seed: number): number[] {
  const random = createRandom(seed + 1);
  return Array.from({length: kills}, () => 0.02 + 0.9 * random.uniform()).sort((a, b) => a - b);
}

/**
 * Downloads photos from a server that misbehaves, once undisturbed and once with `kill -9` at moments drawn from the seed, and compares.
 */
export async function runChaos({count, kills, seed, folder}: ChaosOptions): Promise<ChaosReport> {
  const photos = chaosPhotos(count, seed);
  const problems: string[] = [];
  const alone = await runUntilDone(photos, join(folder, 'undisturbed'), [], problems);
  const killed = await runUntilDone(
    photos,
    join(folder, 'killed'),
    killMoments(kills, seed).map((moment) => Math.round(moment * alone.requests)),
    problems,
  );
  if (killed.kills !== kills) problems.push(`${killed.kills} kills in place of ${kills}`);
  for (const run of ['undisturbed', 'killed']) {
    await checkRun(photos, {images: join(folder, run, 'images'), journal: join(folder, run, 'journal.ndjson')}, run, problems);
  }
  await compareFolders(join(folder, 'undisturbed/images'), join(folder, 'killed/images'), problems);
  return {
    photos: count,
    kills: killed.kills,
    storms: alone.storms + killed.storms,
    requests: {undisturbed: alone.requests, killed: killed.requests},
    seconds: {undisturbed: alone.seconds, killed: killed.seconds},
    faults: countFaults(photos),
    problems,
  };
}

export type Run = {requests: number; storms: number; seconds: number; kills: number};

/** @param moments - after how many answers of the server the process is killed, ascending. */
export async function runUntilDone(
  photos: readonly ChaosPhoto[],
  folder: string,
  moments: readonly number[],
  problems: string[],
): Promise<Run> {
  const server = await startChaosServer(photos);
  const start = performance.now();
  let kills = 0;
  const checks: (() => void)[] = [];
  try {
    for (const moment of [...moments, Infinity]) {
      const child = await startDownload(chaosRequests(photos, server.url), folder);
      const ended = once(child, 'exit');
      while (server.log.length < moment && child.exitCode === null) await Promise.race([ended, wait(1)]);
      if (child.exitCode !== null) {
        if (child.exitCode !== 0) problems.push(`a download ended with status ${child.exitCode}`);
        break;
      }
      child.kill('SIGKILL');
      await ended;
      kills += 1;
      const asked = server.log.length;
      // The next run must not ask for any of these.
      const finished = await finishedPhotos(photos, folder);
      const check = (log: readonly string[]): void => {
        const again = log.flatMap((path) => /([0-9a-f]{16})\.jpg$/.exec(path)?.[1] ?? []).filter((imageId) => finished.has(imageId));
        if (again.length > 0)
          problems.push(`after kill ${kills}, ${again.length} finished photos were asked for again, such as ${again[0]}`);
      };
      checks.push(() => check(server.log.slice(asked)));
    }
    for (const check of checks) check();
    return {requests: server.log.length, storms: server.storms(), seconds: (performance.now() - start) / 1000, kills};
  } finally {
    await server.close();
  }
}

/** Patience that a test can wait for. */
export const CHAOS_OPTIONS: Pick<DownloadOptions, 'retries' | 'backoffMs' | 'timeoutMs' | 'slowAfterMs' | 'decode' | 'placeholderMd5s'> = {
  retries: 5,
  backoffMs: 40,
  timeoutMs: 3000,
  slowAfterMs: 300,
  decode: 'always',
  placeholderMd5s: [md5Of(PLACEHOLDER)],
};

async function startDownload(requests: ReturnType<typeof chaosRequests>, folder: string): Promise<ChildProcess> {
  const options: DownloadOptions = {
    ...CHAOS_OPTIONS,
    directory: join(folder, 'images'),
    journal: join(folder, 'journal.ndjson'),
    parallel: 48,
    connectionsPerHost: 24,
    allowPrivateAddresses: true,
  };
  const list = `${folder}-requests.json`;
  await writeFile(list, JSON.stringify({index: fileURLToPath(new URL('../src/index.ts', import.meta.url)), requests, options}));
  const script = fileURLToPath(new URL('download-child.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, `@${list}`], {stdio: ['ignore', 'pipe', 'inherit']});
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

/** Photos that are settled: those with a last word in the journal, and those that lie in the folder. */
async function finishedPhotos(photos: readonly ChaosPhoto[], folder: string): Promise<Set<string>> {
  const finished = new Set<string>();
  for (const {imageId, ...entry} of (await readJournal(join(folder, 'journal.ndjson'))).values()) {
    if (entry.ok || !TRANSIENT_REASONS.has(entry.reason)) finished.add(imageId);
  }
  for (const {imageId} of photos) if (existsSync(photoPath(join(folder, 'images'), imageId))) finished.add(imageId);
  return finished;
}

/** Every photo that is there is the right one, whole; every one that is not has the reason that it should have. */
export async function checkRun(
  photos: readonly ChaosPhoto[],
  where: {images: string; journal: string},
  run: string,
  problems: string[],
): Promise<void> {
  const journal = await readJournal(where.journal);
  for (const {imageId, fault, ends, bytes} of photos) {
    const entry = journal.get(imageId);
    const ended = entry === undefined ? 'without a word' : entry.ok ? 'ok' : entry.reason;
    if (ended !== ends)
      problems.push(`${run}: ${imageId}, which ${fault}, ended ${ended} and not ${ends}${entry?.ok === false ? `: ${entry.message}` : ''}`);
    const file = await readFile(photoPath(where.images, imageId)).catch(() => undefined);
    if ((file !== undefined) !== (ends === 'ok'))
      problems.push(`${run}: ${imageId} ${file === undefined ? 'is missing' : 'should not be there'}`);
    else if (file !== undefined && !file.equals(bytes)) problems.push(`${run}: ${imageId} is not what the tables describe`);
  }
  if (journal.size !== photos.length) problems.push(`${run}: the journal speaks of ${journal.size} photos`);
}

export async function compareFolders(one: string, other: string, problems: string[]): Promise<void> {
  const names = async (folder: string): Promise<string[]> =>
    (await readdir(folder, {recursive: true, withFileTypes: true}))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
      .sort();
  const [ones, others] = [await names(one), await names(other)];
  if (ones.join('\n') !== others.join('\n')) problems.push(`the folders hold ${ones.length} and ${others.length} files, not the same ones`);
  for (const name of ones) {
    const [a, b] = await Promise.all([readFile(join(one, name)), readFile(join(other, name)).catch(() => undefined)]);
    if (b === undefined || !a.equals(b)) problems.push(`${name} differs between the runs`);
  }
}

export function countFaults(photos: readonly ChaosPhoto[]): ChaosReport['faults'] {
  const counted = new Map<ChaosFault, ChaosReport['faults'][number]>();
  for (const {fault, ends} of photos) {
    const row = counted.get(fault) ?? {fault, photos: 0, ends};
    row.photos += 1;
    counted.set(fault, row);
  }
  return [...counted.values()].sort((a, b) => b.photos - a.photos);
}
