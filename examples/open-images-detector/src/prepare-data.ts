import {join} from 'node:path';
import {OptionError} from '@oid/core';
import {writeFileAtomic} from '@oid/core/node';
import type {DownloadSummary} from '@oid/downloader';
import {formatLabelMap, labelMapFromClasses} from '@oid/label-map';
import {isReleaseId, releaseTables} from '@oid/openimages-metadata';
import {fetchMetadata, openMetadata} from '@oid/openimages-metadata/node';
import type {SelectionRequest, Split} from '@oid/openimages-metadata/node';
import type {FlowConsole} from './console.ts';
import type {FlowOptions} from './options.ts';
import {hashOf} from './stage-log.ts';
import type {RunStage} from './stage-runner.ts';
import {fetchPhotos, localOriginals} from './stages/photos.ts';
import {wholePhotos, writeSplitRecords} from './stages/records.ts';
import type {RecordFiles} from './stages/records.ts';
import {selectPhotos} from './stages/selection.ts';
import type {Selection} from './stages/selection.ts';

const SPLITS: readonly Split[] = ['train', 'validation', 'test'];
const TUTORIAL_SIDE = 256;

/** Everything that training needs, as it lies below `<out>`. */
export type PreparedData = {
  selection: Selection;
  images: {asked: number; ok: number; failed: Record<string, number>};
  records: RecordFiles[];
  /** Hash of all that decides the records' bytes. */
  recordsHash: string;
};

/** Tables → selection → photos → label map → records. */
export async function prepareData(
  options: FlowOptions & {inputSize: number},
  out: string,
  {run, console, signal}: {run: RunStage; console: FlowConsole; signal: AbortSignal},
): Promise<PreparedData> {
  const {release, sources, inputSize} = options;
  const {progress: onProgress} = console;
  const metadataFolder = join(out, 'metadata');
  await run({
    name: 'metadata',
    what: `the tables of ${release}`,
    inputs: {release},
    work: async () => {
      if (isReleaseId(release) && releaseTables(release, {tables: ['boxes']}).length === 0)
        throw new OptionError('--release', release, 'a release with boxes, such as v7');
      const metadata = await fetchMetadata(release, metadataFolder, {splits: SPLITS, onProgress, signal});
      return {classes: metadata.classes.entries.length, splits: metadata.splits};
    },
    tell: (result) => `${result.classes} classes; splits ${result.splits.join(', ')}`,
  });

  const request = requestOf(options);
  const selection: Selection = await run({
    name: 'selection',
    what: describe(request),
    inputs: {release, ...request},
    work: async () => selectPhotos(await openMetadata(metadataFolder), out, request),
    tell: ({classes, splits, shared}) =>
      [
        `${classes.length} classes`,
        ...splits.map(({split, images, boxes}) => `${split} ${images} photos, ${boxes} boxes`),
        ...(shared.images + shared.files === 0
          ? []
          : [`leakage between splits: photos ${shared.images}, files ${shared.files} (leakage.json)`]),
      ].join('; '),
  });
  const splits = selection.splits.map(({split}) => split);

  const originals = localOriginals(release);
  const from = sources.map((name) => (name === 'original' ? (originals ?? name) : name)).join(', then ');
  const images = await run({
    name: 'photos',
    what: `download, verify and shrink${from === 'original' ? '' : `, from ${from}`}`,
    work: async () => {
      const counts: DownloadSummary[] = [];
      for (const split of splits) {
        const maxSide = Math.max(TUTORIAL_SIDE, inputSize);
        counts.push(await fetchPhotos(out, split, {maxSide, release, originals, sources, signal, onProgress}));
        signal.throwIfAborted();
      }
      return addUp(counts);
    },
    tell: ({asked, ok, failed}) => {
      const reasons = Object.entries(failed).map(([reason, count]) => `${count} ${reason}`);
      return `${ok} of ${asked} whole${reasons.length === 0 ? '' : `; left out: ${reasons.join(', ')}`}`;
    },
  });

  const labelMap = formatLabelMap(labelMapFromClasses(selection.classes));
  await run({
    name: 'label map',
    what: `${selection.classes.length} classes`,
    inputs: {labelMap},
    work: () => writeFileAtomic(join(out, 'label_map.pbtxt'), labelMap),
    tell: () => 'label_map.pbtxt',
  });

  const whole = await Promise.all(splits.map((split) => wholePhotos(out, split)));
  const recordsHash = hashOf([selection.hash, whole]);
  const records: RecordFiles[] = await run({
    name: 'records',
    what: `${images.ok} photos and their boxes`,
    inputs: {recordsHash},
    work: async () => {
      const made: RecordFiles[] = [];
      for (const [at, split] of splits.entries()) {
        signal.throwIfAborted();
        made.push(await writeSplitRecords(out, selection, split, whole[at] ?? []));
      }
      return made;
    },
    tell: (made) =>
      made.map(({split, records: count, files}) => `${split} ${count} in ${files.length} file${files.length > 1 ? 's' : ''}`).join('; '),
  });
  return {selection, images, records, recordsHash};
}

/** What decides which photos are taken; the seed only where photos are drawn. */
function requestOf({classes, branches, exclude, limitPerClass, sample, seed}: FlowOptions): SelectionRequest {
  const drawn = limitPerClass !== undefined || sample !== undefined;
  return {classes, branches, exclude, limitPerClass, sample, seed: drawn ? seed : undefined};
}

function describe({classes = [], branches = [], exclude = [], limitPerClass, sample}: SelectionRequest): string {
  const wanted = [...classes, ...branches.map((branch) => `${branch} and below`)].join(', ') || 'every trainable class';
  return [
    wanted,
    ...(exclude.length === 0 ? [] : [`without ${exclude.join(', ')}`]),
    ...(limitPerClass === undefined ? [] : [`until each class has ${limitPerClass} photos a split`]),
    ...(sample === undefined ? [] : [`at most ${sample} photos a split`]),
  ].join('; ');
}

function addUp(counts: readonly DownloadSummary[]): PreparedData['images'] {
  const failed: Record<string, number> = {};
  for (const count of counts) {
    for (const [reason, times] of Object.entries(count.failed)) if (times > 0) failed[reason] = (failed[reason] ?? 0) + times;
  }
  return {asked: sum(counts, 'asked'), ok: sum(counts, 'ok'), failed};
}

function sum(counts: readonly DownloadSummary[], key: 'asked' | 'ok'): number {
  return counts.reduce((total, count) => total + count[key], 0);
}
