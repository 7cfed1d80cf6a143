import {createHash} from 'node:crypto';
import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {ImageId} from '@oid/core';
import {writeFileAtomic} from '@oid/core/node';
import type {ClassEntry} from '../class-list.ts';
import type {Point} from '../group-points.ts';
import {selectClasses} from '../select-classes.ts';
import {ATTRIBUTION_CSV_HEADER, attributionCsv, attributionHtml, attributionMarkdown, attributionOf} from '../selection/attribution.ts';
import {BalanceCounter} from '../selection/balance.ts';
import type {Balance} from '../selection/balance.ts';
import {LeakageCheck} from '../selection/leakage.ts';
import type {Leakage} from '../selection/leakage.ts';
import {pointFromJson, pointToJson} from '../selection/point-json.ts';
import type {Split} from '../splits.ts';
import {readNdjson} from './ndjson.ts';
import type {MetadataFolder} from './open-metadata.ts';
import {requestedSplits, selectedPoints} from './selected-points.ts';
import type {SelectionRequest, SelectOptions} from './selected-points.ts';
import {TextFile} from './text-file.ts';

/** What came out; `selection.json` holds it beside the request. */
export type Selection = {
  classes: readonly ClassEntry[];
  splits: {split: Split; images: number; boxes: number; withoutIndexRow: number}[];
  /** SHA-256 in hexadecimal over the classes and each split's ids, boxes, classes and flags; addresses and authors do not count. */
  hash: string;
  /** Images by licence. */
  licenses: Record<string, number>;
  balance: Balance;
  leakage: Leakage;
};

/**
 * Makes a selection in a folder, at any size:
 *
 * - `points/<split>.ndjson`: its points, see {@link readPoints};
 * - `selection.json`: request, classes, counts, hash;
 * - `balance.json`: {@link Balance}; `leakage.json`: {@link Leakage};
 * - `licences.csv`, `licences.md`, `licences.html`: whom to name for each photo.
 *
 * The same request on the same release gives the same bytes. `selection.json` is written last: with it, the rest is whole.
 *
 * @throws what `selectClasses` and `streamPoints` throw; MissingTableError for a split that the release lacks; OptionError.
 */
export async function select(
  release: MetadataFolder,
  request: SelectionRequest,
  folder: string,
  options: SelectOptions = {},
): Promise<Selection> {
  const classes = selectClasses(release, request);
  const splits = requestedSplits(release, request);
  await rm(join(folder, 'selection.json'), {force: true});
  const balance = new BalanceCounter(classes);
  const leakage = new LeakageCheck();
  const licenses = new Map<string, number>();
  const results = new Map<Split, {images: number; boxes: number; withoutIndexRow: number; hash: string}>();
  // Train, the largest, comes last, so that the leakage check need not keep it.
  const order = splits.toReversed();
  await TextFile.writeAll(
    [join(folder, 'licences.csv'), join(folder, 'licences.md'), join(folder, 'licences.html')],
    async ([csv, markdown, html]) => {
      await csv.write(ATTRIBUTION_CSV_HEADER);
      await markdown.write('# Photos and their authors\n\n');
      await html.write(HTML_HEAD);
      for (const [turn, split] of order.entries()) {
        const counts = {images: 0, boxes: 0, withoutIndexRow: 0};
        const hash = createHash('sha256');
        const running = {...options, onMissingImage: () => (counts.withoutIndexRow += 1)};
        await TextFile.writeAll([pointsPath(folder, split)], async ([lines]) => {
          for await (const point of selectedPoints(release, split, classes, request, running)) {
            counts.images += 1;
            counts.boxes += point.classes.length;
            addToHash(hash, point);
            balance.add(split, point);
            leakage.add(split, point.image, {last: turn === order.length - 1});
            licenses.set(point.image.license, (licenses.get(point.image.license) ?? 0) + 1);
            const attribution = attributionOf(split, point.image);
            const writing = [
              lines.write(`${JSON.stringify(pointToJson(point))}\n`),
              csv.write(attributionCsv(attribution)),
              markdown.write(`- ${attributionMarkdown(attribution)}\n`),
              html.write(`<li>${attributionHtml(attribution)}</li>\n`),
            ];
            // Waiting costs more than writing, and is seldom needed.
            for (const block of writing) if (block !== undefined) await block;
          }
        });
        results.set(split, {...counts, hash: hash.digest('hex')});
      }
      await html.write(HTML_TAIL);
    },
  );
  const hash = createHash('sha256').update(JSON.stringify(classes.map(({mid}) => mid)));
  const selection: Selection = {
    classes,
    splits: splits.map((split) => {
      const {hash: own, ...counts} = results.get(split) as {images: number; boxes: number; withoutIndexRow: number; hash: string};
      hash.update(`${split} ${own}`);
      return {split, ...counts};
    }),
    hash: hash.digest('hex'),
    licenses: Object.fromEntries([...licenses].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    balance: balance.report(),
    leakage: leakage.report(),
  };
  await writeJson(join(folder, 'balance.json'), selection.balance);
  await writeJson(join(folder, 'leakage.json'), selection.leakage);
  const {balance: _, leakage: __, ...summary} = selection;
  await writeJson(join(folder, 'selection.json'), {request: plainRequest(request), ...summary});
  return selection;
}

/** The points of a split, as `select` left them. @throws MalformedPointError naming file and line. */
export async function* readPoints(folder: string, split: Split): AsyncGenerator<Point> {
  for await (const {value, where} of readNdjson(pointsPath(folder, split))) yield pointFromJson(value, where);
}

/** Reads what {@link select} left in a folder. */
export async function readSelection(folder: string): Promise<Selection & {request: SelectionRequest}> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), 'utf8')) as unknown;
  return {
    ...((await read('selection.json')) as Omit<Selection, 'balance' | 'leakage'> & {request: SelectionRequest}),
    balance: (await read('balance.json')) as Balance,
    leakage: (await read('leakage.json')) as Leakage,
  };
}

function pointsPath(folder: string, split: Split): string {
  return join(folder, 'points', `${split}.ndjson`);
}

function addToHash(hash: ReturnType<typeof createHash>, {imageId, classes, boxes, ...flags}: Point): void {
  hash.update(`${imageId} ${classes.join(' ')} `);
  const {groupOf, occluded, truncated, depiction, inside} = flags;
  for (const {buffer, byteOffset, byteLength} of [boxes, groupOf, occluded, truncated, depiction, inside]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
}

/** Sets of ids are lists in JSON. */
function plainRequest(request: SelectionRequest): unknown {
  const list = (ids: Iterable<ImageId> | undefined): ImageId[] | undefined => (ids === undefined ? undefined : [...ids].toSorted());
  return {...request, imageIds: list(request.imageIds), exceptImageIds: list(request.exceptImageIds)};
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

const HTML_HEAD =
  '<!doctype html>\n<meta charset="utf-8">\n<title>Photos and their authors</title>\n<h1>Photos and their authors</h1>\n<ul>\n';
const HTML_TAIL = '</ul>\n';
