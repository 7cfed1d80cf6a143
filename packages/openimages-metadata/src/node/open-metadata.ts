import {createReadStream} from 'node:fs';
import {readFile, stat} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {Mid} from '@oid/core';
import {resolveInside} from '@oid/core/node';
import {parseBoxRows} from '../box-rows.ts';
import type {BoxRow} from '../box-rows.ts';
import type {TableRole} from '../catalogue/release-table.ts';
import type {TableKind} from '../catalogue/table-kinds.ts';
import {parseClassIds} from '../class-ids.ts';
import {ClassList} from '../class-list.ts';
import {MissingTableError} from '../errors/missing-table-error.ts';
import {Hierarchy} from '../hierarchy.ts';
import type {ImageRow} from '../image-rows.ts';
import {SPLITS} from '../splits.ts';
import type {Split} from '../splits.ts';
import {ROW_PARSERS} from '../table-rows.ts';
import type {RowKind, TableRows} from '../table-rows.ts';
import {readManifest} from './manifest.ts';
import {describeRole, tableNames} from './table-names.ts';
import {rolesOf} from './table-roles.ts';

/** A release's tables on disk. The small ones are read, the large ones are streamed anew by each call. */
export type MetadataFolder = {
  /** Absolute. */
  directory: string;
  /** The boxable classes; in V1, which has none, all classes. */
  classes: ClassList;
  /** `undefined` where the release has none. */
  hierarchy: Hierarchy | undefined;
  /** `undefined` where the release has none, which is to say that every class may be trained. */
  trainable: readonly Mid[] | undefined;
  /** The splits that have both a box table and an image table. */
  splits: readonly Split[];
  /** Where a split's box table and image table lie. @throws MissingTableError for a split that is not in `splits`. */
  tables(split: Split): Promise<{boxes: string; images: string}>;
  /** Box rows in file order. Iterating throws MissingTableError for a split without a box table, and what `parseBoxRows` throws. */
  boxes(split: Split): AsyncGenerator<BoxRow>;
  /** Image rows in file order. Iterating throws MissingTableError for a split without an image table, and what `parseImageRows` throws. */
  images(split: Split): AsyncGenerator<ImageRow>;
  /**
   * Rows of any kind of table, in file order, parts one after the other. Iterating throws MissingTableError, and what the kind's parser throws.
   *
   * @param split - left out for tables that hold for all splits.
   */
  rows<Kind extends RowKind>(kind: Kind, split?: Split): AsyncGenerator<TableRows[Kind]>;
  /** A class list other than `classes`. @throws MissingTableError; what `ClassList.parse` throws. */
  classList(kind: ClassListKind): Promise<ClassList>;
  /** A list of class ids. @throws MissingTableError; what `parseClassIds` throws. */
  classIds(kind: ClassIdsKind): Promise<Mid[]>;
};

/** Tables that hold ids and names of classes. */
export type ClassListKind = Extract<TableKind, `${string}class-descriptions` | 'attribute-descriptions'>;
/** Tables that hold ids of classes alone. */
export type ClassIdsKind = Extract<TableKind, `${string}class-ids`>;

/**
 * Opens a folder of tables: one that `fetchMetadata` filled, or any that has the published names.
 *
 * @throws {@link MissingTableError} without a class list; what the parsers throw for the small tables.
 */
export async function openMetadata(directory: string): Promise<MetadataFolder> {
  const root = resolve(directory);
  const manifest = await readManifest(root);
  const find = async (role: TableRole): Promise<string | undefined> => {
    const copied = manifest.get(role)?.path;
    for (const name of [...(copied === undefined ? [] : [copied]), ...tableNames(role)]) {
      const path = resolveInside(root, name);
      if ((await stat(path).catch(() => undefined))?.isFile() === true) return path;
    }
    return undefined;
  };
  const need = async (role: TableRole): Promise<string> => {
    const path = await find(role);
    if (path === undefined) throw new MissingTableError(root, describeRole(role), tableNames(role));
    return path;
  };
  const readClasses = async (path: string): Promise<ClassList> => ClassList.parse(await readFile(path, 'utf8'), {source: path});
  const readIds = async (path: string, classes?: ClassList): Promise<Mid[]> =>
    parseClassIds(await readFile(path, 'utf8'), {source: path, classes});

  /** Up to V3, the boxable classes are a list of ids into the descriptions of all classes. */
  const boxableClasses = async (): Promise<ClassList> => {
    const boxable = await find('boxable-class-descriptions');
    if (boxable !== undefined) return readClasses(boxable);
    const all = await find('class-descriptions');
    if (all === undefined) return readClasses(await need('boxable-class-descriptions'));
    const [classes, ids] = [await readClasses(all), await find('boxable-class-ids')];
    return ids === undefined ? classes : classes.subset(await readIds(ids, classes));
  };

  const classes = await boxableClasses();
  const hierarchyPath = await find('hierarchy');
  const trainablePath = await find('boxable-trainable-class-ids');
  const splits: Split[] = [];
  for (const split of SPLITS) {
    if ((await find(`${split}/boxes`)) !== undefined && (await find(`${split}/images`)) !== undefined) splits.push(split);
  }
  async function* rows<Kind extends RowKind>(kind: Kind, split?: Split): AsyncGenerator<TableRows[Kind]> {
    const [first, ...others] = rolesOf(kind, split);
    for (const role of [first as TableRole, ...others]) {
      const source = role === first ? await need(role) : await find(role);
      if (source !== undefined) yield* ROW_PARSERS[kind](createReadStream(source, READ), {source});
    }
  }
  return {
    directory: root,
    classes,
    hierarchy: hierarchyPath === undefined ? undefined : Hierarchy.parse(await readFile(hierarchyPath, 'utf8'), {source: hierarchyPath}),
    trainable: trainablePath === undefined ? undefined : await readIds(trainablePath, classes),
    splits,
    tables: async (split) => ({boxes: await need(`${split}/boxes`), images: await need(`${split}/images`)}),
    async *boxes(split) {
      const source = await need(`${split}/boxes`);
      yield* parseBoxRows(createReadStream(source, READ), {source, classes});
    },
    images: (split) => rows('images', split),
    rows,
    classList: async (kind) => readClasses(await need(kind)),
    classIds: async (kind) => readIds(await need(kind)),
  };
}

const READ = {highWaterMark: 1 << 18};
