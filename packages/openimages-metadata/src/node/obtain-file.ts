import {ChecksumError} from '../errors/checksum-error.ts';
import {PartialFile, hasPartial} from './partial-file.ts';
import type {Opened, TableSource, Validators} from './table-source.ts';
import {TransientError} from './transient-error.ts';
import {withRetries} from './with-retries.ts';

/** What the publisher says about a file; what is absent is not checked. */
export type Expected = {bytes?: number | undefined; md5?: string | undefined; sha256?: string | undefined};

export type TransferOptions = {retries: number; backoffMs: number; signal: AbortSignal | undefined; onBytes: (bytes: number) => void};

/** A file that arrived whole and right. To be committed, or read where it is and discarded. */
export type Obtained = Validators & {file: PartialFile; bytes: number; sha256: string};

/**
 * Transfers one file, going on after the bytes of an attempt that was cut off, in this run or an earlier one.
 *
 * @param path - the file that is to be; the bytes lie beside it meanwhile.
 * @param known - the copy in place, when that is whole: `same` when the source still has it.
 * @throws FetchTableError when it is there but cannot be had after all retries, {@link ChecksumError}. An abort rejects with the signal's reason.
 */
export async function obtainFile(
  source: TableSource,
  name: string,
  path: string,
  {known, expected}: {known: (Validators & {bytes: number}) | undefined; expected: Expected},
  options: TransferOptions,
): Promise<Obtained | 'same' | 'absent'> {
  const place = source.locate(name);
  let file: PartialFile | undefined;
  const attempt = async (): Promise<Obtained | 'same' | 'absent'> => {
    if (known === undefined && file === undefined && (await hasPartial(path))) file = await PartialFile.open(path, place);
    const opened = await openRest(source, name, known, file, options.signal);
    if (opened.kind === 'absent' || (opened.kind === 'same' && file === undefined)) return opened.kind;
    file ??= await PartialFile.open(path, place);
    if (opened.kind === 'content') await receive(opened, file, place, expected, options);
    const {sha256} = await verify(file, place, {...expected, md5: expected.md5 ?? (opened.kind === 'content' ? opened.md5 : undefined)});
    return {file, bytes: file.bytes, sha256, etag: file.validators?.etag, modified: file.validators?.modified};
  };
  let mark = 0;
  const movedOn = (): boolean => {
    if (file === undefined || file.bytes - mark < WORTH_A_RETRY) return false;
    mark = file.bytes;
    return true;
  };
  try {
    const result = await withRetries(place, options, attempt, movedOn);
    if (typeof result === 'string') await file?.discard();
    return result;
  } catch (error) {
    await file?.close();
    throw error;
  }
}

/** A transfer that brings so much each time is slow, not failing. */
const WORTH_A_RETRY = 1 << 20;
/** Of a file whose size nobody tells. */
const LARGEST_FILE = 2 ** 36;

/**
 * Asks for what is missing after the bytes of `file`; for all of it when they are no longer the file's, or there are none. `same` when nothing is
 * missing, or the copy in place is still right.
 */
async function openRest(
  source: TableSource,
  name: string,
  known: (Validators & {bytes: number}) | undefined,
  file: PartialFile | undefined,
  signal: AbortSignal | undefined,
): Promise<Opened> {
  if (file === undefined) return source.open(name, known === undefined ? undefined : {...known, whole: true}, signal);
  if (file.bytes === 0) return source.open(name, undefined, signal);
  const opened = await source.open(name, {...file.validators, bytes: file.bytes, whole: file.bytes === file.totalBytes}, signal);
  if (opened.kind !== 'changed') return opened;
  await file.restart();
  return source.open(name, undefined, signal);
}

async function receive(
  opened: Extract<Opened, {kind: 'content'}>,
  file: PartialFile,
  place: string,
  expected: Expected,
  {onBytes, signal}: TransferOptions,
): Promise<void> {
  const {chunks, offset, totalBytes, etag, modified} = opened;
  try {
    if (expected.bytes !== undefined && totalBytes !== undefined && totalBytes !== expected.bytes) {
      throw new ChecksumError(place, 'bytes', String(expected.bytes), String(totalBytes));
    }
    if (offset === 0) await file.restart();
    await file.begin({source: place, etag, modified, totalBytes});
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      if (file.bytes + chunk.length > (totalBytes ?? LARGEST_FILE)) {
        await file.restart();
        throw new TransientError(`more than ${totalBytes ?? LARGEST_FILE} bytes arrived`);
      }
      await file.write(chunk);
      onBytes(chunk.length);
    }
  } finally {
    opened.close();
  }
  if (totalBytes !== undefined && file.bytes !== totalBytes)
    throw new TransientError(`${file.bytes} bytes arrived instead of ${totalBytes}`);
}

/** Bytes that went wrong on the way may go right the next time. */
async function verify(file: PartialFile, place: string, expected: Expected): Promise<{sha256: string}> {
  const found = {bytes: String(file.bytes), ...file.digests()};
  for (const what of ['bytes', 'md5', 'sha256'] as const) {
    const wanted = expected[what]?.toString();
    if (wanted === undefined || wanted === found[what]) continue;
    const error = new ChecksumError(place, what, wanted, found[what]);
    await file.restart();
    throw new TransientError(error.message, undefined, undefined, error);
  }
  return found;
}
