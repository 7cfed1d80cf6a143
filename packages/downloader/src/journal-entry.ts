import {hasCode, parseImageId} from '@oid/core';
import type {ImageId} from '@oid/core';

/**
 * Why there is no photo. Never asked for again unless told to: `absent` (404, 410), `removed` (the host shows a placeholder or a page instead),
 * `changed` (another picture than the tables speak of: size or MD5 differs), `corrupt` (it does not decode), `refused` (an address that is
 * not fetched, or a client error). Asked for again by the next run: `throttled` (429, 503), `network`.
 */
export type Reason = 'absent' | 'removed' | 'changed' | 'throttled' | 'corrupt' | 'refused' | 'network';

/** All reasons. */
export const REASONS: readonly Reason[] = ['absent', 'removed', 'changed', 'throttled', 'corrupt', 'refused', 'network'];

/** Reasons that the next run asks again about by itself. */
export const TRANSIENT_REASONS: ReadonlySet<Reason> = new Set(['throttled', 'network']);

/** What became of one photo: one line of the journal. */
export type JournalEntry =
  | {
      imageId: ImageId;
      ok: true;
      /** Size of the stored file. */
      bytes: number;
      /** Size of the original, before any transformation. */
      originalBytes: number;
      /** MD5 of the original, base64 of the 16 raw bytes. */
      originalMd5: string;
      /** The option `maxSide` of the run that stored it. */
      maxSide?: number | undefined;
    }
  | {
      imageId: ImageId;
      ok: false;
      reason: Reason;
      message: string /** HTTP status, where there was an answer. */;
      status?: number | undefined;
    };

/** Returns the entry that a line of JSON holds, or a sentence that says what is wrong with it. */
export function parseJournalLine(line: string): JournalEntry | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'the line is not JSON';
  }
  if (typeof value !== 'object' || value === null) return 'the line is no JSON object';
  const entry = value as Record<string, unknown>;
  try {
    parseImageId(String(entry.imageId));
  } catch (error) {
    if (hasCode(error, 'core/invalid-id')) return 'the line has no valid imageId';
    throw error;
  }
  const {ok, bytes, originalBytes, originalMd5, reason, message} = entry;
  const whole =
    ok === true
      ? Number.isSafeInteger(bytes) && Number.isSafeInteger(originalBytes) && typeof originalMd5 === 'string'
      : ok === false && typeof message === 'string' && REASONS.some((known) => known === reason);
  return whole ? (entry as JournalEntry) : 'the line lacks fields of a journal entry';
}
