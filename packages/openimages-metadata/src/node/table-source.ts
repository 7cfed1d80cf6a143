import type {ManifestEntry} from './manifest.ts';

/** What a source says about one name. `same`: nothing changed since the entry was written. */
export type Opened =
  | {kind: 'absent'}
  | {kind: 'same'}
  | {
      kind: 'content';
      chunks: AsyncIterable<Uint8Array>;
      /** Bytes that must arrive, where the source tells. */
      expectedBytes: number | undefined;
      etag?: string | undefined;
      modified?: string | undefined;
      /** Stops the transfer; safe to call twice. */
      close(): void;
    };

/** Where tables come from: a folder or a web server. */
export type TableSource = {
  /** For messages and the manifest, without credentials. */
  readonly location: string;
  /** The full place of a name, for messages and the manifest, without credentials. */
  locate(name: string): string;
  /** @param known - the entry of the copy in place, when that copy is whole. */
  open(name: string, known: ManifestEntry | undefined, signal: AbortSignal | undefined): Promise<Opened>;
};
