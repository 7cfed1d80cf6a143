import {crc32c} from '@oid/core';
import type {ImageId} from '@oid/core';

/**
 * How a photo's address misbehaves: `absent` answers 404; `removed` redirects (302) to `/photo_unavailable.png`; `cut-off` announces the
 * whole length and hangs up half way; `replaced` sends another photo of the same length, so that only the MD5 differs; `damaged` sends what
 * the table describes, length and MD5, which is a JPEG with a hole in its data; `throttled` answers 429 with `Retry-After: 1` to the first
 * request and is well from then on.
 */
export type SampleFault = 'absent' | 'removed' | 'cut-off' | 'replaced' | 'damaged' | 'throttled';

/** The faults of every release, in the order in which they are given out. */
export const SAMPLE_FAULTS: readonly SampleFault[] = ['absent', 'removed', 'cut-off', 'replaced', 'damaged', 'throttled', 'absent'];

/**
 * Which training photos misbehave, and how: the same for the same ids in any order. At most half of the photos do; validation and test
 * photos never do.
 */
export function sampleFaults(trainIds: readonly ImageId[]): ReadonlyMap<ImageId, SampleFault> {
  const rank = (id: ImageId): number => crc32c(new TextEncoder().encode(`fault ${id}`));
  const drawn = [...trainIds].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return new Map(SAMPLE_FAULTS.slice(0, Math.floor(trainIds.length / 2)).map((fault, index) => [drawn[index] as ImageId, fault]));
}

/** A copy of a JPEG with 120 bytes in the middle of its data overwritten; header, length and end stay whole. */
export function damageJpeg(jpeg: Uint8Array): Uint8Array {
  const damaged = Uint8Array.from(jpeg);
  damaged.fill(0xff, jpeg.length >> 1, (jpeg.length >> 1) + 120);
  return damaged;
}

/** `jpeg` lengthened to `length` bytes by comments, which no decoder shows. Undefined if that cannot be done. */
export function padJpeg(jpeg: Uint8Array, length: number): Uint8Array | undefined {
  const missing = length - jpeg.length;
  if (missing < 4 || missing - 2 > 0xffff) return undefined;
  const padded = new Uint8Array(length);
  padded.set(jpeg.subarray(0, 2));
  padded.set([0xff, 0xfe, (missing - 2) >> 8, (missing - 2) & 0xff], 2);
  padded.set(jpeg.subarray(2), 2 + missing);
  return padded;
}
