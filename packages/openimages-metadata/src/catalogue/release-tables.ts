import {checkOneOf} from '@oid/core';
import {SPLITS} from '../splits.ts';
import type {Split} from '../splits.ts';
import type {PublishedFile, ReleaseId, ReleaseTable} from './release-table.ts';
import {RELEASES} from './releases.ts';
import {TABLE_KINDS} from './table-kinds.ts';
import type {TableKind} from './table-kinds.ts';

export type ReleaseTablesOptions = {
  /** @default every kind */
  tables?: readonly TableKind[] | undefined;
  /** Tables that hold for all splits come along in any case. @default every split */
  splits?: readonly Split[] | undefined;
};

/** Whether the text names a release of the catalogue. */
export function isReleaseId(text: string): text is ReleaseId {
  return Object.hasOwn(RELEASES, text);
}

/**
 * The tables of a release, or some of them, in the catalogue's order. A kind that the release lacks gives none.
 *
 * @throws OptionError for a release, kind or split that does not exist, naming the nearest that does.
 * @example
 * releaseTables('v7', {tables: ['boxes'], splits: ['validation']})[0]?.borrowedFrom; // 'v5'
 */
export function releaseTables(release: ReleaseId, options: ReleaseTablesOptions = {}): ReleaseTable[] {
  checkOneOf('release', release, Object.keys(RELEASES));
  const {tables, splits} = options;
  for (const kind of tables ?? []) checkOneOf('tables', kind, TABLE_KINDS);
  for (const split of splits ?? []) checkOneOf('splits', split, SPLITS);
  return RELEASES[release].tables.filter(
    ({kind, split}) => (tables?.includes(kind) ?? true) && (split === undefined || (splits?.includes(split) ?? true)),
  );
}

/** How much there is to transfer, each file once however many tables it holds: the bytes known, and the files whose size is not. */
export function publishedBytes(tables: readonly ReleaseTable[]): {bytes: number; filesOfUnknownSize: number} {
  const files = new Map<string, PublishedFile>(tables.map(({file}) => [file.url, file]));
  const sizes = [...files.values()].map(({bytes}) => bytes);
  return {
    bytes: sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
    filesOfUnknownSize: sizes.filter((bytes) => bytes === undefined).length,
  };
}
