import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import {OidError} from '@oid/core';
import {AtomicFile, resolveInside} from '@oid/core/node';
import {Parser} from 'tar';
import type {ReadEntry} from 'tar';
import {InvalidArchiveError} from '../errors/invalid-archive-error.ts';

/** A member to be extracted: its path in the archive, and the path of its file below the folder. */
export type WantedMember = {member: string; path: string};

/** What was written. */
export type ExtractedMember = {path: string; bytes: number; sha256: string};

/** No published archive has more than fifteen. */
const MOST_ENTRIES = 10_000;
const LARGEST_META_ENTRY = 1 << 20;
/** What the parser would unpack by itself, unbounded: gzip and Zstandard. */
const COMPRESSED = [Buffer.from([0x1f, 0x8b]), Buffer.from([0x28, 0xb5, 0x2f, 0xfd])];

/**
 * Writes some members of a `tar.gz` into a folder, one after the other as they come, in constant memory. The files get their names when the whole
 * archive has been read and found good; otherwise nothing is left. Every entry is checked, wanted or not: an absolute path or one with `..`, a
 * link, a device, a name that comes twice make the archive invalid, as do a broken checksum, a cut end, and more bytes than there should be.
 *
 * @param archive - its path.
 * @param name - for messages.
 * @param options.largest - bytes that the archive may unpack to.
 * @returns what was written, by member.
 * @throws {@link InvalidArchiveError}; an abort rejects with the signal's reason.
 */
export async function extractMembers(
  archive: string,
  name: string,
  folder: string,
  wanted: readonly WantedMember[],
  options: {largest: number; signal?: AbortSignal | undefined},
): Promise<Map<string, ExtractedMember>> {
  const extraction = new Extraction(name, folder, wanted);
  try {
    await pipeline(
      createReadStream(archive, {highWaterMark: 1 << 18}),
      createGunzip({chunkSize: 1 << 18}),
      (chunks: AsyncIterable<Buffer>) => extraction.read(chunks, options.largest),
      options.signal === undefined ? {} : {signal: options.signal},
    );
    return await extraction.commit();
  } catch (caught) {
    // A pipeline may report that it was aborted instead of why.
    const error = await extraction.abort(caught);
    options.signal?.throwIfAborted();
    // Errors of the file system speak for themselves; zlib's and tar's are the archive's fault.
    if (error instanceof OidError || (error instanceof Error && 'syscall' in error)) throw error;
    throw new InvalidArchiveError(name, error instanceof Error ? error.message : String(error), undefined, {cause: error});
  }
}

