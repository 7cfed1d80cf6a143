import {rm, stat} from 'node:fs/promises';
import {posix} from 'node:path';
import {resolveInside} from '@oid/core/node';
import type {TableRole} from '../catalogue/release-table.ts';
import {InvalidArchiveError} from '../errors/invalid-archive-error.ts';
import {extractMembers} from './extract-members.ts';
import type {ExtractedMember} from './extract-members.ts';
import type {Manifest, ManifestEntry} from './manifest.ts';
import {obtainFile} from './obtain-file.ts';
import type {Expected, Obtained, TransferOptions} from './obtain-file.ts';
import type {TableSource} from './table-source.ts';

/** A table that a file is, or holds as a member. */
export type CopiedTable = {role: TableRole; path: string; member: string | undefined};

/** A file to be copied, and the tables wanted of it. */
export type FileToCopy = {
  source: TableSource;
  name: string;
  tables: readonly CopiedTable[];
  expected: Expected;
  /** Bytes of the tar inside an archive, where they are known. */
  unpackedBytes?: number | undefined;
};

/** How much more a `tar.gz` may hold than it weighs, where nobody says; published ones hold up to seven times as much. */
const LARGEST_RATIO = 64;

/**
 * Brings one file's tables into the folder, unless whole and unchanged copies are there. Updates `manifest`.
 *
 * @returns whether the source has the file.
 * @throws FetchTableError, ChecksumError, {@link InvalidArchiveError}.
 */
export async function copyFile(file: FileToCopy, directory: string, manifest: Manifest, options: TransferOptions): Promise<boolean> {
  const {source, name, tables, expected} = file;
  const known = await wholeCopies(file, directory, manifest);
  const verified = digestOf(expected);
  if (known !== undefined && verified !== undefined && known.every((entry) => entry.verified === verified)) return true;
  const archived = tables.some(({member}) => member !== undefined);
  const target = resolveInside(directory, archived ? posix.basename(name) : (tables[0] as CopiedTable).path);
  const obtained = await obtainFile(source, name, target, {known: known?.[0], expected}, options);
  if (obtained === 'absent') return false;
  if (obtained === 'same') return true;
  const written = archived ? await unpack(obtained, file, directory, options) : await keep(obtained, file, known?.[0]);
  for (const table of tables) {
    const {bytes, sha256} = written.get(table.role) as ExtractedMember;
    const before = manifest.get(table.role);
    if (before !== undefined && before.path !== table.path) await rm(resolveInside(directory, before.path), {force: true});
    const {etag, modified} = obtained;
    manifest.set(table.role, {path: table.path, source: placeOf(source, name, table), bytes, sha256, etag, modified, verified});
  }
  return true;
}

/** The manifest's entries, when the files that they speak of are these and have the sizes that they should. */
async function wholeCopies(file: FileToCopy, directory: string, manifest: Manifest): Promise<ManifestEntry[] | undefined> {
  const entries: ManifestEntry[] = [];
  for (const table of file.tables) {
    const entry = manifest.get(table.role);
    if (entry === undefined || entry.path !== table.path || entry.source !== placeOf(file.source, file.name, table)) return undefined;
    const found = await stat(resolveInside(directory, table.path)).catch(() => undefined);
    if (found?.size !== entry.bytes) return undefined;
    entries.push(entry);
  }
  return entries;
}

async function keep(
  {file, bytes, sha256}: Obtained,
  {tables}: FileToCopy,
  known: ManifestEntry | undefined,
): Promise<Map<TableRole, ExtractedMember>> {
  const {role, path} = tables[0] as CopiedTable;
  // The same bytes again: the file in place, and its modification time, stay.
  if (known?.sha256 === sha256) await file.discard();
  else await file.commit();
  return new Map([[role, {path, bytes, sha256}]]);
}

/** The archive stays until its members are written, so that a killed run need not transfer it again. */
async function unpack(
  {file, bytes}: Obtained,
  {source, name, tables, unpackedBytes}: FileToCopy,
  directory: string,
  {signal}: TransferOptions,
): Promise<Map<TableRole, ExtractedMember>> {
  const wanted = tables.map(({member = '', path}) => ({member, path}));
  try {
    const extracted = await extractMembers(file.temporaryPath, source.locate(name), directory, wanted, {
      largest: unpackedBytes ?? bytes * LARGEST_RATIO,
      signal,
    });
    await file.discard();
    return new Map(tables.map(({role, member = ''}) => [role, extracted.get(member) as ExtractedMember]));
  } catch (error) {
    if (error instanceof InvalidArchiveError) await file.discard();
    else await file.close();
    throw error;
  }
}

function placeOf(source: TableSource, name: string, {member}: CopiedTable): string {
  return `${source.locate(name)}${member === undefined ? '' : `#${member}`}`;
}

function digestOf({md5, sha256}: Expected): string | undefined {
  if (sha256 !== undefined) return `sha256:${sha256}`;
  return md5 === undefined ? undefined : `md5:${md5}`;
}
