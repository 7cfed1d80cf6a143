import {InvalidIdError} from './errors/invalid-id-error.ts';

/** 16 lower-case hexadecimal digits. A string for ever: as a number it exceeds 2^53. It becomes a file's name, so it is checked where it enters. */
export type ImageId = string;

/** A Knowledge Graph id, `/m/…` or `/g/…`: the only key of a class, since display names collide. */
export type Mid = string;

const IMAGE_ID = /^[0-9a-f]{16}$/;
const MID = /^\/[mg]\/[0-9a-z_]+$/;

/**
 * @param where - file and line, for the message.
 * @throws {@link InvalidIdError} unless `text` is 16 lower-case hexadecimal digits.
 */
export function parseImageId(text: string, where?: string): ImageId {
  if (!IMAGE_ID.test(text)) throw new InvalidIdError('image id', text, where);
  return text;
}

/**
 * @param where - file and line, for the message.
 * @throws {@link InvalidIdError} unless `text` is `/m/` or `/g/` followed by lower-case letters, digits or `_`.
 */
export function parseMid(text: string, where?: string): Mid {
  if (!MID.test(text)) throw new InvalidIdError('class id', text, where);
  return text;
}
