import type {DetectorModel} from '@oid/detector-model';
import {BatchPlanner} from '../batch-planner.ts';
import {progressOf, remainingSeconds} from '../budget.ts';
import type {Budget} from '../budget.ts';
import {learningRateAt} from '../learning-rate.ts';
import type {LossPoint} from '../loss-history.ts';
import {fingerprintOf} from '../run-fingerprint.ts';
import type {RunState} from '../run-state.ts';
import {disposeSlots} from '../sgd.ts';
import type {MomentumSlots} from '../sgd.ts';
import {Throughput} from '../throughput.ts';
import {resolveTrainOptions} from '../train-options.ts';
import type {ResolvedTrainOptions, TrainOptions} from '../train-options.ts';
import {createTrainingStep} from '../training-step.ts';
import type {TrainingStep} from '../training-step.ts';
import {BatchReader} from './batch-reader.ts';
import {loadForFineTuning} from './fine-tune.ts';
import type {FineTuned} from './fine-tune.ts';
import {HistoryFile} from './history-file.ts';
import {PictureCache} from './picture-cache.ts';
import {RecordSet} from './record-set.ts';
import {RunFolder} from './run-folder.ts';
import {resumeRun, saveRun} from './run-saver.ts';

export type TrainResult = {
  /** Steps done, over all runs. */
  steps: number;
  /** Over the last seconds of this run; 0 when it made fewer than one timed step. */
  imagesPerSecond: number;
  /** False when the signal ended the run before its budget was spent. */
  finished: boolean;
  /** Every step of the run, those before a resume included. */
  lossHistory: LossPoint[];
  /** What was taken of the checkpoint of `fineTune`; left out without it, and by a run that was resumed. */
  fineTuned?: FineTuned;
};

/**
 * Trains a model, in place, until its budget is spent or the signal is aborted; goes on where the run in `runDirectory` stopped.
 *
 * The recipe is the Gluon tutorial's: plain SGD on the gradient of the mean over the batch, weight decay on every trainable variable. A run
 * that is killed at any instant and started again ends bit-equal to one that was not, for a budget of `epochs` or `steps` on the same backend with the
 * same thread count and mode; with `minutes`, the time spent before counts. Steps since the last checkpoint are repeated.
 *
 * With `compile`, a step runs as one graph. A run may go on in the other mode; its numbers then differ in their last bits.
 *
 * Pictures are decoded once where `cacheBytes` has room for them; the next batch's others are read and decoded while a step runs. Without a
 * checkpoint in `runDirectory`, training starts from the weights that the model has, or from a checkpoint's, with `fineTune`.
 *
 * The engine needs a backend and gradients, which `startRuntime` of `@oid/runtime` or `import '@tensorflow/tfjs'` bring.
 *
 * @throws `OptionError`, `NoRecordsError`, `BadRecordError`, `ClassRangeError`, `DivergedError`, `IncompatibleRunError`, `RunStateError`.
 * After any of them the last checkpoint stands.
 */
export async function train(model: DetectorModel, options: TrainOptions): Promise<TrainResult> {
  const settings = resolveTrainOptions(options);
  const records = await RecordSet.open(settings.records);
  const slots: MomentumSlots = new Map();
  let reader: BatchReader | undefined;
  let trainingStep: TrainingStep | undefined;
  try {
    const fingerprint = fingerprintOf(model, settings, records);
    const folder = new RunFolder(settings.runDirectory);
    const resumed = await resumeRun(model, slots, folder, {fingerprint, momentum: settings.momentum});
    const fineTuned =
      resumed === undefined && options.fineTune !== undefined ? await loadForFineTuning(model, options.fineTune) : undefined;
    const history = await HistoryFile.open(settings.runDirectory, resumed?.step ?? 0);

    const batchSize = Math.min(settings.batchSize, records.count);
    const budget: Budget = {
      totalSteps: totalSteps(settings, records.count, batchSize),
      totalSeconds: settings.minutes === undefined ? undefined : settings.minutes * 60,
    };
    const planner = new BatchPlanner(records.count, {
      batchSize,
      horizontalFlip: settings.horizontalFlip,
      seed: settings.seed,
      state: resumed?.order,
    });
    const {inputSize: size, numClasses} = model;
    reader = new BatchReader(new PictureCache(records, {size, numClasses, bytes: settings.cacheBytes}), planner, size);

    trainingStep = createTrainingStep(model, slots, {...settings, compile: options.compile, onCompileRefused: options.onCompileRefused});

    const seconds = (): number => settings.now() / 1000;
    const startedAt = seconds() - (resumed?.elapsedSeconds ?? 0);
    const throughput = new Throughput();
    throughput.mark(seconds(), 0);
    let state: RunState | undefined = resumed;
    let step = resumed?.step ?? 0;
    let savedStep = step;
    let savedAt = seconds();
    let learningRate = 0;
    let progress = progressOf(budget, step, seconds() - startedAt);
    const save = async (): Promise<void> => {
      if (state === undefined || savedStep === step) return;
      await saveRun(model, slots, folder, {state, history, keep: settings.keepCheckpoints, learningRate});
      savedStep = step;
      savedAt = seconds();
    };

    while (progress < 1 && options.signal?.aborted !== true) {
      step += 1;
      learningRate = learningRateAt(settings.learningRate, step, progress);
      const {plan, batch} = await reader.next({last: step === budget.totalSteps});
      const measures = await trainingStep.run(batch, {step, learningRate});
      const {loss, classLoss, boxLoss} = measures;
      history.add({step, loss, classLoss, boxLoss});

      const now = seconds();
      const elapsedSeconds = now - startedAt;
      state = {version: 1, step, order: plan.after, elapsedSeconds, loss: {loss, classLoss, boxLoss}, fingerprint};
      progress = progressOf(budget, step, elapsedSeconds);
      throughput.mark(now, batchSize);
      options.onStep?.({
        step,
        epoch: plan.epoch,
        totalSteps: budget.totalSteps,
        progress,
        ...measures,
        learningRate,
        imagesPerSecond: throughput.imagesPerSecond(),
        etaSeconds: remainingSeconds(budget, step, elapsedSeconds, throughput.secondsPerStep()),
      });
      options.onProgress?.({stage: 'train', done: step, total: budget.totalSteps, unit: 'steps'});
      if (now - savedAt >= settings.checkpointEverySeconds) await save();
    }
    await save();
    const result = {steps: step, imagesPerSecond: throughput.imagesPerSecond(), finished: progress >= 1, lossHistory: history.points};
    return fineTuned === undefined ? result : {...result, fineTuned};
  } finally {
    trainingStep?.dispose();
    disposeSlots(slots);
    await reader?.settle();
    await records.close();
  }
}

/** The limit in steps that is nearest; undefined when only time limits the run. */
function totalSteps({epochs, steps}: ResolvedTrainOptions, records: number, batchSize: number): number | undefined {
  const least = Math.min(epochs === undefined ? Infinity : Math.ceil((epochs * records) / batchSize), steps ?? Infinity);
  return Number.isFinite(least) ? least : undefined;
}
