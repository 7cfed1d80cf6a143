import type {IncomingHttpHeaders} from 'node:http';
import {promisify} from 'node:util';
import {brotliDecompress, gunzip, inflate} from 'node:zlib';
import {retryAfterMs} from '@oid/core';
import type {ResolvedOptions} from './download-options.ts';
import type {GateWaits, HostGates} from './host-gate.ts';
import {PhotoFailure} from './photo-failure.ts';
import {judgeLength, tooLong} from './photo-checks.ts';
import type {Expected} from './photo-checks.ts';
import {announcedLength, transfer} from './transfer.ts';
import type {Answer} from './transfer.ts';

const LONGEST_CHAIN = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** What a run shares among its requests. */
export type FetchContext = {
  options: ResolvedOptions;
  gates: HostGates;
  /** Nothing new is begun once it aborts. */
  stopped: AbortSignal;
  /** Ends transfers. */
  cut: AbortSignal;
} & GateWaits;

/**
 * One attempt at the bytes behind an address. Follows redirects by hand: where they lead tells a removed photo, and every step must be an address that
 * may be asked, when its host may be asked.
 *
 * @param throttled - whether this photo was throttled before.
 * @throws {@link PhotoFailure}; the signal's reason when the run stops.
 */
export async function fetchPhoto(start: URL, expected: Expected, throttled: boolean, context: FetchContext): Promise<Buffer> {
  let url = start;
  for (let hop = 0; hop <= LONGEST_CHAIN; hop += 1) {
    const answer = await ask(url, expected, throttled, context);
    const {status, headers} = answer;
    const {location} = headers;
    if (!REDIRECTS.has(status) || location === undefined) return decode(answer, expected, context);
    if (!URL.canParse(location, url.href)) throw new PhotoFailure('network', 'the server redirects to an invalid address', {status});
    url = new URL(location, url);
    judgeAddress(url, 'redirected to', status);
  }
  throw new PhotoFailure('network', `redirected more than ${LONGEST_CHAIN} times`);
}

/** @throws {@link PhotoFailure}: `refused` for what is not asked, `removed` for the address of a placeholder. */
export function judgeAddress(url: URL, how: string, status?: number): void {
  const about = {status};
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new PhotoFailure('refused', `${how} a ${url.protocol} address`, about);
  if (url.username !== '' || url.password !== '')
    throw new PhotoFailure('refused', `${how} an address with a user name or password`, about);
  if (/\/photo_unavailable[^/]*$/i.test(url.pathname)) {
    throw new PhotoFailure('removed', `the host shows a placeholder: ${how} ${url.origin}${url.pathname}`, about);
  }
}

async function ask(url: URL, expected: Expected, throttled: boolean, context: FetchContext): Promise<Answer> {
  const {options, gates, stopped, cut} = context;
  const {dispatcher, maxBytes} = options;
  const gate = gates.of(url.host);
  const judge = (status: number, headers: IncomingHttpHeaders): number => {
    judgeType(status, headers);
    return judgeLength(headers['content-encoding'] === undefined ? announcedLength(headers) : undefined, expected, maxBytes);
  };
  return gate.pass(
    async () => {
      stopped.throwIfAborted();
      const startedAt = Date.now();
      const answer = await transfer(url, {dispatcher, limits: options, judge, tooLong: () => tooLong(expected, maxBytes), signal: cut});
      const {status, headers} = answer;
      if (status !== 429 && status !== 503) gate.speedUp();
      else {
        const asked = retryAfterMs(headers['retry-after']);
        // A photo that is throttled again and again says nothing new about its host, and waits longer each time by itself.
        if (!throttled) gate.slowDown(startedAt);
        if (asked !== undefined) gate.pause(asked);
        throw new PhotoFailure('throttled', `the server answered ${status}`, {status, again: true, retryAfterMs: asked});
      }
      judgeStatus(status);
      return answer;
    },
    gates.overall,
    context,
  );
}

function judgeStatus(status: number): void {
  if (status === 200 || REDIRECTS.has(status)) return;
  const answered = `the server answered ${status}`;
  if (status === 404 || status === 410) throw new PhotoFailure('absent', answered, {status});
  if (status === 408 || status === 425 || status >= 500) throw new PhotoFailure('network', answered, {status, again: true});
  if (status >= 400) throw new PhotoFailure('refused', answered, {status});
  throw new PhotoFailure('network', `${answered} where 200 was expected`, {status});
}

/** Object storage often has no better type than octet-stream; the bytes are looked at later. */
function judgeType(status: number, headers: IncomingHttpHeaders): void {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === '' || type.startsWith('image/') || /^(?:application|binary)\/octet-stream$/.test(type)) return;
  throw new PhotoFailure('removed', `the server answered with ${type.slice(0, 100)} where a photo was expected`, {status});
}

/** Undoes an encoding that was not asked for, no further than a photo may be long: a small body can hold gigabytes. */
async function decode({status, headers, body, delimited}: Answer, expected: Expected, {options}: FetchContext): Promise<Buffer> {
  const {size} = expected;
  // A body that ends with its connection cannot be told from one that was cut.
  if (!delimited && size !== undefined && body.length < size) {
    throw new PhotoFailure('network', `${body.length} of ${size} bytes arrived`, {status, again: true});
  }
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') return body;
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding as keyof typeof DECODERS] : undefined;
  if (decoder === undefined) throw new PhotoFailure('refused', `the server answered in the encoding ${encoding.slice(0, 40)}`, {status});
  try {
    return await decoder(body, {maxOutputLength: judgeLength(undefined, expected, options.maxBytes)});
  } catch (error) {
    if (error instanceof RangeError) throw tooLong(expected, options.maxBytes);
    throw new PhotoFailure('corrupt', `the ${encoding} encoding of the body is broken`, {status, cause: error});
  }
}
