import {TRANSIENT_REASONS} from './journal-entry.ts';
import type {Hop, JournalEntry} from './journal-entry.ts';
import type {ResolvedOptions} from './download-options.ts';
import type {PhotoRequest} from './photo-request.ts';

/** The `message` of a hop to a source that could not be asked. */
export const NO_ADDRESS = 'the request has no address in this source';

/** The download's sources that failed a photo for good in an earlier run, so that they are not asked again. */
export function lastingHops(
  entry: JournalEntry | undefined,
  request: PhotoRequest,
  {sources, retryReasons}: Pick<ResolvedOptions, 'sources' | 'retryReasons'>,
): Hop[] {
  if (entry?.ok !== false || entry.hops === undefined) return [];
  return entry.hops.filter(({source: name, reason, message}) => {
    const source = sources.find((one) => one.name === name);
    if (source === undefined || TRANSIENT_REASONS.has(reason) || retryReasons.has(reason)) return false;
    return message !== NO_ADDRESS || source.locate(request) === undefined;
  });
}
