import {createReadStream} from 'node:fs';
import {readFile, stat} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {Mid} from '@oid/core';
import {resolveInside} from '@oid/core/node';
import {parseBoxRows} from '../box-rows.ts';
import type {BoxRow} from '../box-rows.ts';
import {parseClassIds} from '../class-ids.ts';
import {ClassList} from '../class-list.ts';
import {MissingTableError} from '../errors/missing-table-error.ts';
import {Hierarchy} from '../hierarchy.ts';
import {parseImageRows} from '../image-rows.ts';
import type {ImageRow} from '../image-rows.ts';
import {readManifest} from './manifest.ts';
import {SPLITS} from '../splits.ts';
import type {Split} from '../splits.ts';
import {describeRole, tableNames} from './table-names.ts';
import type {TableRole} from './table-names.ts';

/** A release's tables on disk. The small ones are read, the large ones are streamed anew by each call. */
export type MetadataFolder = {
  /** Absolute. */
  directory: string;
  classes: ClassList;
  /** `undefined` where the release has none. */
  hierarchy: Hierarchy | undefined;
  /** `undefined` where the release has none, which is to say that every class may be trained. */
  trainable: readonly Mid[] | undefined;
  /** The splits that have both a box table and an image table. */
  splits: readonly Split[];
  /** Where a split's box table and image table lie. @throws MissingTableError for a split that is not in `splits`. */
  tables(split: Split): Promise<{boxes: string; images: string}>;
  /** Box rows in file order. Iterating throws MissingTableError for a split that is not in `splits`, and what `parseBoxRows` throws. */
  boxes(split: Split): AsyncGenerator<BoxRow>;
  /** Image rows in file order. Iterating throws MissingTableError for a split that is not in `splits`, and what `parseImageRows` throws. */
  images(split: Split): AsyncGenerator<ImageRow>;
};

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
  const classesPath = await need('classes');
  const classes = ClassList.parse(await readFile(classesPath, 'utf8'), {source: classesPath});
  const hierarchyPath = await find('hierarchy');
  const trainablePath = await find('trainable');
  const splits: Split[] = [];
  for (const split of SPLITS) {
    if ((await find(`${split}/boxes`)) !== undefined && (await find(`${split}/images`)) !== undefined) splits.push(split);
  }
  return {
    directory: root,
    classes,
    hierarchy: hierarchyPath === undefined ? undefined : Hierarchy.parse(await readFile(hierarchyPath, 'utf8'), {source: hierarchyPath}),
    trainable:
      trainablePath === undefined ? undefined : parseClassIds(await readFile(trainablePath, 'utf8'), {source: trainablePath, classes}),
    splits,
    tables: async (split) => ({boxes: await need(`${split}/boxes`), images: await need(`${split}/images`)}),
    async *boxes(split) {
      const source = await need(`${split}/boxes`);
      yield* parseBoxRows(createReadStream(source, READ), {source, classes});
    },
    async *images(split) {
      const source = await need(`${split}/images`);
      yield* parseImageRows(createReadStream(source, READ), {source});
    },
  };
}

const READ = {highWaterMark: 1 << 18};
