import {hasCode, parseImageId} from '@oid/core';
import type {ImageId} from '@oid/core';

/**
 * Why there is no photo. Never asked for again unless told to: `absent` (404, 410), `removed` (the host shows a placeholder or a page instead),
 * `changed` (another picture than the tables speak of: size or MD5 differs), `corrupt` (it does not decode), `refused` (an address that is
 * not fetched, a client error, or a picture that the rules leave out). Asked for again by the next run: `throttled` (429, 503), `network`.
 */
export type Reason = 'absent' | 'removed' | 'changed' | 'throttled' | 'corrupt' | 'refused' | 'network';

/** All reasons. */
export const REASONS: readonly Reason[] = ['absent', 'removed', 'changed', 'throttled', 'corrupt', 'refused', 'network'];

/** Reasons that the next run asks again about by itself. */
export const TRANSIENT_REASONS: ReadonlySet<Reason> = new Set(['throttled', 'network']);

/** Why one source did not have the photo. */
export type Hop = {source: string; reason: Reason; message: string; status?: number | undefined};

/** What became of one photo: one line of the journal. */
export type JournalEntry = (StoredEntry | FailedEntry) & {
  imageId: ImageId;
  /** When it was settled, in ms since 1970. */
  at?: number | undefined;
  /** Where it came from or should have: `host:port`; absent for files. */
  host?: string | undefined;
  /** Sources that were tried before, or, of a failure, all of them. */
  hops?: readonly Hop[] | undefined;
};

/** A photo that lies whole in the store. */
export type StoredEntry = {
  ok: true;
  /** Size of what is stored. */
  bytes: number;
  /** Size of what arrived, before any transformation. */
  receivedBytes: number;
  /** MD5 of what arrived, base64 of the 16 raw bytes. */
  receivedMd5: string;
  /** Name of the source that had it. */
  source: string;
  /** The option `maxSide` of the run that stored it. */
  maxSide?: number | undefined;
};

/** A photo that no source had. */
export type FailedEntry = {
  ok: false;
  reason: Reason;
  message: string;
  /** HTTP status, where there was an answer. */
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
  const {ok, bytes, receivedBytes, receivedMd5, source, reason, message} = entry;
  const whole =
    ok === true
      ? Number.isSafeInteger(bytes) && Number.isSafeInteger(receivedBytes) && typeof receivedMd5 === 'string' && typeof source === 'string'
      : ok === false && typeof message === 'string' && REASONS.some((known) => known === reason);
  return whole ? (entry as JournalEntry) : 'the line lacks fields of a journal entry';
}
