import type {ImageSize} from '@oid/core';
import type {DetectorModel} from '@oid/detector-model';
import type {RunDifference} from './errors/incompatible-run-error.ts';
import type {ResolvedTrainOptions} from './train-options.ts';

/** What must not change when a run is resumed, as JSON beside each checkpoint. */
export type RunFingerprint = {
  model: string;
  numClasses: number;
  inputSize: ImageSize;
  batchSize: number;
  seed: number;
  horizontalFlip: boolean;
  /** Number of records, and a digest of the files' names, counts and sizes. */
  records: number;
  recordsDigest: string;
};

export function fingerprintOf(
  model: DetectorModel,
  {batchSize, seed, horizontalFlip}: ResolvedTrainOptions,
  records: {count: number; digest: string},
): RunFingerprint {
  return {
    model: model.name,
    numClasses: model.numClasses,
    inputSize: {height: model.inputSize.height, width: model.inputSize.width},
    batchSize,
    seed,
    horizontalFlip,
    records: records.count,
    recordsDigest: records.digest,
  };
}

const WORDS: Readonly<Record<keyof RunFingerprint, string>> = {
  model: 'the model',
  numClasses: 'numClasses',
  inputSize: 'inputSize',
  batchSize: 'batchSize',
  seed: 'seed',
  horizontalFlip: 'horizontalFlip',
  records: 'the number of records',
  recordsDigest: 'the digest of the record files',
};

/** Everything in which two fingerprints differ, in words; empty when they agree. */
export function compareFingerprints(saved: RunFingerprint, asked: RunFingerprint): RunDifference[] {
  const differences: RunDifference[] = [];
  for (const key of Object.keys(WORDS) as (keyof RunFingerprint)[]) {
    const [there, here] = [show(saved[key]), show(asked[key])];
    if (there !== here) differences.push({what: WORDS[key], saved: there, asked: here});
  }
  return differences;
}

function show(value: RunFingerprint[keyof RunFingerprint]): string {
  return typeof value === 'object' ? `${value.height}×${value.width} (height×width)` : String(value);
}
