import {checkRange, OptionError} from '@oid/core';
import type {OnProgress, ProgressEvent} from '@oid/core';
import type {ClassEntry} from '../class-list.ts';
import {MissingTableError} from '../errors/missing-table-error.ts';
import type {Point} from '../group-points.ts';
import type {WantedClasses} from '../select-classes.ts';
import {chooseImages} from '../selection/choose-images.ts';
import {SPLITS} from '../splits.ts';
import type {Split} from '../splits.ts';
import type {MetadataFolder} from './open-metadata.ts';
import {streamPoints} from './stream-points.ts';
import type {BoxConditions, StreamPointsOptions} from './stream-points.ts';

/** What a user asks for. Plain data; `selection.json` repeats it. */
export type SelectionRequest = WantedClasses &
  BoxConditions & {
    /** @default every split that the release has */
    splits?: readonly Split[] | undefined;
    /** An image is taken, in a seeded order, while one of its classes has fewer images than this in its split. @default no limit */
    limitPerClass?: number | undefined;
    /** At most so many images a split, drawn by the seed. @default all */
    sample?: number | undefined;
    /** @default 1 */
    seed?: number | undefined;
    /** Whether the images chosen carry only the boxes that were asked for; else all that the release has of them. @default true */
    onlyMatching?: boolean | undefined;
  };

export const SELECTION_DEFAULTS = {seed: 1, onlyMatching: true} as const;

export type SelectOptions = Pick<StreamPointsOptions, 'threads' | 'memoryMiB' | 'temporaryFolder' | 'signal'> & {
  /** Events with `stage: 'selection'`, `unit: 'rows'`. */
  onProgress?: OnProgress | undefined;
};

/**
 * The points of one split that a request asks for, in the order of their ids, without a folder.
 *
 * @param classes - from `selectClasses(release, request)`.
 */
export async function* selectedPoints(
  release: MetadataFolder,
  split: Split,
  classes: readonly ClassEntry[],
  request: SelectionRequest,
  options: SelectOptions & Pick<StreamPointsOptions, 'onMissingImage'> = {},
): AsyncGenerator<Point> {
  const {boxes, images} = await release.tables(split);
  const {onProgress, ...running} = options;
  const {flags, minConfidence, sources, imageIds, exceptImageIds} = request;
  const seed = checkRange('seed', request.seed ?? SELECTION_DEFAULTS.seed, {min: -(2 ** 53), max: 2 ** 53, integer: true});
  const limits = {
    limitPerClass:
      request.limitPerClass === undefined ? undefined : checkRange('limitPerClass', request.limitPerClass, {min: 1, integer: true}),
    sample: request.sample === undefined ? undefined : checkRange('sample', request.sample, {min: 1, integer: true}),
  };
  const common = {
    ...running,
    classes: release.classes,
    onProgress: onProgress === undefined ? undefined : (event: ProgressEvent) => onProgress({...event, stage: 'selection'}),
  };
  const matching: StreamPointsOptions = {
    ...common,
    wanted: classes.map(({mid}) => mid),
    flags,
    minConfidence,
    sources,
    imageIds,
    exceptImageIds,
  };
  const limited = limits.limitPerClass !== undefined || limits.sample !== undefined;
  const whole = request.onlyMatching === false;
  if (!limited && !whole) {
    yield* streamPoints(boxes, images, matching);
    return;
  }
  // Which images depends on all of them, so the tables are read twice.
  const chosen = await chooseImages(streamPoints(boxes, images, {...matching, onMissingImage: undefined}), {...limits, seed});
  if (chosen.size === 0) return;
  yield* streamPoints(
    boxes,
    images,
    whole ? {...common, wanted: release.classes.entries.map(({mid}) => mid), imageIds: chosen} : {...matching, imageIds: chosen},
  );
}

/**
 * The splits that a request is about, in their usual order.
 *
 * @throws {@link MissingTableError} for one that the release lacks, {@link OptionError}.
 */
export function requestedSplits(release: MetadataFolder, {splits}: SelectionRequest): readonly Split[] {
  if (splits === undefined) return release.splits;
  const odd = splits.find((split) => !SPLITS.includes(split));
  if (odd !== undefined || splits.length === 0) throw new OptionError('splits', splits, 'some of train, validation and test');
  for (const split of splits) {
    if (!release.splits.includes(split)) throw new MissingTableError(release.directory, `box and image tables of the ${split} split`, []);
  }
  return SPLITS.filter((split) => splits.includes(split));
}
