import type {ResolvedOptions} from './download-options.ts';
import {fetchPhoto, judgeAddress} from './fetch-photo.ts';
import type {FetchContext} from './fetch-photo.ts';
import {TRANSIENT_REASONS} from './journal-entry.ts';
import type {Hop} from './journal-entry.ts';
import {NO_ADDRESS} from './lasting-hops.ts';
import {judgeChecksums} from './photo-checks.ts';
import type {Expected} from './photo-checks.ts';
import {PhotoFailure} from './photo-failure.ts';
import type {PhotoRequest} from './photo-request.ts';
import type {PhotoSource} from './photo-source.ts';
import {preparePhoto} from './prepare-photo.ts';
import {readLocal} from './read-local.ts';

const LONGEST_BACKOFF_MS = 30_000;

/** A photo that passed every check of its source. */
export type ObtainedPhoto = {
  /** To be stored. */
  bytes: Uint8Array;
  receivedBytes: number;
  /** Base64. */
  receivedMd5: string;
  source: string;
  host: string;
  /** Sources that were tried before. */
  hops: Hop[];
};

/** No source had the photo. */
export type UnobtainedPhoto = {failure: PhotoFailure; host: string; hops: Hop[]};

/** What a run shares among its photos. */
export type RunContext = FetchContext & {
  /** Counts bytes that arrived. */
  onReceived: (bytes: number) => void;
};

/**
 * Tries the sources in turn until one has the photo whole.
 *
 * @param earlier - of sources that are not asked again.
 * @returns the photo; or the failure that stands for all: one that may pass, so that the next run asks again, else the first source's.
 * @throws the signal's reason when the run stops; what `transform` throws.
 */
export async function obtainPhoto(
  request: PhotoRequest,
  earlier: readonly Hop[],
  context: RunContext,
): Promise<ObtainedPhoto | UnobtainedPhoto> {
  const hops: Hop[] = [];
  const failures: {failure: PhotoFailure; host: string}[] = [];
  for (const source of context.options.sources) {
    const address = source.locate(request);
    if (address === undefined) {
      hops.push({source: source.name, reason: 'absent', message: NO_ADDRESS});
      continue;
    }
    const known = earlier.find(({source: name}) => name === source.name);
    if (known !== undefined) {
      failures.push({failure: new PhotoFailure(known.reason, known.message, {status: known.status}), host: hostOf(address)});
      hops.push(known);
      continue;
    }
    try {
      return {...(await fromSource(request, source, address, context)), source: source.name, hops};
    } catch (error) {
      if (!(error instanceof PhotoFailure)) throw error;
      failures.push({failure: error, host: hostOf(address)});
      const {reason, status} = error.detail;
      const where = reason === 'absent' && !source.original ? `not in this source: ${error.message}` : error.message;
      hops.push({source: source.name, reason, message: where, ...(status === undefined ? {} : {status})});
    }
  }
  const nowhere = {failure: new PhotoFailure('absent', 'the request has no address in any source'), host: ''};
  const telling = failures.find(({failure}) => TRANSIENT_REASONS.has(failure.detail.reason)) ?? failures[0] ?? nowhere;
  return {...telling, hops};
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}

type FromSource = Omit<ObtainedPhoto, 'source' | 'hops'>;

async function fromSource(request: PhotoRequest, source: PhotoSource, address: string, context: RunContext): Promise<FromSource> {
  const {options, onReceived} = context;
  const {size, md5} = source.original ? request : {};
  const expected: Expected = {size, md5, placeholders: options.placeholders};
  const finish = async (received: Uint8Array, host: string): Promise<FromSource> => {
    const receivedMd5 = judgeChecksums(received, expected);
    onReceived(received.length);
    const bytes = await preparePhoto(received, md5 !== undefined, options);
    return {bytes, receivedBytes: received.length, receivedMd5, host};
  };
  if (!URL.canParse(address)) throw new PhotoFailure('refused', 'the address is no URL');
  const url = new URL(address);
  if (url.protocol === 'file:') {
    if (source.local !== true && !options.allowFiles) throw new PhotoFailure('refused', 'a file: address is not read; pass allowFiles');
    return finish(await readLocal(url, expected, options.maxBytes), '');
  }
  judgeAddress(url, 'the address is');
  return finish(await fetchPatiently(url, expected, context), url.host);
}

/**
 * Tries again where that may help: exponential back-off with jitter, or as long as the server asks. What most attempts ended with stands for all: a
 * photo that a server cannot send is not `throttled` for a last answer in a storm of 429.
 */
async function fetchPatiently(url: URL, expected: Expected, context: FetchContext): Promise<Buffer> {
  const {retries, backoffMs, random}: ResolvedOptions = context.options;
  const failures: PhotoFailure[] = [];
  for (;;) {
    try {
      const throttled = failures.some(({detail}) => detail.reason === 'throttled');
      return await fetchPhoto(url, expected, throttled, context);
    } catch (error) {
      if (!(error instanceof PhotoFailure) || !error.detail.again) throw error;
      failures.push(error);
      if (failures.length > retries) throw mostFrequent(failures);
      // A longer time that the server named is sat out at its gate, as by all others that ask it.
      const longest = Math.min(LONGEST_BACKOFF_MS, backoffMs * 2 ** (failures.length - 1));
      if ((error.detail.retryAfterMs ?? 0) < longest) await context.sleep(longest * (0.5 + random.uniform() / 2));
    }
  }
}

/** The last failure of the most frequent reason, of equals of the later one. */
function mostFrequent(failures: readonly PhotoFailure[]): PhotoFailure {
  const count = (wanted: PhotoFailure): number => failures.filter(({detail}) => detail.reason === wanted.detail.reason).length;
  const failure = failures.reduce((best, next) => (count(next) >= count(best) ? next : best));
  if (failures.length === 1) return failure;
  const {reason, status} = failure.detail;
  return new PhotoFailure(reason, `${failure.message}, after ${failures.length} attempts`, {status, cause: failure});
}
