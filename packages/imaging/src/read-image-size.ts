import type {ImageSize} from '@oid/core';
import {openPhoto} from './open-photo.ts';

/**
 * Reads a photo's size, in stored orientation, from its header alone: quick, and no proof that the rest of it is whole.
 *
 * @throws {@link CorruptImageError} if the header cannot be read, {@link RefusedImageError} for a drawing or more than 178,956,970 pixels.
 */
export async function readImageSize(bytes: Uint8Array): Promise<ImageSize> {
  const {metadata} = await openPhoto(bytes);
  return {height: metadata.height, width: metadata.width};
}
