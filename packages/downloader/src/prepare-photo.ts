import {hasCode} from '@oid/core';
import type {ShrunkPhoto} from '@oid/imaging';
import type {ResolvedOptions} from './download-options.ts';
import {PhotoFailure} from './photo-failure.ts';
import {judgeFormat} from './photo-checks.ts';

/** Small enough to cost little, so that a decoder may work at a fraction of the size; every byte is still read. */
const PROOF_SIDE = 16;
/** Of the "photo not available" picture, which is grey and no JPEG. */
const PLACEHOLDER_SIZE = {width: 500, height: 374};

/**
 * Makes the bytes to store of the bytes that arrived: shrinks or transforms them, or proves that they can be decoded.
 *
 * @param checked - whether an MD5 vouches for them already.
 * @throws {@link PhotoFailure} `corrupt`, `refused`, `removed` or `changed`; whatever else `transform` throws.
 */
export async function preparePhoto(
  bytes: Uint8Array,
  checked: boolean,
  {transform, maxSide, decode, imageRules}: Pick<ResolvedOptions, 'transform' | 'maxSide' | 'decode' | 'imageRules'>,
): Promise<Uint8Array> {
  let prepared = bytes;
  if (transform !== undefined) {
    prepared = await judged(() => transform(bytes));
  } else if (maxSide !== undefined || decode === 'always' || (decode === 'unverified' && !checked)) {
    // What is no picture at all is told apart by its first bytes, more clearly.
    if (maxSide === undefined) judgeFormat(bytes);
    // Loaded only when it is needed, as it brings native code.
    const {verifyAndShrink} = await import('@oid/imaging');
    const shrunk = await judged(() => verifyAndShrink(bytes, {...imageRules, maxSide: maxSide ?? PROOF_SIDE}));
    if (!checked) judgePlaceholder(shrunk);
    if (maxSide !== undefined) prepared = shrunk.data;
  }
  judgeFormat(prepared);
  return prepared;
}

function judgePlaceholder({original: {size, format}}: ShrunkPhoto): void {
  if (format === 'jpeg' || size.width !== PLACEHOLDER_SIZE.width || size.height !== PLACEHOLDER_SIZE.height) return;
  throw new PhotoFailure('removed', `the host shows a ${format} of ${size.width} × ${size.height} pixels, the size of its placeholder`);
}

async function judged<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (hasCode(error, 'imaging/corrupt')) throw new PhotoFailure('corrupt', (error as Error).message, {cause: error});
    if (hasCode(error, 'imaging/refused')) throw new PhotoFailure('refused', (error as Error).message, {cause: error});
    throw error;
  }
}
