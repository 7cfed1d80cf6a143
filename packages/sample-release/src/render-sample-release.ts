import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {checkRange, crc32c, createRandom, OptionError} from '@oid/core';
import type {ImageId, OnProgress, Random} from '@oid/core';
import {writeFileAtomic} from '@oid/core/node';
import {damageJpeg, sampleFaults} from './faults.ts';
import type {SampleFault} from './faults.ts';
import {photoWords} from './photo-words.ts';
import {renderPhoto} from './render-photo.ts';
import {
  boxTablePath,
  formatBoxTable,
  formatClassDescriptions,
  formatHierarchy,
  formatImageTable,
  formatTrainableClasses,
  imageTablePath,
} from './tables.ts';
import type {PhotoRecord, SampleSplit} from './tables.ts';

/** Options of {@link renderSampleRelease}. */
export type RenderSampleReleaseOptions = {
  /** Integer; another seed, another release. @default 1 */
  seed?: number | undefined;
  /** Photos in the training split, from 0. @default 320 */
  train?: number | undefined;
  /** Photos in the validation split, from 0. @default 80 */
  validation?: number | undefined;
  /** Photos in the test split, from 0; none, no test tables. @default 0 */
  test?: number | undefined;
  /** What the photos' addresses start with, without a slash at the end. @default 'http://127.0.0.1:0', which a server replaces */
  baseUrl?: string | undefined;
  /** Called after each photo. @default not called */
  onProgress?: OnProgress | undefined;
  /** Stops between two photos. @default never */
  signal?: AbortSignal | undefined;
};

/** Defaults of {@link RenderSampleReleaseOptions}. */
export const RENDER_SAMPLE_RELEASE_DEFAULTS: {
  readonly seed: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly baseUrl: string;
} = {seed: 1, train: 320, validation: 80, test: 0, baseUrl: 'http://127.0.0.1:0'};

/** Photos rendered at a time; enough to keep the decoder's threads busy. */
const AT_A_TIME = 4;

/**
 * Renders a made-up release in the layout of Open Images V4: class lists, hierarchy, image and box tables, and every photo under
 * `originals/`. The same options give the same bytes (with the same version of sharp). Photos come first and tables last, each file whole
 * or not at all; files that are there are replaced.
 *
 * @returns how many photos and boxes there are in all.
 * @throws {@link OptionError} if an option is out of range.
 */
export async function renderSampleRelease(
  directory: string,
  options: RenderSampleReleaseOptions = {},
): Promise<{images: number; boxes: number}> {
  const defaults = RENDER_SAMPLE_RELEASE_DEFAULTS;
  const seed = checkRange('seed', options.seed ?? defaults.seed, {min: 0, max: 2 ** 31 - 1, integer: true});
  const counts: Record<SampleSplit, number> = {
    train: checkRange('train', options.train ?? defaults.train, {min: 0, max: 1_000_000, integer: true}),
    validation: checkRange('validation', options.validation ?? defaults.validation, {min: 0, max: 1_000_000, integer: true}),
    test: checkRange('test', options.test ?? defaults.test, {min: 0, max: 1_000_000, integer: true}),
  };
  const baseUrl = options.baseUrl ?? defaults.baseUrl;
  if (!/^https?:\/\/[^\s",]+[^\s",/]$/.test(baseUrl))
    throw new OptionError('baseUrl', baseUrl, 'an http address without a slash at its end');

  const jobs = (['train', 'validation', 'test'] as const).flatMap((split) =>
    Array.from({length: counts[split]}, (_, index) => ({split, index, imageId: imageIdOf(seed, split, index)})),
  );
  const faults = sampleFaults(jobs.filter(({split}) => split === 'train').map(({imageId}) => imageId));
  const records: PhotoRecord[] = [];
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    while (next < jobs.length) {
      options.signal?.throwIfAborted();
      const place = next++;
      const {split, index, imageId} = jobs[place] as (typeof jobs)[number];
      records[place] = await writePhoto(directory, imageId, faults.get(imageId), stream(`${seed} ${split} photo ${index}`));
      options.onProgress?.({stage: 'render', done: ++done, total: jobs.length, unit: 'photos'});
    }
  };
  await Promise.all(Array.from({length: AT_A_TIME}, work));

  for (const split of ['train', 'validation', 'test'] as const) {
    if (split === 'test' && counts.test === 0) continue;
    const own = records.filter((_, place) => jobs[place]?.split === split);
    const random = stream(`${seed} ${split} tables`);
    await writeFileAtomic(join(directory, boxTablePath(split)), formatBoxTable(own, split, random));
    await writeFileAtomic(join(directory, imageTablePath(split)), formatImageTable(own, split, baseUrl, random));
  }
  await writeFileAtomic(join(directory, 'bbox_labels_600_hierarchy.json'), formatHierarchy());
  await writeFileAtomic(join(directory, 'classes-bbox-trainable.txt'), formatTrainableClasses());
  await writeFileAtomic(join(directory, 'class-descriptions-boxable.csv'), formatClassDescriptions());
  return {images: records.length, boxes: records.reduce((sum, {boxes}) => sum + boxes.length, 0)};
}

async function writePhoto(directory: string, imageId: ImageId, fault: SampleFault | undefined, random: Random): Promise<PhotoRecord> {
  const {jpeg, setting, rotation, boxes} = await renderPhoto(random);
  const bytes = fault === 'damaged' ? damageJpeg(jpeg) : jpeg;
  await writeFileAtomic(join(directory, 'originals', `${imageId}.jpg`), bytes);
  return {
    imageId,
    boxes,
    words: photoWords(random, setting),
    byteLength: bytes.length,
    md5: createHash('md5').update(bytes).digest('base64'),
    rotation: fault === 'absent' || fault === 'removed' ? undefined : rotation,
  };
}

function imageIdOf(seed: number, split: SampleSplit, index: number): ImageId {
  const random = stream(`${seed} ${split} id ${index}`);
  return Array.from({length: 4}, () => random.integer(0x10000).toString(16).padStart(4, '0')).join('');
}

/** A generator of its own for each purpose, so that photos can be rendered in any order. */
function stream(name: string): Random {
  const random = createRandom(crc32c(new TextEncoder().encode(name)));
  for (let skipped = 0; skipped < 16; skipped += 1) random.uniform();
  return random;
}
