import type {ResolvedOptions} from './download-options.ts';
import {TRANSIENT_REASONS} from './journal-entry.ts';
import type {JournalEntry, StoredEntry} from './journal-entry.ts';
import {lastingHops} from './lasting-hops.ts';
import {judgeChecksums, judgeFormat} from './photo-checks.ts';
import {PhotoFailure} from './photo-failure.ts';
import type {PhotoRequest} from './photo-request.ts';

/**
 * What an earlier run settled about a photo: the entry, and whether the journal has it yet; `undefined` when it must be asked for.
 *
 * A failure counts while it is for good and each of the download's sources had a part in it. A stored photo counts while it has the size in the journal, it was made with the same `maxSide`, its source is one of the download's, and the
 * tables still speak of the same original. A photo that the journal does not know is verified where that is possible, which is when originals are
 * stored as they are.
 */
export async function knownPhoto(
  request: PhotoRequest,
  entry: JournalEntry | undefined,
  options: ResolvedOptions,
): Promise<{entry: JournalEntry; journaled: boolean} | undefined> {
  if (entry?.ok === false) {
    const lasting = !TRANSIENT_REASONS.has(entry.reason) && lastingHops(entry, request, options).length === options.sources.length;
    return lasting ? {entry, journaled: true} : undefined;
  }
  if (entry !== undefined && !isAnswerTo(entry, request, options)) return undefined;
  if (entry !== undefined && options.trustJournal) return {entry, journaled: true};
  const bytes = await options.store.sizeOf(request.imageId);
  if (bytes === undefined) return undefined;
  if (entry !== undefined) return bytes === entry.bytes ? {entry, journaled: true} : undefined;
  const verified = await verifyStored(request, bytes, options);
  return verified === undefined ? undefined : {entry: verified, journaled: false};
}

function isAnswerTo(entry: StoredEntry, {size, md5}: PhotoRequest, {sources, maxSide}: ResolvedOptions): boolean {
  const source = sources.find(({name}) => name === entry.source);
  if (source === undefined || entry.maxSide !== maxSide) return false;
  return !source.original || ((size ?? entry.receivedBytes) === entry.receivedBytes && (md5 ?? entry.receivedMd5) === entry.receivedMd5);
}

async function verifyStored(request: PhotoRequest, bytes: number, options: ResolvedOptions): Promise<JournalEntry | undefined> {
  const {imageId, size, md5} = request;
  const source = options.sources.find(({original}) => original);
  if (source === undefined || options.transform !== undefined || options.maxSide !== undefined || md5 === undefined) return undefined;
  if ((size ?? bytes) !== bytes) return undefined;
  try {
    const stored = await options.store.read(imageId);
    const receivedMd5 = judgeChecksums(stored, {size, md5, placeholders: options.placeholders});
    judgeFormat(stored);
    return {imageId, ok: true, bytes, receivedBytes: bytes, receivedMd5, source: source.name};
  } catch (error) {
    if (error instanceof PhotoFailure) return undefined;
    throw error;
  }
}
