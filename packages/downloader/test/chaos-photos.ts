import {createHash} from 'node:crypto';
import {createRandom} from '@oid/core';
import type {Random} from '@oid/core';
import type {Reason} from '../src/journal-entry.ts';
import type {PhotoRequest} from '../src/photo-request.ts';
import {JPEG, md5Of} from './photos.ts';

/** What the server does with a photo, and how often in a thousand. The rest is well. */
const FAULTS: Readonly<Record<string, {share: number; ends: 'ok' | Reason}>> = {
  'answers 404': {share: 30, ends: 'absent'},
  'answers 410': {share: 10, ends: 'absent'},
  'redirects to photo_unavailable.png': {share: 30, ends: 'removed'},
  'shows the placeholder picture': {share: 20, ends: 'removed'},
  'shows an unknown placeholder': {share: 5, ends: 'removed'},
  'answers with a page': {share: 10, ends: 'removed'},
  'sends another photo of the same size': {share: 20, ends: 'changed'},
  'sends another photo of another size': {share: 10, ends: 'changed'},
  'sends without end': {share: 10, ends: 'changed'},
  'sends 64 MB as a small gzip': {share: 5, ends: 'changed'},
  'sends a JPEG with a hole, as described': {share: 10, ends: 'corrupt'},
  'sends 60000 × 60000 pixels in 1 kB, as described': {share: 10, ends: 'refused'},
  'answers 403': {share: 10, ends: 'refused'},
  'redirects to a file': {share: 5, ends: 'refused'},
  'redirects in circles': {share: 10, ends: 'network'},
  'answers 500 always': {share: 4, ends: 'network'},
  'hangs up half way always': {share: 4, ends: 'network'},
  'sends 1 byte a second always': {share: 2, ends: 'network'},
  'answers 429 always': {share: 4, ends: 'throttled'},
  'answers 500 and 502 at first': {share: 40, ends: 'ok'},
  'hangs up before the answer at first': {share: 20, ends: 'ok'},
  'hangs up half way at first': {share: 30, ends: 'ok'},
  'sends 1 byte a second at first': {share: 5, ends: 'ok'},
  'answers 429 at first': {share: 10, ends: 'ok'},
  'redirects to where it is': {share: 20, ends: 'ok'},
};

/** `well`, or how a photo misbehaves. */
export type ChaosFault = string;

/** A photo, what the tables say of it and what must become of it. */
export type ChaosPhoto = {
  imageId: string;
  fault: ChaosFault;
  ends: 'ok' | Reason;
  /** What the tables describe: the size and MD5 of these bytes. */
  bytes: Buffer;
};

/** Shown in place of a photo, and known by its MD5. */
export const PLACEHOLDER: Buffer = pngOf('this photo is no longer available');
/** Shown too, and not known. */
export const OTHER_PLACEHOLDER: Buffer = pngOf('gone');

/** The same photos for the same seed; faults are dealt out by their share and shuffled. */
export function chaosPhotos(count: number, seed: number): ChaosPhoto[] {
  const random = createRandom(seed);
  const faults: ChaosFault[] = Object.entries(FAULTS).flatMap(([fault, {share}]) =>
    Array<ChaosFault>(Math.max(1, Math.round((share * count) / 1000))).fill(fault),
  );
  const dealt = random.shuffle([...faults, ...Array<ChaosFault>(Math.max(0, count - faults.length)).fill('well')]).slice(0, count);
  return dealt.map((fault, n) => {
    const bytes = describedBytes(fault, n, random);
    const imageId = createHash('sha256').update(`${seed} ${n}`).digest('hex').slice(0, 16);
    return {imageId, fault, ends: FAULTS[fault]?.ends ?? 'ok', bytes};
  });
}

/** What the tables say. */
export function chaosRequests(photos: readonly ChaosPhoto[], server: string): PhotoRequest[] {
  return photos.map(({imageId, bytes}) => ({imageId, url: `${server}/photos/${imageId}.jpg`, size: bytes.length, md5: md5Of(bytes)}));
}

/** A whole JPEG that differs from every other by a comment of up to 16 kB. */
export function jpegOf(note: string, length: number): Buffer {
  const comment = Buffer.alloc(length);
  for (let at = 0, block = 0; at < length; at += 32, block += 1) createHash('sha256').update(`${note} ${block}`).digest().copy(comment, at);
  const header = Buffer.from([0xff, 0xfe, (length + 2) >> 8, (length + 2) & 0xff]);
  return Buffer.concat([JPEG.subarray(0, 2), header, comment, JPEG.subarray(2)]);
}

function describedBytes(fault: ChaosFault, n: number, random: Random): Buffer {
  const length = 500 + random.integer(16_000);
  if (fault === 'sends 60000 × 60000 pixels in 1 kB, as described') return bombOf(jpegOf(`photo ${n}`, 600));
  const jpeg = jpegOf(`photo ${n}`, length);
  if (fault === 'sends a JPEG with a hole, as described') jpeg.fill(0xff, jpeg.length - 40, jpeg.length - 8);
  return jpeg;
}

/** The same file, which now claims to hold 60000 × 60000 pixels. */
function bombOf(jpeg: Buffer): Buffer {
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]), jpeg.readUInt16BE(4) + 4);
  jpeg.writeUInt16BE(60_000, frame + 5);
  jpeg.writeUInt16BE(60_000, frame + 7);
  return jpeg;
}

/** Begins as a PNG does. */
function pngOf(text: string): Buffer {
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(text)]);
}
