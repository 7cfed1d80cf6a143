import {basename, join} from 'node:path';
import {writeFileAtomic} from '@oid/core/node';
import {createToySsd} from '@oid/detector-model';
import {cosineDecay, detectRecords, evaluate, lossCurveSvg, restoreModel, train} from '@oid/trainer';
import type {Compile, DetectedRecord, EvaluationResult, StepReport, TrainResult} from '@oid/trainer';
import {bar, duration} from './console.ts';
import type {FlowConsole} from './console.ts';
import {NoRecordsError} from './errors/no-records-error.ts';
import type {FlowOptions} from './options.ts';
import type {PreparedData} from './prepare-data.ts';
import {hashOf} from './stage-log.ts';
import type {RunStage} from './stage-runner.ts';
import {drawDetections} from './stages/draw.ts';

const PHOTOS_DRAWN = 8;
const MOMENTUM = 0.9;

/** What training and evaluation came to. */
export type Learned = {
  train: {steps: number; imagesPerSecond: number; firstLoss: number; lastLoss: number};
  eval: {mAP50: number; perClass: Record<string, number>};
};

/** Records → a trained ToySSD → its average precision → drawn detections. The runtime must have been started. */
export async function learn(
  options: FlowOptions,
  out: string,
  {selection, records, recordsHash}: PreparedData,
  {run, console, signal, compile}: {run: RunStage; console: FlowConsole; signal: AbortSignal; compile: Compile | undefined},
): Promise<Learned> {
  const {inputSize, batch, seed, learningRate, epochs, minutes} = options;
  const filesOf = (...splits: string[]): string[] => {
    const found = splits
      .map((split) => records.find((files) => files.split === split))
      .find((files) => files !== undefined && files.records > 0);
    if (found === undefined) throw new NoRecordsError(splits.join(' or '), out);
    return found.files;
  };
  const trainFiles = filesOf('train');
  const heldOut = filesOf('validation', 'test');
  const identity = {recordsHash, inputSize, batch, seed, learningRate};
  const inputs = {...identity, epochs, minutes};
  const runDirectory = join(out, 'runs', `toy-ssd-${inputSize}-${hashOf(identity).slice(0, 8)}`);
  const model = createToySsd({numClasses: selection.classes.length, inputSize: {height: inputSize, width: inputSize}, seed});
  try {
    const trained: TrainResult = await run({
      name: 'train',
      what: `ToySSD at ${inputSize}×${inputSize}, batch ${batch}, ${epochs === undefined ? `${minutes} minutes` : `${epochs} epochs`}`,
      inputs,
      work: () =>
        train(model, {
          records: trainFiles,
          runDirectory,
          batchSize: batch,
          epochs,
          minutes,
          learningRate: cosineDecay(learningRate),
          momentum: MOMENTUM,
          normalizeBy: 'matches',
          horizontalFlip: true,
          seed,
          compile,
          signal,
          onStep: (report) => console.status(tellStep(report)),
        }),
      tell: (result) =>
        `${result.steps} steps at ${result.imagesPerSecond.toFixed(1)} images/s; loss ${firstLoss(result).toFixed(2)} → ${lastLoss(result).toFixed(2)}`,
    });
    await writeFileAtomic(join(out, 'loss.svg'), lossCurveSvg(trained.lossHistory));
    await restoreModel(model, runDirectory);

    const evaluation: EvaluationResult = await run({
      name: 'evaluate',
      what: heldOut.map((file) => basename(file)).join(', '),
      inputs,
      work: () => evaluate(model, {records: heldOut, batchSize: batch, compile, signal, onProgress: console.progress}),
      tell: ({mAP50, images}) => `mAP@0.5 ${mAP50.toFixed(3)} on ${images} photos`,
    });

    const nameOf = (classId: number): string => selection.classes[classId - 1]?.name ?? `class ${classId}`;
    const shown: DetectedRecord[] = [];
    const detect = async (): Promise<void> => {
      if (shown.length > 0) return;
      for await (const record of detectRecords(model, {records: heldOut, batchSize: PHOTOS_DRAWN, signal})) {
        if (shown.push(record) === PHOTOS_DRAWN) break;
      }
    };
    await run({
      name: 'detect',
      what: `the first photos of ${heldOut.map((file) => basename(file)).join(', ')}`,
      inputs,
      work: async () => {
        await detect();
        await writeFileAtomic(
          join(out, 'detections.json'),
          `${JSON.stringify(
            shown.map((record) => toJson(record, nameOf)),
            null,
            2,
          )}\n`,
        );
        return {photos: shown.length, boxes: shown.reduce((sum, {detections}) => sum + detections.count, 0)};
      },
      tell: ({photos, boxes}) => `${boxes} boxes on ${photos} photos in detections.json`,
    });
    await run({
      name: 'draw',
      what: 'predictions beside ground truth',
      inputs,
      work: async () => {
        await detect();
        await writeFileAtomic(join(out, 'detections.png'), await drawDetections(shown, nameOf));
      },
      tell: () => 'detections.png, loss.svg',
    });

    return {
      train: {steps: trained.steps, imagesPerSecond: trained.imagesPerSecond, firstLoss: firstLoss(trained), lastLoss: lastLoss(trained)},
      eval: {
        mAP50: evaluation.mAP50,
        perClass: Object.fromEntries(evaluation.perClass.map(({classId, averagePrecision}) => [nameOf(classId), averagePrecision])),
      },
    };
  } finally {
    model.dispose();
  }
}

const LOSS_WINDOW = 10;

function firstLoss({lossHistory}: TrainResult): number {
  return meanLoss(lossHistory.slice(0, lossWindow(lossHistory.length)));
}

function lastLoss({lossHistory}: TrainResult): number {
  return meanLoss(lossHistory.slice(-lossWindow(lossHistory.length)));
}

function lossWindow(steps: number): number {
  return Math.min(LOSS_WINDOW, Math.ceil(steps / 4));
}

/** Mean over some steps, since one step's loss depends on its batch. */
function meanLoss(points: TrainResult['lossHistory']): number {
  return points.reduce((sum, {loss}) => sum + loss, 0) / points.length;
}

function tellStep({step, totalSteps, progress, loss, imagesPerSecond, etaSeconds}: StepReport): string {
  const steps = `${step}${totalSteps === undefined ? '' : `/${totalSteps}`} steps`;
  const left = etaSeconds === undefined ? '' : `  ${duration(etaSeconds)} left`;
  return `${bar(progress)}  ${steps}  loss ${loss.toFixed(3)}  ${imagesPerSecond.toFixed(1)} images/s${left}`;
}

function toJson({imageId, detections}: DetectedRecord, nameOf: (classId: number) => string): unknown {
  return {
    imageId,
    detections: Array.from(detections.scores.subarray(0, detections.count), (score, row) => ({
      class: nameOf(detections.classes[row] as number),
      score,
      box: [...detections.boxes.subarray(4 * row, 4 * row + 4)],
    })),
  };
}
