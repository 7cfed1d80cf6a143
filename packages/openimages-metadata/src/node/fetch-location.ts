import {roleOf} from '../catalogue/define-release.ts';
import type {TableRole} from '../catalogue/release-table.ts';
import type {TableKind} from '../catalogue/table-kinds.ts';
import {MissingTableError} from '../errors/missing-table-error.ts';
import type {Split} from '../splits.ts';
import type {Copier} from './copier.ts';
import {describeRole, tableNames} from './table-names.ts';
import {USUAL_TABLES, isSplitKind, rolesOf} from './table-roles.ts';
import type {TableSource} from './table-source.ts';

/**
 * Copies tables from a folder or base URL, under whichever of the published names they have there.
 *
 * @param options.tables - kinds that must be there for one of the splits at least; left out: what training needs, of which the hierarchy, the
 * list of trainable classes and whole splits may be absent.
 * @throws {@link MissingTableError}; what `Copier.copy` throws.
 */
export async function fetchLocation(
  source: TableSource,
  copier: Copier,
  options: {splits: readonly Split[]; tables: readonly TableKind[] | undefined},
): Promise<void> {
  const {splits, tables} = options;
  const kinds = (tables ?? USUAL_TABLES).filter((kind) => kind !== CLASS_LIST);
  const common = kinds.filter((kind) => !isSplitKind(kind));
  const bySplit = kinds.filter(isSplitKind);
  const found = new Set<TableKind>();
  const copy = async (role: TableRole): Promise<boolean> => {
    for (const name of tableNames(role)) {
      if (await copier.copy({source, name, tables: [{role, path: name, member: undefined}], expected: {}})) return true;
    }
    await copier.forget(role);
    return false;
  };
  const copyKind = async (kind: TableKind, split: Split | undefined): Promise<boolean> => {
    const roles = rolesOf(kind, split);
    let any = false;
    // The first part is there if any is.
    for (const role of roles) any = (any || role === roles[0]) && (await copy(role));
    if (any) found.add(kind);
    copier.finish(1);
    return any;
  };
  copier.expect(1 + common.length + splits.length * bySplit.length);
  if (!(await copy(CLASS_LIST))) {
    if (!(await copy('class-descriptions'))) throw missing(source, CLASS_LIST);
    await copy('boxable-class-ids');
  }
  copier.finish(1);
  for (const kind of common) await copyKind(kind, undefined);
  for (const split of splits) {
    const present = new Map<TableKind, boolean>();
    for (const kind of bySplit) present.set(kind, await copyKind(kind, split));
    if (tables !== undefined || present.get('images') === present.get('boxes')) continue;
    throw missing(source, roleOf(present.get('images') === true ? 'boxes' : 'images', split));
  }
  const absent = tables?.find((kind) => kind !== CLASS_LIST && !found.has(kind));
  if (absent !== undefined) throw missing(source, rolesOf(absent, isSplitKind(absent) ? splits[0] : undefined)[0] as TableRole);
}

const CLASS_LIST = 'boxable-class-descriptions';

function missing(source: TableSource, role: TableRole): MissingTableError {
  return new MissingTableError(source.location, describeRole(role), tableNames(role));
}
