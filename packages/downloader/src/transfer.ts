import type {IncomingHttpHeaders} from 'node:http';
import type {Dispatcher} from 'undici';
import {Body} from './body.ts';
import {PhotoFailure} from './photo-failure.ts';
import {TransferClock} from './transfer-clock.ts';
import type {TransferLimits} from './transfer-clock.ts';

/** What a server answered. */
export type Answer = {
  status: number;
  headers: IncomingHttpHeaders;
  /** As it came over the wire; empty unless the status is 200. */
  body: Buffer;
  /** Whether the body's end was marked. One that ends with its connection may have been cut. */
  delimited: boolean;
};

/** Of an answer other than 200, at most so much is read to keep the connection. */
const MOST_IGNORED = 1 << 14;
const HEADERS = {
  accept: 'image/jpeg, image/*;q=0.9',
  'accept-encoding': 'identity',
  'user-agent': 'oid-downloader (+https://github.com/oid-js/oid)',
};

/**
 * One GET, one answer; redirects come back as they are. The body is bounded while it arrives.
 *
 * @param judge - sees status and headers of a 200 before the body; what it throws ends the transfer. Returns the most bytes to take.
 * @throws what `judge` throws; {@link PhotoFailure} `network` for a transfer that failed or was too slow, `refused` for an address that is not
 * allowed; the signal's reason.
 */
export function transfer(
  url: URL,
  {
    dispatcher,
    limits,
    judge,
    tooLong,
    signal,
  }: {
    dispatcher: Dispatcher;
    limits: TransferLimits;
    judge: (status: number, headers: IncomingHttpHeaders) => number;
    /** The failure of a body with more bytes than `judge` allowed. */
    tooLong: () => PhotoFailure;
    signal: AbortSignal;
  },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    let controller: Dispatcher.DispatchController | undefined;
    let ended = false;
    let answer: {status: number; headers: IncomingHttpHeaders} | undefined;
    let most = MOST_IGNORED;
    let body: Body | undefined;
    let length = 0;
    const end = (settle: () => void): void => {
      if (ended) return;
      ended = true;
      clock.stop();
      signal.removeEventListener('abort', abort);
      settle();
    };
    /** Nobody waits for the rest. */
    const cut = (error: Error): void => {
      end(() => reject(error));
      controller?.abort(error);
    };
    const ignoreBody = (): void => {
      const {status, headers} = answer as {status: number; headers: IncomingHttpHeaders};
      end(() => resolve({status, headers, body: Buffer.alloc(0), delimited: true}));
    };
    const abort = (): void => cut(signal.reason as Error);
    const clock = new TransferClock(limits, (why) => {
      if (answer !== undefined && answer.status !== 200) ignoreBody();
      cut(new PhotoFailure('network', why, {again: true}));
    });
    signal.addEventListener('abort', abort, {once: true});

    dispatcher.dispatch(
      {origin: url.origin, path: `${url.pathname}${url.search}`, method: 'GET', headers: HEADERS},
      {
        onRequestStart(started) {
          controller = started;
          if (ended) started.abort(new Error('nobody waits for this any more'));
        },
        onResponseStart(_, status, headers) {
          // 1xx announces another.
          if (status < 200) return;
          answer = {status, headers};
          clock.begin();
          if (status !== 200) return;
          try {
            most = judge(status, headers);
          } catch (error) {
            return cut(error as Error);
          }
          body = new Body(announcedLength(headers));
        },
        onResponseData(_, chunk) {
          if (ended) return;
          clock.arrived(chunk.length);
          length += chunk.length;
          if (length > most) {
            if (answer?.status !== 200) ignoreBody();
            return cut(tooLong());
          }
          body?.push(chunk);
        },
        onResponseEnd() {
          if (body === undefined) return ignoreBody();
          const {bytes} = body;
          const {status, headers} = answer as {status: number; headers: IncomingHttpHeaders};
          const delimited = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
          end(() => resolve({status, headers, body: bytes, delimited}));
        },
        onResponseError(_, error) {
          if (answer !== undefined && answer.status !== 200) return ignoreBody();
          end(() => reject(asFailure(error)));
        },
      },
    );
  });
}

/** The body's length as announced; `undefined` where it was not, or not in digits. */
export function announcedLength(headers: IncomingHttpHeaders): number | undefined {
  const text = headers['content-length']?.trim() ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function asFailure(error: Error): PhotoFailure {
  const inner = innermost(error);
  if (inner instanceof PhotoFailure) return inner;
  return new PhotoFailure('network', `the transfer failed (${inner.message})`, {again: true, cause: error});
}

/** What happened may hide in a cause, or in the first of several attempts at a connection. */
function innermost(error: Error): Error {
  const first: unknown = error instanceof AggregateError ? (error.errors as unknown[])[0] : error.cause;
  return first instanceof Error && !(error instanceof PhotoFailure) ? innermost(first) : error;
}
