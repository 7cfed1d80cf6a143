import {readFile, readdir, stat} from 'node:fs/promises';
import {parseImageId} from '@oid/core';
import type {ImageId} from '@oid/core';
import {removeTemporaryFiles, resolveInside} from '@oid/core/node';
import {writePhotoFile} from './write-photo-file.ts';

/** Where photos are kept. Several processes may use one store, each with photos of its own. */
export type PhotoStore = {
  /** Keeps a photo. When it resolves, the photo is there whole; killed before, the old one or none is there. Last one holds. */
  put(imageId: ImageId, bytes: Uint8Array): Promise<void>;
  /** Bytes of a stored photo, `undefined` where there is none. */
  sizeOf(imageId: ImageId): Promise<number | undefined>;
  /** A stored photo. Rejects where there is none. */
  read(imageId: ImageId): Promise<Uint8Array>;
  /** Removes what killed writers left behind. Called once, before anything else. */
  clearTemporary(): Promise<void>;
};

/**
 * Where a photo lies: `<directory>/<first two digits>/<id>.jpg`, absolute. Ids are uniform, so each of the 256 folders gets its share.
 *
 * @throws InvalidIdError for anything but 16 lower-case hexadecimal digits; no path leaves `directory`.
 */
export function photoPath(directory: string, imageId: ImageId): string {
  parseImageId(imageId);
  return resolveInside(directory, imageId.slice(0, 2), `${imageId}.jpg`);
}

/** Photos as files, each at its {@link photoPath}, written beside and renamed. */
export function folderStore(directory: string): PhotoStore {
  return {
    put: (imageId, bytes) => writePhotoFile(photoPath(directory, imageId), bytes),
    read: (imageId) => readFile(photoPath(directory, imageId)),
    async sizeOf(imageId) {
      const found = await stat(photoPath(directory, imageId)).catch(() => undefined);
      return found?.isFile() === true ? found.size : undefined;
    },
    /** Folder by folder, as there may be millions of photos. */
    async clearTemporary() {
      const names = await readdir(directory).catch(() => []);
      for (const name of names) if (/^[0-9a-f]{2}$/.test(name)) await removeTemporaryFiles(resolveInside(directory, name));
    },
  };
}
