import {checkRange, OptionError} from '@oid/core';
import type {ProgressEvent} from '@oid/core';
import type {DetectionLossesOptions} from '@oid/detector-model';
import type {Compile} from './compile.ts';
import type {LearningRate} from './learning-rate.ts';
import type {FineTune} from './node/fine-tune.ts';

/** The numbers of one training step. */
export type StepReport = {
  /** From 1; a resumed run counts on. */
  step: number;
  /** The pass over the records, from 1, that the first picture of the batch belongs to. */
  epoch: number;
  /** Undefined when only `minutes` limits the run. */
  totalSteps: number | undefined;
  /** Share of the budget that is spent, in (0, 1]. */
  progress: number;
  /** The weighted sum of the two losses below, before this step's update. Weight decay is not part of it. */
  loss: number;
  classLoss: number;
  boxLoss: number;
  /** Share of anchors whose most probable class is the target's, in [0, 1]. Background dominates: 0.99 is easily had. */
  accuracy?: number;
  /** Mean over all numbers of |prediction − target| where an anchor is matched, 0 elsewhere (Gluon's MAE). */
  boxError?: number;
  learningRate: number;
  /** Over the last seconds. */
  imagesPerSecond: number;
  /** Until the budget is spent; undefined until two steps have been timed. */
  etaSeconds: number | undefined;
};

export type TrainOptions = {
  /** Paths of TFRecord files with detection examples, in a fixed order. */
  records: readonly string[];
  /** Checkpoints go to `ckpt/` in it, the curve to `history.ndjson`. A run found there is resumed. */
  runDirectory: string;
  /** Pictures a step; at most as many as there are records. @default 32 (tutorial) */
  batchSize?: number | undefined;
  /** A checkpoint to begin from, where `runDirectory` holds none yet: its variables that fit are taken. @default the model's own weights */
  fineTune?: FineTune | undefined;
  /** Passes over the records. Of `epochs`, `steps` and `minutes`, what ends first. @default 150 where none of them is given (tutorial) */
  epochs?: number | undefined;
  /** Steps, summed over resumed runs. @default no limit */
  steps?: number | undefined;
  /** Minutes of training, summed over resumed runs. @default no limit */
  minutes?: number | undefined;
  /** @default 0.1 (tutorial) */
  learningRate?: LearningRate | undefined;
  /** In [0, 1); 0 keeps no slots. @default 0 (tutorial) */
  momentum?: number | undefined;
  /** L2 factor on every trainable variable. @default 0.0005 (tutorial) */
  weightDecay?: number | undefined;
  /** Factors of the two losses. @default both 1 (tutorial) */
  lossWeights?: {class: number; box: number} | undefined;
  /** See `detectionLosses`. @default 'anchors' (tutorial) */
  normalizeBy?: 'anchors' | 'matches' | undefined;
  /** Of the focal and the smooth L1 loss: `alpha`, `gamma`, `sigma`. @default their own (tutorial) */
  lossOptions?: Omit<DetectionLossesOptions, 'normalizeBy'> | undefined;
  /** Mirror every picture with probability ½, boxes with it. @default false */
  horizontalFlip?: boolean | undefined;
  /** Of the order of the records and of the flips. @default 0 */
  seed?: number | undefined;
  /** Most bytes of decoded pictures kept for the next epochs, 3 a pixel of the model's input; those beyond are decoded anew. @default 512 MiB */
  cacheBytes?: number | undefined;
  /** Seconds between checkpoints; 0 saves after every step. @default 60 */
  checkpointEverySeconds?: number | undefined;
  /** Newest checkpoints kept. @default 3 */
  keepCheckpoints?: number | undefined;
  /** Makes one graph of the training step: `runtime.compile` of `@oid/runtime`, where it is there. @default the step runs eagerly */
  compile?: Compile | undefined;
  /** Called once when `compile` refuses the step, which then runs operation by operation. */
  onCompileRefused?: ((reason: Error) => void) | undefined;
  /** When aborted, the running step is finished and saved, and the promise resolves with `finished: false`. */
  signal?: AbortSignal | undefined;
  /** Called after every step. */
  onStep?: ((report: StepReport) => void) | undefined;
  /** Stage `train`, unit `steps`. */
  onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** A clock in milliseconds, for tests. @default performance.now */
  now?: (() => number) | undefined;
};

