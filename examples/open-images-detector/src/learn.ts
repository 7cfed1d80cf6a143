import {basename, join, relative, resolve} from 'node:path';
import {writeFileAtomic} from '@oid/core/node';
import {createDetector} from '@oid/detector-model';
import {formatPipelineConfig, withNumSteps} from '@oid/pipeline-config';
import type {PipelineConfig} from '@oid/pipeline-config';
import {
  anchorFit,
  detectRecords,
  evaluate,
  lossCurveSvg,
  recordPaths,
  restoreModel,
  train,
  trainOptionsOf,
  writePipelineConfig,
} from '@oid/trainer';
import type {Compile, DetectedRecord, EvaluationResult, StepReport, TrainResult} from '@oid/trainer';
import {summarizeFit, tellFit} from './anchor-fit-summary.ts';
import type {AnchorFitSummary} from './anchor-fit-summary.ts';
import {bar, duration} from './console.ts';
import type {FlowConsole} from './console.ts';
import {NoRecordsError} from './errors/no-records-error.ts';
import type {FlowOptions} from './options.ts';
import type {PreparedData} from './prepare-data.ts';
import {createRefusalLine} from './refusal-line.ts';
import {budgetOf} from './run-config.ts';
import type {RunConfig} from './run-config.ts';
import {hashOf} from './stage-log.ts';
import type {RunStage} from './stage-runner.ts';
import {drawCrops, drawDetections} from './stages/draw.ts';
import type {RecordFiles} from './stages/records.ts';

const PHOTOS_DRAWN = 8;

/** What training and evaluation came to. */
export type Learned = {
  anchors: AnchorFitSummary;
  /** `config`: what was trained and how, relative to `out`. */
  train: {config: string; steps: number; imagesPerSecond: number; firstLoss: number; lastLoss: number};
  /** `metrics`: the numbers that the config's `metrics_set` asks for, under the Object Detection API's tags. */
  eval: {mAP50: number; perClass: Record<string, number>; metrics: Record<string, number>};
};

