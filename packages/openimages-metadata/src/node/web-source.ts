import {OptionError} from '@oid/core';
import {fetch as undiciFetch} from 'undici';
import {FetchTableError} from '../errors/fetch-table-error.ts';
import {md5Hex} from '../md5-hex.ts';
import {stallGuard} from './stall-guard.ts';
import {TransientError} from './transient-error.ts';
import type {Opened, Present, TableSource} from './table-source.ts';

/** The part of a `fetch` response that is used. */
export type FetchResponse = {
  readonly status: number;
  readonly headers: {get(name: string): string | null};
  readonly body: AsyncIterable<Uint8Array> | null;
};

/** The part of `fetch` that is used: undici's, the global one, or a stand-in. */
export type Fetch = (url: string, init: {headers: Record<string, string>; signal: AbortSignal}) => Promise<FetchResponse>;

/**
 * Files below a base URL. Asks with the validators of what is present, so that an unchanged table is not sent again, and for the rest of one that
 * was cut off; a server without validators sends the whole. An absent name is 404, 410, 403 (how object storage answers where listing is not
 * allowed) or a page of HTML.
 *
 * @throws OptionError for a URL with credentials, which would end up in logs.
 */
export function webSource(baseUrl: string, options: {fetch?: Fetch | undefined; timeoutMs: number}): TableSource {
  const base = new URL(baseUrl);
  if (base.username !== '' || base.password !== '') {
    throw new OptionError('location', `${base.protocol}//***@${base.host}${base.pathname}`, 'a URL without a user name or password');
  }
  const fetch = options.fetch ?? undiciFetch;
  const urlOf = (name: string): URL => {
    const url = new URL(base);
    url.pathname = `${base.pathname.replace(/\/+$/, '')}/${name}`;
    return url;
  };
  // A query may hold a signature.
  const bare = (url: URL): string => `${url.origin}${url.pathname}`;
  return {
    location: bare(base),
    locate: (name) => bare(urlOf(name)),
    async open(name, present, signal) {
      const url = urlOf(name);
      const guard = stallGuard(options.timeoutMs, signal);
      const close = (): void => guard.stop();
      try {
        const headers = {'accept-encoding': 'identity', ...conditions(present)};
        const response = await fetch(url.href, {headers, signal: guard.signal}).catch((error: unknown) => {
          if (signal?.aborted === true) throw signal.reason;
          throw new TransientError(
            guard.stalled() ? `no answer within ${options.timeoutMs} ms` : reasonOf(error),
            undefined,
            undefined,
            error,
          );
        });
        const opened = interpret(response, present, bare(url), close, (body) => guarded(body, guard, signal, options.timeoutMs));
        if (opened.kind !== 'content') close();
        return opened;
      } catch (error) {
        close();
        throw error;
      }
    },
  };
}

function conditions(present: Present | undefined): Record<string, string> {
  if (present?.whole !== true) return headersOfRange(present) ?? {};
  const {etag, modified} = present;
  if (etag !== undefined) return {'if-none-match': etag};
  return modified === undefined ? {} : {'if-modified-since': modified};
}

/** A range is asked for only with a validator that vouches for every byte, which a weak ETag does not (RFC 9110, section 13.1.5). */
function headersOfRange(present: Present | undefined): Record<string, string> | undefined {
  if (present === undefined || present.whole || present.bytes === 0) return undefined;
  const {etag, modified, bytes} = present;
  const validator = etag !== undefined && !etag.startsWith('W/') ? etag : modified;
  return validator === undefined ? undefined : {range: `bytes=${bytes}-`, 'if-range': validator};
}

function interpret(
  response: FetchResponse,
  present: Present | undefined,
  place: string,
  close: () => void,
  guard: (body: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
): Opened {
  const {status, headers, body} = response;
  const header = (name: string): string | undefined => headers.get(name) ?? undefined;
  if (status === 304 && present?.whole === true) return {kind: 'same'};
  if (status === 416 && present?.whole === false) return {kind: 'changed'};
  if (status === 403 || status === 404 || status === 410) return {kind: 'absent'};
  if (status === 408 || status === 429 || status >= 500) {
    throw new TransientError(`the server answered ${status}`, status, header('retry-after'));
  }
  if (body === null || (status !== 200 && (status !== 206 || headersOfRange(present) === undefined))) {
    throw new FetchTableError(place, `the server answered ${status}`, status);
  }
  if (/^text\/html\b/i.test(header('content-type') ?? '')) return {kind: 'absent'};
  const [etag, modified] = [header('etag'), header('last-modified')];
  const unchanged =
    present !== undefined &&
    (present.etag === undefined ? present.modified !== undefined && present.modified === modified : present.etag === etag);
  // Some servers send validators but ignore conditions.
  if (present?.whole === true && unchanged) return {kind: 'same'};
  const length = header('content-encoding') === undefined ? header('content-length') : undefined;
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(header('content-range') ?? '');
  if (status === 206 && (!unchanged || Number(range?.[1]) !== present.bytes)) return {kind: 'changed'};
  return {
    kind: 'content',
    chunks: guard(body),
    offset: status === 206 ? Number(range?.[1]) : 0,
    totalBytes: status === 206 ? Number(range?.[2]) : length === undefined ? undefined : Number(length),
    etag,
    modified,
    md5: publishedMd5(header('x-goog-hash')),
    close,
  };
}

/** Google's storage sends `crc32c=…,md5=…`, base64. */
function publishedMd5(header: string | undefined): string | undefined {
  const base64 = /\bmd5=([A-Za-z0-9+/]{21}[AQgw]==)/.exec(header ?? '')?.[1];
  return base64 === undefined ? undefined : md5Hex(base64);
}

async function* guarded(
  body: AsyncIterable<Uint8Array>,
  guard: ReturnType<typeof stallGuard>,
  signal: AbortSignal | undefined,
  timeoutMs: number,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      guard.pause();
      yield chunk;
      guard.resume();
    }
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw new TransientError(
      guard.stalled() ? `nothing arrived for ${timeoutMs} ms` : `the transfer broke off (${reasonOf(error)})`,
      undefined,
      undefined,
      error,
    );
  } finally {
    guard.stop();
  }
}

/** `fetch failed` hides what happened in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