export const TRAIN_DEFAULTS: Readonly<{
  batchSize: number;
  epochs: number;
  learningRate: number;
  momentum: number;
  weightDecay: number;
  lossWeights: Readonly<{class: number; box: number}>;
  normalizeBy: 'anchors' | 'matches';
  horizontalFlip: boolean;
  seed: number;
  cacheBytes: number;
  checkpointEverySeconds: number;
  keepCheckpoints: number;
}> = {
  batchSize: 32,
  epochs: 150,
  learningRate: 0.1,
  momentum: 0,
  weightDecay: 5e-4,
  lossWeights: {class: 1, box: 1},
  normalizeBy: 'anchors',
  horizontalFlip: false,
  seed: 0,
  cacheBytes: 512 * 2 ** 20,
  checkpointEverySeconds: 60,
  keepCheckpoints: 3,
};

/** {@link TrainOptions} with every default filled in; a budget that is not given stays undefined. */
export type ResolvedTrainOptions = {
  records: readonly string[];
  runDirectory: string;
  batchSize: number;
  epochs: number | undefined;
  steps: number | undefined;
  minutes: number | undefined;
  learningRate: LearningRate;
  momentum: number;
  weightDecay: number;
  lossWeights: {class: number; box: number};
  normalizeBy: 'anchors' | 'matches';
  lossOptions: Omit<DetectionLossesOptions, 'normalizeBy'> | undefined;
  horizontalFlip: boolean;
  seed: number;
  cacheBytes: number;
  checkpointEverySeconds: number;
  keepCheckpoints: number;
  now: () => number;
};

/** @throws `OptionError` for a value out of range. */
export function resolveTrainOptions(options: TrainOptions): ResolvedTrainOptions {
  const {lossWeights = TRAIN_DEFAULTS.lossWeights, minutes, steps} = options;
  const epochs = options.epochs ?? (minutes === undefined && steps === undefined ? TRAIN_DEFAULTS.epochs : undefined);
  const normalizeBy = options.normalizeBy ?? TRAIN_DEFAULTS.normalizeBy;
  if (!['anchors', 'matches'].includes(normalizeBy)) throw new OptionError('normalizeBy', normalizeBy, "'anchors' or 'matches'");
  const learningRate = options.learningRate ?? TRAIN_DEFAULTS.learningRate;
  const finite = Number.MAX_VALUE;
  if (typeof learningRate === 'number') checkRange('learningRate', learningRate, {min: 0, max: finite});
  return {
    records: options.records,
    runDirectory: options.runDirectory,
    batchSize: checkRange('batchSize', options.batchSize ?? TRAIN_DEFAULTS.batchSize, {min: 1, integer: true}),
    epochs: epochs === undefined ? undefined : checkRange('epochs', epochs, {min: 1, integer: true}),
    steps: steps === undefined ? undefined : checkRange('steps', steps, {min: 1, integer: true}),
    minutes: minutes === undefined ? undefined : checkRange('minutes', minutes, {min: 0, max: finite}),
    learningRate,
    momentum: checkRange('momentum', options.momentum ?? TRAIN_DEFAULTS.momentum, {min: 0, max: 0.999999}),
    weightDecay: checkRange('weightDecay', options.weightDecay ?? TRAIN_DEFAULTS.weightDecay, {min: 0, max: finite}),
    lossWeights: {
      class: checkRange('lossWeights.class', lossWeights.class, {min: 0, max: finite}),
      box: checkRange('lossWeights.box', lossWeights.box, {min: 0, max: finite}),
    },
    normalizeBy,
    lossOptions: options.lossOptions,
    horizontalFlip: options.horizontalFlip ?? TRAIN_DEFAULTS.horizontalFlip,
    seed: checkRange('seed', options.seed ?? TRAIN_DEFAULTS.seed, {min: -(2 ** 53), max: 2 ** 53, integer: true}),
    cacheBytes: checkRange('cacheBytes', options.cacheBytes ?? TRAIN_DEFAULTS.cacheBytes, {min: 0}),
    checkpointEverySeconds: checkRange('checkpointEverySeconds', options.checkpointEverySeconds ?? TRAIN_DEFAULTS.checkpointEverySeconds, {
      min: 0,
    }),
    keepCheckpoints: checkRange('keepCheckpoints', options.keepCheckpoints ?? TRAIN_DEFAULTS.keepCheckpoints, {min: 1, integer: true}),
    now: options.now ?? (() => performance.now()),
  };
}
