import {createHash} from 'node:crypto';
import type {Hash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {mkdir, open, readFile, readdir, rename, rm, stat, writeFile} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {isProcessRunning, syncFolder} from '@oid/core/node';
import type {Validators} from './table-source.ts';

/** What the first bytes belong to; kept beside them as JSON. */
type Note = Validators & {source: string; totalBytes: number | undefined};

let serial = 0;
/** Those that this process writes to now. */
const active = new Set<string>();

/**
 * The first bytes of a file, kept when a transfer stops, so that the next one goes on after them. They lie beside the file as
 * `<path>.<pid>-<n>.partial`, with a note of where they came from; a later run, in this process or another, takes over what no living process
 * writes to. {@link PartialFile.commit} flushes them to disk and gives them the file's name.
 */
export class PartialFile {
  bytes = 0;
  #note: Note | undefined;
  #sha256: Hash = createHash('sha256');
  #md5: Hash = createHash('md5');

  private constructor(
    /** The file that is to be. */
    readonly path: string,
    /** Where the bytes are meanwhile. */
    readonly temporaryPath: string,
    private readonly handle: FileHandle,
  ) {}

  /**
   * Takes over the bytes of an earlier transfer of the same source, or begins anew. Makes the folders that are missing.
   *
   * @param source - file or URL that the bytes are to come from.
   */
  static async open(path: string, source: string): Promise<PartialFile> {
    await mkdir(dirname(path), {recursive: true});
    serial += 1;
    const temporaryPath = `${path}.${process.pid}-${serial}.partial`;
    active.add(temporaryPath);
    await takeOver(path, temporaryPath);
    const file = new PartialFile(path, temporaryPath, await open(temporaryPath, 'a'));
    const note = await readNote(temporaryPath);
    if (note?.source !== source) await file.restart();
    else await file.#resume(note);
    return file;
  }

  /** What the source said about the file whose first bytes these are; `undefined` when there are none. */
  get validators(): Validators | undefined {
    return this.#note;
  }

  /** Size of the whole file, where the source told. */
  get totalBytes(): number | undefined {
    return this.#note?.totalBytes;
  }

  /** Notes where the bytes to come belong. To be called before the first {@link write} after opening or {@link restart}. */
  async begin(note: Note): Promise<void> {
    this.#note = note;
    await writeFile(noteOf(this.temporaryPath), JSON.stringify(note));
  }

  async write(chunk: Uint8Array): Promise<void> {
    await this.handle.appendFile(chunk);
    this.#count(chunk);
  }

  /** Throws the bytes away and begins anew. */
  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.bytes = 0;
    this.#note = undefined;
    [this.#sha256, this.#md5] = [createHash('sha256'), createHash('md5')];
  }

  /** Digests of the bytes so far, in hexadecimal digits. */
  digests(): {sha256: string; md5: string} {
    return {sha256: this.#sha256.copy().digest('hex'), md5: this.#md5.copy().digest('hex')};
  }

  /** The file is whole: flush it and give it its name. */
  async commit(): Promise<void> {
    try {
      await this.handle.sync();
    } finally {
      await this.handle.close();
      active.delete(this.temporaryPath);
    }
    await rename(this.temporaryPath, this.path);
    await rm(noteOf(this.temporaryPath), {force: true});
    await syncFolder(dirname(this.path));
  }

  /** Stops writing; the bytes stay for a later transfer, if there are any that can be told to be the file's. */
  async close(): Promise<void> {
    await this.handle.close();
    active.delete(this.temporaryPath);
    if (this.bytes === 0 || this.#note === undefined) await this.discard();
  }

  /** Deletes the bytes, after {@link close} or before. */
  async discard(): Promise<void> {
    if (active.delete(this.temporaryPath)) await this.handle.close();
    await removePartial(this.temporaryPath);
  }

  async #resume(note: Note): Promise<void> {
    for await (const chunk of createReadStream(this.temporaryPath, {highWaterMark: 1 << 18})) this.#count(chunk as Uint8Array);
    if (this.bytes > 0) this.#note = note;
  }

  #count(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.#sha256.update(chunk);
    this.#md5.update(chunk);
  }
}

/** Whether an earlier transfer of the path left bytes that no living process writes to. */
export async function hasPartial(path: string): Promise<boolean> {
  return (await abandonedPartials(path)).length > 0;
}

/** Renames the longest abandoned partial file, which only one process can succeed in, and deletes the others. */
async function takeOver(path: string, temporaryPath: string): Promise<void> {
  const found = await Promise.all(
    (await abandonedPartials(path)).map(async (name) => ({name, size: (await stat(name).catch(() => undefined))?.size ?? 0})),
  );
  const [longest, ...others] = found.sort((a, b) => b.size - a.size);
  if (longest !== undefined) {
    // Another process may have been faster.
    const taken = await rename(longest.name, temporaryPath).then(
      () => true,
      () => false,
    );
    if (taken) await rename(noteOf(longest.name), noteOf(temporaryPath)).catch(() => undefined);
  }
  for (const {name} of others) await removePartial(name);
}

async function abandonedPartials(path: string): Promise<string[]> {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => {
      if (!name.startsWith(prefix)) return false;
      const pid = /^(\d+)-\d+\.partial$/.exec(name.slice(prefix.length))?.[1];
      if (pid === undefined || active.has(join(folder, name))) return false;
      return Number(pid) === process.pid || !isProcessRunning(Number(pid));
    })
    .map((name) => join(folder, name));
}

async function removePartial(temporaryPath: string): Promise<void> {
  await rm(temporaryPath, {force: true});
  await rm(noteOf(temporaryPath), {force: true});
}

function noteOf(temporaryPath: string): string {
  return `${temporaryPath}.json`;
}

async function readNote(temporaryPath: string): Promise<Note | undefined> {
  try {
    const note = JSON.parse(await readFile(noteOf(temporaryPath), 'utf8')) as Partial<Record<keyof Note, unknown>> | null;
    if (typeof note?.source !== 'string') return undefined;
    const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
    const totalBytes = typeof note.totalBytes === 'number' ? note.totalBytes : undefined;
    return {source: note.source, etag: text(note.etag), modified: text(note.modified), totalBytes};
  } catch {
    return undefined;
  }
}
