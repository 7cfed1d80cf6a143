import {OptionError} from '@oid/core';
import {fetch as undiciFetch} from 'undici';
import {FetchTableError} from '../errors/fetch-table-error.ts';
import {stallGuard} from './stall-guard.ts';
import {TransientError} from './transient-error.ts';
import type {Opened, TableSource} from './table-source.ts';

/** The part of a `fetch` response that is used. */
export type FetchResponse = {
  readonly status: number;
  readonly headers: {get(name: string): string | null};
  readonly body: AsyncIterable<Uint8Array> | null;
};

/** The part of `fetch` that is used: undici's, the global one, or a stand-in. */
export type Fetch = (url: string, init: {headers: Record<string, string>; signal: AbortSignal}) => Promise<FetchResponse>;

/**
 * Tables below a base URL. Asks with the validators of the copy in place, so that an unchanged table is not sent again; a server without
 * validators sends it. An absent name is 404, 410, 403 (how object storage answers where listing is not allowed) or a page of HTML.
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
    async open(name, known, signal) {
      const url = urlOf(name);
      const headers: Record<string, string> = {'accept-encoding': 'identity'};
      if (known?.etag !== undefined) headers['if-none-match'] = known.etag;
      else if (known?.modified !== undefined) headers['if-modified-since'] = known.modified;
      const guard = stallGuard(options.timeoutMs, signal);
      const close = (): void => guard.stop();
      const end = (kind: 'absent' | 'same'): Opened => {
        close();
        return {kind};
      };
      try {
        const response = await fetch(url.href, {headers, signal: guard.signal}).catch((error: unknown) => {
          if (signal?.aborted === true) throw signal.reason;
          throw new TransientError(
            guard.stalled() ? `no answer within ${options.timeoutMs} ms` : reasonOf(error),
            undefined,
            undefined,
            error,
          );
        });
        const {status} = response;
        if (status === 304 && known !== undefined) return end('same');
        if (status === 403 || status === 404 || status === 410) return end('absent');
        if (status === 408 || status === 429 || status >= 500) {
          throw new TransientError(`the server answered ${status}`, status, response.headers.get('retry-after') ?? undefined);
        }
        if (status !== 200 || response.body === null) throw new FetchTableError(bare(url), `the server answered ${status}`, status);
        if (/^text\/html\b/i.test(response.headers.get('content-type') ?? '')) return end('absent');
        const etag = response.headers.get('etag') ?? undefined;
        const modified = response.headers.get('last-modified') ?? undefined;
        if (known !== undefined && unchanged(known, etag, modified)) return end('same');
        const length = response.headers.get('content-encoding') === null ? response.headers.get('content-length') : null;
        const chunks = guarded(response.body, guard, signal, options.timeoutMs);
        return {kind: 'content', chunks, expectedBytes: length === null ? undefined : Number(length), etag, modified, close};
      } catch (error) {
        close();
        throw error;
      }
    },
  };
}

/** For servers that send validators but ignore conditions. */
function unchanged(
  known: {etag?: string | undefined; modified?: string | undefined},
  etag: string | undefined,
  modified: string | undefined,
): boolean {
  return known.etag === undefined ? known.modified !== undefined && known.modified === modified : known.etag === etag;
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
