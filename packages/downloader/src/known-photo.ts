import type {ResolvedOptions} from './download-options.ts';
import {TRANSIENT_REASONS} from './journal-entry.ts';
import type {JournalEntry} from './journal-entry.ts';
import {verify} from './obtain-original.ts';
import {PhotoFailure} from './photo-failure.ts';
import type {PhotoRequest} from './photo-request.ts';
import type {PhotoStore} from './photo-store.ts';
import {judgeFormat} from './store-photo.ts';

/**
 * What an earlier run settled about a photo: the entry, and whether the journal has it yet; `undefined` when it must be asked for.
 *
 * A stored photo counts while it has the size in the journal, it was made with the same `maxSide`, and the tables still speak of the same
 * original. A photo that the journal does not know is verified where that is possible, which is when originals are stored as they are.
 */
export async function knownPhoto(
  request: PhotoRequest,
  entry: JournalEntry | undefined,
  options: Pick<ResolvedOptions, 'store' | 'maxSide' | 'transform' | 'retryReasons'>,
): Promise<{entry: JournalEntry; journaled: boolean} | undefined> {
  if (entry?.ok === false) {
    const again = TRANSIENT_REASONS.has(entry.reason) || options.retryReasons.has(entry.reason);
    return again ? undefined : {entry, journaled: true};
  }
  const bytes = await options.store.sizeOf(request.imageId);
  if (bytes === undefined) return undefined;
  if (entry !== undefined) {
    const same =
      bytes === entry.bytes &&
      entry.maxSide === options.maxSide &&
      (request.size ?? entry.originalBytes) === entry.originalBytes &&
      (request.md5 ?? entry.originalMd5) === entry.originalMd5;
    return same ? {entry, journaled: true} : undefined;
  }
  if (options.transform !== undefined || request.md5 === undefined || (request.size ?? bytes) !== bytes) return undefined;
  const verified = await verifyStored(request, options.store);
  return verified === undefined ? undefined : {entry: verified, journaled: false};
}

async function verifyStored(request: PhotoRequest, store: PhotoStore): Promise<JournalEntry | undefined> {
  try {
    const {bytes, md5} = verify(await store.read(request.imageId), request);
    judgeFormat(bytes);
    return {imageId: request.imageId, ok: true, bytes: bytes.length, originalBytes: bytes.length, originalMd5: md5};
  } catch (error) {
    if (error instanceof PhotoFailure) return undefined;
    throw error;
  }
}
