import {setMaxListeners} from 'node:events';
import {shardOf} from '@oid/core';
import {resolveDownloadOptions} from './download-options.ts';
import type {DownloadOptions} from './download-options.ts';
import {HostGates} from './host-gate.ts';
import {Journal} from './journal.ts';
import {REASONS} from './journal-entry.ts';
import type {JournalEntry, Reason} from './journal-entry.ts';
import {knownPhoto} from './known-photo.ts';
import {lastingHops} from './lasting-hops.ts';
import type {RunContext} from './obtain-photo.ts';
import {checkRequest} from './photo-request.ts';
import type {PhotoRequest} from './photo-request.ts';
import {settlePhoto} from './settle-photo.ts';
import {workInParallel} from './work-in-parallel.ts';
import type {Worker} from './work-in-parallel.ts';

/** So many photos may wait for their hosts for each that is worked on; one takes some 7 kB meanwhile. */
const WAITING_EACH = 16;

/** `asked` = `ok` + all of `failed`. */
export type DownloadSummary = {
  /** Distinct photos requested, of the shard where one is given. */
  asked: number;
  /** Photos that now lie whole in the folder, from this run or an earlier one. */
  ok: number;
  /** Those of `asked`, whole or failed for good, that an earlier run had settled, so that nobody was asked. */
  skipped: number;
  /** Photos that are not there, by reason. */
  failed: Record<Reason, number>;
};

/**
 * Fetches photos, verifies what arrives, shrinks it where asked to and stores it whole, a bounded number at once.
 *
 * Each photo ends with a line in the journal, which is written after the photo has its final name: killed at any time, nothing finished is lost and
 * no half file has a photo's name. A later run asks only for what is missing; see {@link Reason} for failures that are remembered. The order of
 * journal lines varies from run to run, the photos do not. Memory grows by 16 to 32 bytes a photo that the journal or the requests name.
 *
 * @param requests - taken one by one as there is room; a photo requested twice is fetched once.
 * @returns the summary. Photos that cannot be had are counted there, not thrown.
 * @throws OptionError, InvalidIdError for a bad option or request; JournalCorruptError; what `transform`, the source of the requests or the
 * store throws. After `drain` or `signal` came before the end, its reason, once what had arrived is stored and journaled.
 */
export async function downloadPhotos(
  requests: AsyncIterable<PhotoRequest> | Iterable<PhotoRequest>,
  options: DownloadOptions,
): Promise<DownloadSummary> {
  const resolved = resolveDownloadOptions(options);
  const {drain, signal, onProgress, shard, dispatcher} = resolved;
  const stop = linked(signal, drain);
  const cut = linked(signal);
  let journal: Journal | undefined;
  try {
    stop.signal.throwIfAborted();
    await resolved.store.clearTemporary();
    journal = await Journal.open(resolved.journal);
    const {complete, summary} = await work(journal);
    if (!complete) stop.signal.throwIfAborted();
    return summary;
  } finally {
    await journal?.close();
    stop.unlink();
    cut.unlink();
    if (options.dispatcher === undefined) await dispatcher.destroy();
  }

  async function work(settled: Journal): Promise<{complete: boolean; summary: DownloadSummary}> {
    const summary = emptySummary();
    let total = Array.isArray(requests) ? requests.length : undefined;
    let bytes = 0;
    let errors = 0;
    const report = (): void => onProgress?.({stage: 'download', done: summary.ok + errors, total, unit: 'photos', bytes, errors});
    const count = (entry: JournalEntry): void => {
      summary.asked += 1;
      if (entry.ok) {
        summary.ok += 1;
      } else {
        summary.failed[entry.reason] += 1;
        errors += 1;
      }
      report();
    };
    const contextOf = ({signal: stopped, lend}: Worker): RunContext => ({
      options: resolved,
      gates,
      stopped,
      cut: cut.signal,
      lend,
      sleep: (ms) => lend(() => resolved.sleep(ms, stopped)),
      onReceived: (received) => {
        bytes += received;
      },
    });
    const gates = new HostGates(
      {connections: resolved.connectionsPerHost, ratePerSecond: resolved.ratePerHost, longestRetryAfterMs: resolved.longestRetryAfterMs},
      resolved.rate,
    );
    const pool = {parallel: resolved.parallel, waiting: WAITING_EACH * resolved.parallel, signal: stop.signal};
    report();
    const complete = await workInParallel(requests, pool, async (request, worker) => {
      checkRequest(request);
      const elsewhere = shard !== undefined && shardOf(request.imageId, shard.count) !== shard.index;
      if (elsewhere || !settled.meet(request.imageId)) {
        if (total !== undefined) total -= 1;
        return;
      }
      const earlier = settled.entryOf(request.imageId);
      const known = await knownPhoto(request, earlier, resolved);
      if (known !== undefined) {
        if (!known.journaled) await settled.append(known.entry);
        summary.skipped += 1;
        count(known.entry);
        return;
      }
      const lasting = lastingHops(earlier, request, resolved);
      const entry = await settlePhoto(request, lasting, contextOf(worker)).catch((error: unknown) => {
        // Nobody shall wait for transfers that end in the same error; a drain lets them finish.
        if (!worker.signal.aborted) cut.abort(error);
        throw error;
      });
      await settled.append(entry);
      count(entry);
    });
    return {complete, summary};
  }
}

/** A signal that aborts as soon as one of several does. */
function linked(...signals: readonly (AbortSignal | undefined)[]): {
  signal: AbortSignal;
  abort: (reason: unknown) => void;
  unlink: () => void;
} {
  const controller = new AbortController();
  // As many listeners as there are photos under way is no leak.
  setMaxListeners(0, controller.signal);
  const links = signals.flatMap((signal) => {
    if (signal === undefined) return [];
    const forward = (): void => controller.abort(signal.reason);
    if (signal.aborted) forward();
    signal.addEventListener('abort', forward, {once: true});
    return [() => signal.removeEventListener('abort', forward)];
  });
  return {signal: controller.signal, abort: (reason) => controller.abort(reason), unlink: () => links.forEach((unlink) => unlink())};
}

function emptySummary(): DownloadSummary {
  return {asked: 0, ok: 0, skipped: 0, failed: Object.fromEntries(REASONS.map((reason) => [reason, 0])) as Record<Reason, number>};
}
