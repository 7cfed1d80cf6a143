import {posix} from 'node:path';
import type {ReleaseId, TableRole} from '../catalogue/release-table.ts';
import {RELEASES} from '../catalogue/releases.ts';
import type {TableKind} from '../catalogue/table-kinds.ts';

/** Releases in the order in which their names are tried: V4's layout is what most folders have. */
const ORDER: readonly ReleaseId[] = ['v4', 'v7', 'v6', 'v5', 'v3', 'v2', 'v1', 'challenge-2019', 'challenge-2018'];

/** Names in V4's manner that V4 itself does not have. */
function additionalNames(role: TableRole): readonly string[] {
  if (role === 'hierarchy') return ['bbox_labels_hierarchy.json'];
  const split = /^(\w+)\/images$/.exec(role)?.[1];
  if (split === undefined) return [];
  return [
    `${split}/${split}-images-boxable-with-rotation.csv`,
    `${split}/${split}-images-with-rotation.csv`,
    `${split}/${split}-images-boxable.csv`,
  ];
}

/**
 * The names under which releases publish a table, relative to a folder, the likeliest first; also without the folder of the split where the name
 * itself says it.
 */
export function tableNames(role: TableRole): readonly string[] {
  const published = ORDER.flatMap((id) => RELEASES[id].tables.filter((table) => table.role === role).map(({path}) => path));
  const [likeliest, ...others] = published;
  const names = [...(likeliest === undefined ? [] : [likeliest]), ...additionalNames(role), ...others];
  const split = /^(train|validation|test)\//.exec(role)?.[1];
  const flat = names.map((name) => posix.basename(name)).filter((name) => split !== undefined && name.includes(split));
  return [...new Set([...names, ...flat])];
}

/** What a role is called in messages. */
export function describeRole(role: TableRole): string {
  const [, split, kind = ''] = /^(?:(train|validation|test)\/)?([a-z-]+)/.exec(role) ?? [];
  return `${NAMES[kind as TableKind] ?? `table of ${kind.replaceAll('-', ' ')}`}${split === undefined ? '' : ` of the ${split} split`}`;
}

const NAMES: Partial<Record<TableKind, string>> = {
  'boxable-class-descriptions': 'class list',
  'class-descriptions': 'class list',
  'boxable-trainable-class-ids': 'list of trainable classes',
  hierarchy: 'class hierarchy',
  boxes: 'box table',
  images: 'image table',
};
