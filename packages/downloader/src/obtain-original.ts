import {createHash} from 'node:crypto';
import type {ResolvedOptions} from './download-options.ts';
import {fetchOriginal} from './fetch-original.ts';
import type {HostPauses} from './host-pauses.ts';
import {PhotoFailure} from './photo-failure.ts';
import type {PhotoRequest} from './photo-request.ts';
import {readLocal} from './read-local.ts';

const LONGEST_BACKOFF_MS = 30_000;

/** An original whose size and MD5 are what the tables say, where they say it. */
export type Original = {bytes: Uint8Array; md5: string};

/**
 * Gets an original, trying again where that may help: exponential back-off with jitter, or as long as the server asks.
 *
 * @throws {@link PhotoFailure}; the signal's reason when the run stops.
 */
export async function obtainOriginal(
  request: PhotoRequest,
  options: ResolvedOptions,
  pauses: HostPauses,
  signal: AbortSignal,
): Promise<Original> {
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
  if (url?.protocol === 'file:' && options.allowFiles) return verify(await readLocal(request, options.maxBytes), request);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const hint = url?.protocol === 'file:' ? '; pass allowFiles to read files' : '';
    throw new PhotoFailure('refused', `${url === undefined ? 'the address is no URL' : `a ${url.protocol} address is not fetched`}${hint}`);
  }
  if (url.username !== '' || url.password !== '') throw new PhotoFailure('refused', 'the address carries a user name or password');
  const sleep = (ms: number): Promise<unknown> => options.sleep(ms, signal);
  for (let failures = 0; ; failures += 1) {
    await pauses.wait(url.host, options.longestRetryAfterMs, sleep);
    signal.throwIfAborted();
    try {
      return verify(await fetchOriginal(request, options, signal), request);
    } catch (error) {
      if (!(error instanceof PhotoFailure) || !error.detail.again) throw error;
      const asked = error.detail.retryAfterMs;
      if (asked !== undefined) pauses.hold(url.host, asked);
      if (failures >= options.retries) throw withAttempts(error, failures + 1);
      // A longer time that the server named is waited for at the top of the loop, as by all others that ask it.
      const longest = Math.min(LONGEST_BACKOFF_MS, options.backoffMs * 2 ** failures);
      if ((asked ?? 0) < longest) await sleep(longest * (0.5 + options.random.uniform() / 2));
    }
  }
}

/** MD5 as a checksum against accidents, as the tables carry no other. @throws {@link PhotoFailure} `changed`. */
export function verify(bytes: Uint8Array, {size, md5}: PhotoRequest): Original {
  if (size !== undefined && bytes.length !== size) {
    throw new PhotoFailure('changed', `the photo has ${bytes.length} bytes, but the tables say ${size}`);
  }
  const found = createHash('md5').update(bytes).digest('base64');
  if (md5 !== undefined && md5 !== found) throw new PhotoFailure('changed', `the photo has MD5 ${found}, but the tables say ${md5}`);
  return {bytes, md5: found};
}

function withAttempts(failure: PhotoFailure, attempts: number): PhotoFailure {
  const {reason, status} = failure.detail;
  return new PhotoFailure(reason, attempts === 1 ? failure.message : `${failure.message}, after ${attempts} attempts`, {
    status,
    cause: failure,
  });
}
