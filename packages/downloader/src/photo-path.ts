import {parseImageId} from '@oid/core';
import type {ImageId} from '@oid/core';
import {resolveInside} from '@oid/core/node';

/**
 * Where a photo lies: `<directory>/<first two digits>/<id>.jpg`, absolute. Ids are uniform, so each of the 256 folders gets its share.
 *
 * @throws InvalidIdError for anything but 16 lower-case hexadecimal digits; no path leaves `directory`.
 */
export function photoPath(directory: string, imageId: ImageId): string {
  parseImageId(imageId);
  return resolveInside(directory, imageId.slice(0, 2), `${imageId}.jpg`);
}
