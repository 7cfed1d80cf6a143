import {startAttemptClock} from './attempt-clock.ts';
import type {AttemptClock} from './attempt-clock.ts';
import type {ResolvedOptions} from './download-options.ts';
import type {FetchResponse} from './fetch-type.ts';
import {PhotoFailure} from './photo-failure.ts';
import type {PhotoRequest} from './photo-request.ts';
import {readBody} from './read-body.ts';
import {retryAfterMs} from './retry-after.ts';

const LONGEST_CHAIN = 5;
const HEADERS = {
  accept: 'image/jpeg, image/*;q=0.9',
  'accept-encoding': 'identity',
  'user-agent': 'oid-downloader (+https://github.com/oid-js/oid)',
};

/**
 * One attempt at the bytes of an original over HTTP. Follows redirects by hand, because where they lead tells a removed photo.
 *
 * @throws {@link PhotoFailure}; the signal's reason when the run stops.
 */
export async function fetchOriginal(request: PhotoRequest, options: ResolvedOptions, signal: AbortSignal): Promise<Uint8Array> {
  const clock = startAttemptClock(options, signal);
  try {
    const response = await follow(new URL(request.url), options, clock);
    judgeStatus(response);
    judgeType(response);
    return await readBody(response, request, options.maxBytes, clock);
  } catch (error) {
    if (error instanceof PhotoFailure) throw error;
    if (signal.aborted) throw signal.reason;
    throw new PhotoFailure('network', clock.expired() ?? `the transfer failed (${innermost(error)})`, {again: true, cause: error});
  } finally {
    clock.stop();
  }
}

async function follow(start: URL, {fetch}: ResolvedOptions, clock: AttemptClock): Promise<FetchResponse> {
  let url = start;
  for (let hop = 0; hop <= LONGEST_CHAIN; hop += 1) {
    const response = await fetch(url.href, {headers: HEADERS, redirect: 'manual', signal: clock.signal});
    clock.touch();
    const location = [301, 302, 303, 307, 308].includes(response.status) ? response.headers.get('location') : null;
    if (location === null) return response;
    const {status} = response;
    if (!URL.canParse(location, url.href)) throw new PhotoFailure('network', 'the server redirects to an invalid address', {status});
    const next = new URL(location, url);
    if (/\/photo_unavailable[^/]*$/i.test(next.pathname)) {
      throw new PhotoFailure('removed', `the host shows a placeholder: redirected to ${next.origin}${next.pathname}`, {status});
    }
    if (next.protocol !== 'http:' && next.protocol !== 'https:') {
      throw new PhotoFailure('refused', `redirected to a ${next.protocol} address`, {status});
    }
    await discard(response);
    url = next;
  }
  throw new PhotoFailure('network', `redirected more than ${LONGEST_CHAIN} times`);
}

/** Frees the connection for the next hop. */
async function discard({body}: FetchResponse): Promise<void> {
  if (body !== null && 'cancel' in body && typeof body.cancel === 'function') await (body.cancel() as Promise<void>);
}

function judgeStatus({status, headers}: FetchResponse): void {
  if (status === 200) return;
  const answered = `the server answered ${status}`;
  if (status === 404 || status === 410) throw new PhotoFailure('absent', answered, {status});
  if (status === 429 || status === 503) {
    throw new PhotoFailure('throttled', answered, {status, again: true, retryAfterMs: retryAfterMs(headers.get('retry-after'))});
  }
  if (status === 408 || status === 425 || status >= 500) throw new PhotoFailure('network', answered, {status, again: true});
  if (status >= 400) throw new PhotoFailure('refused', answered, {status});
  throw new PhotoFailure('network', `${answered} where 200 was expected`, {status});
}

/** Object storage often has no better type than octet-stream; the bytes are looked at later. */
function judgeType({status, headers}: FetchResponse): void {
  const type = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === '' || type.startsWith('image/') || /^(?:application|binary)\/octet-stream$/.test(type)) return;
  throw new PhotoFailure('removed', `the server answered with ${type.slice(0, 100)} where a photo was expected`, {status});
}

/** `fetch failed` hides what happened in its cause. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? innermost(error.cause) : error.message;
}
