import type {Hop, JournalEntry} from './journal-entry.ts';
import {obtainPhoto} from './obtain-photo.ts';
import type {RunContext} from './obtain-photo.ts';
import type {PhotoRequest} from './photo-request.ts';

/**
 * Gets a photo and stores it, or finds out why not.
 *
 * @param earlier - sources that are not asked again.
 * @returns the line for the journal.
 * @throws the signal's reason when the run stops; what `transform` or the store throws.
 */
export async function settlePhoto(request: PhotoRequest, earlier: readonly Hop[], context: RunContext): Promise<JournalEntry> {
  const {imageId} = request;
  const {store, maxSide} = context.options;
  const found = await obtainPhoto(request, earlier, context);
  const about = {
    ...(found.host === '' ? {} : {host: found.host}),
    ...(found.hops.length > 0 ? {hops: found.hops} : {}),
  };
  if ('failure' in found) {
    const {message, detail} = found.failure;
    const status = detail.status === undefined ? {} : {status: detail.status};
    return {imageId, ok: false, reason: detail.reason, message, ...status, ...about, at: Date.now()};
  }
  // From here on an abort is not looked at: what has arrived is stored.
  await store.put(imageId, found.bytes);
  const {receivedBytes, receivedMd5, source} = found;
  const side = maxSide === undefined ? {} : {maxSide};
  return {imageId, ok: true, bytes: found.bytes.length, receivedBytes, receivedMd5, source, ...side, ...about, at: Date.now()};
}
