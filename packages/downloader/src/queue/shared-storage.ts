import type {PhotoStore} from '../photo-store.ts';

/**
 * What the workers of a queue share, with keys such as `journal/train/3-of-8/0000-6f1a.ndjson`: relative, parts divided by `/`. Made by `sharedFolder` or by
 * `s3Storage` of `@oid/downloader/s3`.
 *
 * ```
 * requests/<download>/00000.ndjson                 what is to be fetched, in parts
 * images/<download>/<2 hex>/<id>.jpg               the photos
 * journal/<download>/<shard>-of-<count>/*.ndjson   what became of them, by shard and attempt
 * records/<download>-<shard>-of-<count>              TFRecord files, where they are asked for
 * ```
 */
export type SharedStorage = {
  /** For messages; carries no secret. */
  readonly url: string;
  /** The photos below `folder`. */
  photos(folder: string): PhotoStore;
  /** `undefined` where there is nothing. */
  read(key: string): Promise<Uint8Array | undefined>;
  /** When it resolves, all of it is there; before, all of what was there. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** Keys that begin so, in order. */
  list(start: string): Promise<string[]>;
  /** Where there is nothing, nothing happens. */
  remove(key: string): Promise<void>;
  /** The file that a key is, where it is one that can be appended to. */
  pathOf?: ((key: string) => string) | undefined;
  /** Removes what killed workers left behind. Called once by each worker, before anything else. */
  clearTemporary(): Promise<void>;
};
