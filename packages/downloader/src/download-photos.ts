import {shardOf} from '@oid/core';
import type {ImageId} from '@oid/core';
import {resolveDownloadOptions} from './download-options.ts';
import type {DownloadOptions} from './download-options.ts';
import {HostPauses} from './host-pauses.ts';
import {REASONS} from './journal-entry.ts';
import type {JournalEntry, Reason} from './journal-entry.ts';
import {JournalWriter} from './journal-writer.ts';
import {knownPhoto} from './known-photo.ts';
import {obtainOriginal} from './obtain-original.ts';
import {PhotoFailure} from './photo-failure.ts';
import {checkRequest} from './photo-request.ts';
import type {PhotoRequest} from './photo-request.ts';
import {readJournal} from './read-journal.ts';
import {storePhoto} from './store-photo.ts';
import {workInParallel} from './work-in-parallel.ts';

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
 * Fetches photos, verifies size and MD5 of what arrives, transforms it and stores it whole, a bounded number at once.
 *
 * Each photo ends with a line in the journal, which is written after the photo has its final name: killed at any time, nothing finished is lost and
 * no half file has a photo's name. A later run asks only for what is missing; see {@link Reason} for failures that are remembered. The order of
 * journal lines varies from run to run, the photos do not.
 *
 * @param requests - taken one by one as there is room; a photo requested twice is fetched once.
 * @returns the summary. Photos that cannot be had are counted there, not thrown.
 * @throws OptionError, InvalidIdError for a bad option or request; JournalCorruptError; what `transform`, the source of the requests or the
 * disk throws. After an abort, the signal's reason, once what had arrived is stored and journaled.
 */
export async function downloadPhotos(
  requests: AsyncIterable<PhotoRequest> | Iterable<PhotoRequest>,
  options: DownloadOptions,
): Promise<DownloadSummary> {
  const resolved = resolveDownloadOptions(options);
  const {signal, onProgress, shard} = resolved;
  signal?.throwIfAborted();
  await resolved.store.clearTemporary();
  const settled = await readJournal(resolved.journal);
  const journal = await JournalWriter.open(resolved.journal);
  const pauses = new HostPauses();
  const seen = new Set<ImageId>();
  const summary = emptySummary();
  const total = Array.isArray(requests) && shard === undefined ? new Set(requests.map(({imageId}) => imageId)).size : undefined;
  let bytes = 0;
  let errors = 0;
  const report = (): void => onProgress?.({stage: 'download', done: summary.ok + errors, total, unit: 'photos', bytes, errors});
  const settle = (entry: JournalEntry): void => {
    summary.asked += 1;
    if (entry.ok) {
      summary.ok += 1;
    } else {
      summary.failed[entry.reason] += 1;
      errors += 1;
    }
    report();
  };
  const work = async (request: PhotoRequest, stop: AbortSignal): Promise<void> => {
    checkRequest(request);
    if (seen.has(request.imageId) || (shard !== undefined && shardOf(request.imageId, shard.count) !== shard.index)) return;
    seen.add(request.imageId);
    const known = await knownPhoto(request, settled.get(request.imageId), resolved);
    if (known !== undefined) {
      if (!known.journaled) await journal.append(known.entry);
      summary.skipped += 1;
      settle(known.entry);
      return;
    }
    const entry = await attempt(request, stop);
    await journal.append(entry);
    settle(entry);
  };
  const attempt = async (request: PhotoRequest, stop: AbortSignal): Promise<JournalEntry> => {
    try {
      const original = await obtainOriginal(request, resolved, pauses, stop);
      bytes += original.bytes.length;
      // From here on an abort is not looked at: what has arrived is stored.
      return await storePhoto(request, original, resolved);
    } catch (error) {
      if (!(error instanceof PhotoFailure)) throw error;
      const {reason, status} = error.detail;
      return {imageId: request.imageId, ok: false, reason, message: error.message, ...(status === undefined ? {} : {status})};
    }
  };
  report();
  let complete: boolean;
  try {
    complete = await workInParallel(requests, resolved.parallel, signal, work);
  } finally {
    await journal.close();
  }
  if (!complete) signal?.throwIfAborted();
  return summary;
}

function emptySummary(): DownloadSummary {
  return {asked: 0, ok: 0, skipped: 0, failed: Object.fromEntries(REASONS.map((reason) => [reason, 0])) as Record<Reason, number>};
}