class Extraction {
  readonly #parser = new Parser({strict: true, maxMetaEntrySize: LARGEST_META_ENTRY});
  readonly #paths: ReadonlyMap<string, string>;
  readonly #seen = new Set<string>();
  readonly #files = new Map<string, {file: AtomicFile; extracted: ExtractedMember}>();
  readonly #saves: Promise<void>[] = [];
  #entry: ReadEntry | undefined;
  #failure: unknown;
  #release: () => void = () => undefined;
  readonly #failed = new Promise<void>((resolve) => {
    this.#release = resolve;
  });

  constructor(
    private readonly name: string,
    private readonly folder: string,
    wanted: readonly WantedMember[],
  ) {
    this.#paths = new Map(wanted.map(({member, path}) => [member, path]));
    this.#parser.on('error', (error: unknown) => this.#fail(error));
    this.#parser.on('ignoredEntry', (entry: ReadEntry) =>
      this.#fail(new InvalidArchiveError(name, 'it is of a kind that is not allowed', entry.path)),
    );
    this.#parser.on('entry', (entry: ReadEntry) => this.#take(entry));
  }

  /** Takes the tar, no faster than the members are written, and waits for the last of them. */
  async read(chunks: AsyncIterable<Buffer>, largest: number): Promise<void> {
    try {
      let bytes = 0;
      for await (const chunk of chunks) {
        if (bytes === 0 && COMPRESSED.some((start) => chunk.subarray(0, start.length).equals(start))) {
          throw new InvalidArchiveError(this.name, 'it is compressed twice');
        }
        bytes += chunk.length;
        if (bytes > largest) throw new InvalidArchiveError(this.name, `it unpacks to more than ${largest} bytes`);
        await this.#write(chunk);
      }
      await this.#end();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** Resolves when the parser can take more. */
  async #write(chunk: Uint8Array): Promise<void> {
    if (!this.#parser.write(chunk)) {
      const drained = new Promise<void>((resolve) => this.#parser.once('drain', resolve));
      await Promise.race([drained, this.#failed]);
    }
    this.#throwFailure();
  }

  async #end(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#parser.once('end', resolve));
    this.#parser.end();
    await Promise.race([ended, this.#failed]);
    this.#throwFailure();
    await Promise.all(this.#saves);
    this.#throwFailure();
    const missing = [...this.#paths.keys()].find((member) => !this.#files.has(member));
    if (missing !== undefined) {
      throw new InvalidArchiveError(this.name, `it has no ${missing}; it has ${[...this.#seen].slice(0, 20).join(', ')}`);
    }
  }

  async commit(): Promise<Map<string, ExtractedMember>> {
    const extracted = new Map<string, ExtractedMember>();
    for (const [member, entry] of this.#files) {
      await entry.file.commit();
      extracted.set(member, entry.extracted);
      this.#files.delete(member);
    }
    return extracted;
  }

  /** Leaves nothing behind. @returns the first thing that went wrong. */
  async abort(error: unknown): Promise<unknown> {
    this.#fail(error);
    await Promise.allSettled(this.#saves);
    for (const {file} of this.#files.values()) await file.abort();
    return this.#failure;
  }

  #take(entry: ReadEntry): void {
    this.#entry = entry;
    // Its reader hears of it; an entry that nobody reads has no one to tell.
    entry.on('error', () => undefined);
    const path = entry.path.replace(/^(?:\.\/)+/, '');
    const fault = this.#failure === undefined ? this.#faultOf(entry, path) : 'stopped';
    if (fault !== undefined) {
      this.#fail(new InvalidArchiveError(this.name, fault, entry.path));
      return;
    }
    this.#seen.add(path);
    const target = this.#paths.get(path);
    if (target === undefined || entry.type === 'Directory') entry.resume();
    else this.#saves.push(this.#save(entry, path, target).catch((error: unknown) => this.#fail(error)));
  }

  #faultOf({type}: ReadEntry, path: string): string | undefined {
    if (type !== 'File' && type !== 'OldFile' && type !== 'Directory')
      return `it is of the kind ${type}; only files and folders are allowed`;
    if (path.startsWith('/') || path.includes('\\') || path.includes('\0') || /^[a-z]:/i.test(path)) return 'its path is absolute';
    if (path.split('/').includes('..')) return 'its path leaves the folder';
    if (this.#seen.has(path)) return 'its name comes twice';
    return this.#seen.size >= MOST_ENTRIES ? `the archive has more than ${MOST_ENTRIES} entries` : undefined;
  }

  async #save(entry: ReadEntry, member: string, path: string): Promise<void> {
    const file = await AtomicFile.create(resolveInside(this.folder, path));
    const extracted = {path, bytes: 0, sha256: ''};
    this.#files.set(member, {file, extracted});
    const hash = createHash('sha256');
    // An entry that was destroyed before it is read would keep its reader waiting for ever.
    this.#throwFailure();
    for await (const chunk of entry) {
      hash.update(chunk);
      await file.write(chunk);
      extracted.bytes += chunk.length;
      this.#throwFailure();
    }
    if (extracted.bytes !== entry.size) {
      throw new InvalidArchiveError(this.name, `${extracted.bytes} bytes instead of ${entry.size}: the archive is cut off`, entry.path);
    }
    extracted.sha256 = hash.digest('hex');
  }

  /** Keeps the first failure and lets go of everything that would wait for more. */
  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#entry?.destroy(this.#failure);
    this.#release();
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure as Error;
  }
}
