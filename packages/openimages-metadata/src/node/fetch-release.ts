import {OptionError} from '@oid/core';
import type {ReleaseId, ReleaseTable} from '../catalogue/release-table.ts';
import {releaseTables} from '../catalogue/release-tables.ts';
import {RELEASES} from '../catalogue/releases.ts';
import type {TableKind} from '../catalogue/table-kinds.ts';
import {MissingTableError} from '../errors/missing-table-error.ts';
import type {Split} from '../splits.ts';
import type {Copier} from './copier.ts';
import {describeRole} from './table-names.ts';
import {USUAL_TABLES} from './table-roles.ts';
import type {TableSource} from './table-source.ts';

/**
 * Copies tables of a release of the catalogue, from the publisher or a mirror.
 *
 * @param options.tables - kinds that the release must have; left out: what training needs, as far as the release has it.
 * @param options.sourceOf - where a published URL's host, or the mirror in its stead, is to be read.
 * @throws {@link OptionError} for a kind or split that the release lacks, {@link MissingTableError} for a file that is not where it should be; what
 * `Copier.copy` throws.
 */
export async function fetchRelease(
  release: ReleaseId,
  copier: Copier,
  options: {splits: readonly Split[]; tables: readonly TableKind[] | undefined; verify: boolean; sourceOf: (origin: string) => TableSource},
): Promise<void> {
  const wanted = wantedTables(release, options);
  const files = new Map<string, ReleaseTable[]>();
  for (const table of wanted) files.set(table.file.url, [...(files.get(table.file.url) ?? []), table]);
  copier.expect(wanted.length);
  for (const [url, tables] of files) {
    const {origin, pathname} = new URL(url);
    const source = options.sourceOf(origin);
    const {bytes, md5, sha256, unpackedBytes} = (tables[0] as ReleaseTable).file;
    const expected = options.verify ? {bytes, md5, sha256} : {};
    const name = pathname.slice(1);
    if (!(await copier.copy({source, name, tables, expected, unpackedBytes: options.verify ? unpackedBytes : undefined}))) {
      throw new MissingTableError(source.location, tables.map(({role}) => describeRole(role)).join(', '), [name]);
    }
    copier.finish(tables.length);
  }
}

function wantedTables(
  release: ReleaseId,
  {splits, tables}: {splits: readonly Split[]; tables: readonly TableKind[] | undefined},
): ReleaseTable[] {
  const has = (kind: TableKind): boolean => releaseTables(release, {tables: [kind], splits}).length > 0;
  const classes: TableKind[] = has('boxable-class-descriptions')
    ? ['boxable-class-descriptions']
    : ['class-descriptions', 'boxable-class-ids'];
  const {name, tables: all} = RELEASES[release];
  const lacking = (tables ?? []).find((kind) => !has(kind));
  if (lacking !== undefined) {
    const others = new Set(releaseTables(release, {splits}).map(({kind}) => kind));
    throw new OptionError('tables', lacking, `what ${name} has for ${splits.join(', ')}: ${[...others].join(', ')}`);
  }
  if (!has('images')) {
    const others = new Set(all.map(({split}) => split).filter((split) => split !== undefined));
    throw new OptionError('splits', splits.join(', '), `among those of ${name}: ${[...others].join(', ')}`);
  }
  return releaseTables(release, {tables: [...classes, ...(tables ?? USUAL_TABLES)], splits});
}
