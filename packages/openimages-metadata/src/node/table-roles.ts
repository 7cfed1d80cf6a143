import {roleOf} from '../catalogue/define-release.ts';
import type {TableRole} from '../catalogue/release-table.ts';
import {RELEASES} from '../catalogue/releases.ts';
import type {TableKind} from '../catalogue/table-kinds.ts';
import type {Split} from '../splits.ts';

/** What training needs beside the class list. */
export const USUAL_TABLES: readonly TableKind[] = ['hierarchy', 'boxable-trainable-class-ids', 'images', 'boxes'];

const ALL = Object.values(RELEASES).flatMap(({tables}) => tables);

/** Whether tables of the kind come once a split. */
export function isSplitKind(kind: TableKind): boolean {
  return ALL.some((table) => table.kind === kind && table.split !== undefined);
}

/** The roles of a kind in a split: one, or one a part where a release publishes it in parts. */
export function rolesOf(kind: TableKind, split: Split | undefined): TableRole[] {
  const roles = new Set(ALL.filter((table) => table.kind === kind && table.split === split).map(({role}) => role));
  const base = roleOf(kind, split);
  return roles.size === 0 ? [base] : [...roles];
}
