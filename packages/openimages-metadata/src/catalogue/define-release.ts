import type {Split} from '../splits.ts';
import type {PublishedFile, Release, ReleaseId, ReleaseTable, TableRole} from './release-table.ts';
import type {TableKind} from './table-kinds.ts';

/** Where nearly everything is. */
export const BUCKET = 'https://storage.googleapis.com/openimages';

type Facts = {rows?: number; columns?: readonly string[]};

/** A table before it belongs to a release. */
export type Draft = Omit<ReleaseTable, 'id' | 'role' | 'release'>;

/**
 * A table that is a file of its own.
 *
 * @param url - its container is the end of its name.
 * @param path - below a release's folder.
 */
export function fileTable(
  kind: TableKind,
  split: Split | undefined,
  url: string,
  path: string,
  facts: Facts & Omit<PublishedFile, 'url' | 'container' | 'unpackedBytes'> = {},
): Draft {
  const {rows, columns, ...file} = facts;
  const container = (/\.(csv|txt|json|jsonl|tsv|zip)$/.exec(url)?.[1] ?? 'csv') as PublishedFile['container'];
  return {...filled({rows, columns}), kind, split, file: {url, container, ...file}, member: undefined, path, borrowedFrom: undefined};
}

/** A table inside a `tar.gz`; `path` is the one that it has there. */
export type Member = {kind: TableKind; split: Split | undefined; path: string} & Facts;

/** @see Member */
export function member(kind: TableKind, split: Split | undefined, path: string, facts: Facts = {}): Member {
  return {kind, split, path, ...facts};
}

/** Makes tables that are files of their own in a folder of the bucket. */
export function inFolder(
  folder: string,
): (kind: TableKind, split: Split | undefined, path: string, facts?: Parameters<typeof fileTable>[4]) => Draft {
  return (kind, split, path, facts = {}) => fileTable(kind, split, `${BUCKET}/${folder}/${path}`, path, facts);
}

/** Masks are packed by the first digit of the image id. */
export const HEX_DIGITS: readonly string[] = Array.from('0123456789abcdef');

/**
 * The tables of a `tar.gz`.
 *
 * @param topFolder - the part of the members' paths that is left off below a release's folder.
 */
export function archiveTables(file: Omit<PublishedFile, 'container'>, topFolder: string, members: readonly Member[]): Draft[] {
  return members.map(({kind, split, path, rows, columns}) => ({
    ...filled({rows, columns}),
    kind,
    split,
    file: {...file, container: 'tar.gz'},
    member: path,
    path: path.startsWith(topFolder) ? path.slice(topFolder.length) : path,
    borrowedFrom: undefined,
  }));
}

/** Tables of an earlier release that a later one uses again. */
export function borrow(from: Release, kinds: readonly TableKind[], splits?: readonly Split[]): Draft[] {
  return from.tables
    .filter(({kind, split}) => kinds.includes(kind) && (split === undefined || splits === undefined || splits.includes(split)))
    .map((table) => ({...table, borrowedFrom: table.borrowedFrom ?? table.release}));
}

/** A kind of table in a split, or for all splits. */
export function roleOf(kind: TableKind, split: Split | undefined): TableRole {
  return split === undefined ? kind : `${split}/${kind}`;
}

/** Gives the tables their ids; tables of one kind and split are numbered. */
export function defineRelease(id: ReleaseId, name: string, published: string, drafts: readonly Draft[]): Release {
  const parts = new Map<TableRole, number>();
  const tables = drafts.map((draft): ReleaseTable => {
    const base = roleOf(draft.kind, draft.split);
    const part = parts.get(base) ?? 0;
    parts.set(base, part + 1);
    const several = drafts.filter((other) => roleOf(other.kind, other.split) === base).length > 1;
    const role = several ? `${base}/${part}` : base;
    return {...draft, id: `${id}/${role}`, role, release: id};
  });
  return {id, name, published, tables};
}

function filled({rows, columns}: {rows: number | undefined; columns: readonly string[] | undefined}): Facts {
  return {...(rows === undefined ? {} : {rows}), ...(columns === undefined ? {} : {columns})};
}