/** Records → a trained detector → its average precision → drawn detections. The runtime must have been started. */
export async function learn(
  options: FlowOptions,
  out: string,
  {selection, records, recordsHash}: PreparedData,
  runConfig: RunConfig,
  {run, console, signal, compile}: {run: RunStage; console: FlowConsole; signal: AbortSignal; compile: Compile | undefined},
): Promise<Learned> {
  const {seed} = options;
  const recordsOf = (...splits: string[]): RecordFiles => {
    const found = splits
      .map((split) => records.find((files) => files.split === split))
      .find((files) => files !== undefined && files.records > 0);
    if (found === undefined) throw new NoRecordsError(splits.join(' or '), out);
    return found;
  };
  const [forTraining, heldOut] = [recordsOf('train'), recordsOf('validation', 'test')];
  const template = runConfig.withData(out, {
    numClasses: selection.classes.length,
    trainRecords: forTraining.files,
    evalRecords: heldOut.files,
  });
  const {config, minutes} = budgetOf(template, options, forTraining.records);
  const recipe = trainOptionsOf(config, {follow: minutes === undefined ? 'steps' : 'progress', source: options.config});
  const {eval_config, eval_input_reader, train_input_reader} = config;
  const trainRecords = await recordPaths(train_input_reader?.tf_record_input_reader?.input_path ?? [], out);
  const evalRecords = await recordPaths(eval_input_reader?.[0]?.tf_record_input_reader?.input_path ?? [], out);

  const identity = {recordsHash, seed, config: formatPipelineConfig(trainingPartOf(template), {resolved: true})};
  const inputs = {...identity, steps: recipe.steps, minutes};
  const evaluationInputs = {...inputs, config: formatPipelineConfig(template, {resolved: true})};
  const model = createDetector(config, {seed, source: options.config});
  const {height, width} = model.inputSize;
  const name = `toy-ssd-${height === width ? height : `${height}x${width}`}-${hashOf(identity).slice(0, 8)}`;
  const runDirectory = join(out, 'runs', name);
  const nameOf = (classId: number): string => selection.classes[classId - 1]?.name ?? `class ${classId}`;
  const onCompileRefused = createRefusalLine(console.line);
  try {
    const anchors: AnchorFitSummary = await run({
      name: 'anchors',
      what: `${model.numAnchors} anchors of ToySSD at ${height}×${width}`,
      inputs: identity,
      work: async () => summarizeFit(await anchorFit(model, {records: trainRecords, signal}), nameOf),
      tell: tellFit,
    });

    const trained: TrainResult = await run({
      name: 'train',
      what: `ToySSD at ${height}×${width}, batch ${recipe.batchSize}, ${minutes === undefined ? `${recipe.steps} steps` : `${minutes} minutes`}`,
      inputs,
      work: async () => {
        await writePipelineConfig(runDirectory, config);
        const fineTune = recipe.fineTune && {...recipe.fineTune, checkpoint: resolve(out, recipe.fineTune.checkpoint)};
        const budget = {minutes, steps: recipe.steps};
        const watching = {compile, onCompileRefused, signal, onStep: (report: StepReport) => console.status(tellStep(report))};
        return train(model, {...recipe, ...budget, fineTune, records: trainRecords, runDirectory, seed, ...watching});
      },
      tell: (result) =>
        `${tellFineTuned(result)}${result.steps} steps at ${result.imagesPerSecond.toFixed(1)} images/s; loss ${firstLoss(result).toFixed(2)} → ${lastLoss(result).toFixed(2)}`,
    });
    // Time has become steps: written so, the config does the same again, here and elsewhere.
    const written = await writePipelineConfig(runDirectory, minutes === undefined ? config : withNumSteps(config, trained.steps));
    await writeFileAtomic(join(out, 'loss.svg'), lossCurveSvg(trained.lossHistory));
    await restoreModel(model, runDirectory);

    const evaluation: EvaluationResult = await run({
      name: 'evaluate',
      what: evalRecords.map((file) => basename(file)).join(', '),
      inputs: evaluationInputs,
      work: () =>
        evaluate(model, {
          records: evalRecords,
          batchSize: recipe.batchSize,
          metrics: eval_config?.metrics_set,
          compile,
          onCompileRefused,
          signal,
          onProgress: console.progress,
        }),
      tell: ({mAP50, images}) => `mAP@0.5 ${mAP50.toFixed(3)} on ${images} photos`,
    });

    const shown: DetectedRecord[] = [];
    const detect = async (): Promise<void> => {
      if (shown.length > 0) return;
      for await (const record of detectRecords(model, {records: evalRecords, batchSize: PHOTOS_DRAWN, signal})) {
        if (shown.push(record) === PHOTOS_DRAWN) break;
      }
    };
    await run({
      name: 'detect',
      what: `the first photos of ${evalRecords.map((file) => basename(file)).join(', ')}`,
      inputs: evaluationInputs,
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
      inputs: evaluationInputs,
      work: async () => {
        await detect();
        await writeFileAtomic(join(out, 'detections.png'), await drawDetections(shown, nameOf));
        await writeFileAtomic(join(out, 'crops.png'), await drawCrops(shown, nameOf));
      },
      tell: () => 'detections.png, crops.png, loss.svg',
    });

    return {
      anchors,
      train: {
        config: relative(out, written),
        steps: trained.steps,
        imagesPerSecond: trained.imagesPerSecond,
        firstLoss: firstLoss(trained),
        lastLoss: lastLoss(trained),
      },
      eval: {
        mAP50: evaluation.mAP50,
        perClass: Object.fromEntries(evaluation.perClass.map(({classId, averagePrecision}) => [nameOf(classId), averagePrecision])),
        metrics: evaluation.tags,
      },
    };
  } finally {
    model.dispose();
  }
}

/** What decides how a run trains: neither its length nor how it is evaluated. */
function trainingPartOf(config: PipelineConfig): PipelineConfig {
  return {...config, train_config: {...config.train_config, num_steps: undefined}, eval_config: undefined, eval_input_reader: undefined};
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

function tellFineTuned({fineTuned}: TrainResult): string {
  if (fineTuned === undefined) return '';
  const {loaded, left} = fineTuned;
  return `${loaded.length} variables of the checkpoint${left.length === 0 ? '' : `, ${left.length} not in it`}; `;
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
