/** How a file looked when it was read: what to ask the source with, to learn whether it is still the same. */
export type Validators = {
  etag?: string | undefined;
  /** `Last-Modified` of a URL, modification time in milliseconds of a file. */
  modified?: string | undefined;
};

/** What is here already: a whole copy, which is fetched again only if it changed, or the first bytes of one, which the rest is asked for. */
export type Present = Validators & {bytes: number; whole: boolean};

/** What a source says about one name. */
export type Opened =
  | {kind: 'absent'}
  /** The whole copy is still right. */
  | {kind: 'same'}
  /** The first bytes are no longer the file's. */
  | {kind: 'changed'}
  | (Validators & {
      kind: 'content';
      chunks: AsyncIterable<Uint8Array>;
      /** Where in the file the chunks begin: 0, or after the bytes that are present. */
      offset: number;
      /** Size of the file, where the source tells. */
      totalBytes: number | undefined;
      /** 32 hexadecimal digits, where the source tells. */
      md5?: string | undefined;
      /** Stops the transfer; safe to call twice. */
      close(): void;
    });

/** Where tables come from: a folder or a web server. */
export type TableSource = {
  /** For messages, without credentials. */
  readonly location: string;
  /** The full place of a name, for messages and the manifest, without credentials. */
  locate(name: string): string;
  open(name: string, present: Present | undefined, signal: AbortSignal | undefined): Promise<Opened>;
};
