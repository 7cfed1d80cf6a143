import {decodeLabelMap} from './decode-label-map.ts';
import {LabelMapError} from './errors/label-map-error.ts';
import type {LabelMap} from './label-map.ts';
import {parseLabelMap} from './parse-label-map.ts';
import type {ParseLabelMapOptions} from './parse-label-map.ts';

const UTF8 = new TextDecoder('utf-8', {fatal: true});

/**
 * Reads a label map from a file's bytes, text or binary: as text first, and what does not parse as text as a binary message, which is what the Object
 * Detection API does.
 *
 * @throws {@link LabelMapError}; where neither form fits, the one of the text.
 */
export function readLabelMap(bytes: Uint8Array, options: ParseLabelMapOptions = {}): LabelMap {
  let refusal: unknown;
  try {
    return parseLabelMap(UTF8.decode(bytes), options);
  } catch (error) {
    if (error instanceof LabelMapError && error.detail.problem !== 'syntax') throw error;
    refusal = error;
  }
  try {
    return decodeLabelMap(bytes, options);
  } catch (error) {
    const isBinary = error instanceof LabelMapError && error.detail.problem !== 'syntax';
    throw isBinary || !(refusal instanceof LabelMapError) ? error : refusal;
  }
}
