import type {AttemptClock} from './attempt-clock.ts';
import type {FetchResponse} from './fetch-type.ts';
import {PhotoFailure} from './photo-failure.ts';
import type {PhotoRequest} from './photo-request.ts';

/**
 * Reads a body and stops at the first byte too many, so that no answer, however long, fills memory. A length that is announced and differs
 * from the tables' is not transferred at all.
 *
 * @throws {@link PhotoFailure}: `changed` when the photo has another size than the tables say, `refused` above `maxBytes`, `network` when the
 * body was cut off.
 */
export async function readBody(
  {status, headers, body}: FetchResponse,
  {size}: PhotoRequest,
  maxBytes: number,
  clock: AttemptClock,
): Promise<Uint8Array> {
  const announced = headers.get('content-encoding') === null ? lengthOf(headers.get('content-length')) : undefined;
  if (announced !== undefined) judgeLength(announced, announced, size, maxBytes, status);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    clock.touch();
    length += chunk.length;
    if (length > Math.min(size ?? Infinity, maxBytes)) judgeLength(length, undefined, size, maxBytes, status);
    chunks.push(chunk);
  }
  if (announced !== undefined && length !== announced) {
    throw new PhotoFailure('network', `${length} of ${announced} bytes arrived`, {status, again: true});
  }
  // A body that ends with its connection cannot be told from one that was cut.
  const openEnded = announced === undefined && headers.get('transfer-encoding') === null;
  if (openEnded && size !== undefined && length < size) {
    throw new PhotoFailure('network', `${length} of ${size} bytes arrived`, {status, again: true});
  }
  judgeLength(length, length, size, maxBytes, status);
  return Buffer.concat(chunks, length);
}

/** @param whole - the photo's length where it is known, `undefined` when at least `length` bytes came. */
function judgeLength(length: number, whole: number | undefined, size: number | undefined, maxBytes: number, status: number): void {
  if (size !== undefined && length !== size) {
    const found = whole === undefined ? `more than ${size}` : String(whole);
    throw new PhotoFailure('changed', `the photo has ${found} bytes, but the tables say ${size}`, {status});
  }
  if (length > maxBytes) throw new PhotoFailure('refused', `the photo has more than maxBytes = ${maxBytes} bytes`, {status});
}

function lengthOf(header: string | null): number | undefined {
  return header !== null && /^\d{1,15}$/.test(header.trim()) ? Number(header) : undefined;
}
