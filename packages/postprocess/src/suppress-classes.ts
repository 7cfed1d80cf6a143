import type {Detections, Revision} from '@oid/core';
import {checkFinite, checkOneOf, checkRange, checkRevision, OptionError} from '@oid/core';
import {DetectionBuffer} from './kernel/detection-buffer.ts';
import {suppressGreedily} from './kernel/greedy-suppression.ts';
import type {GreedyTask, Sink} from './kernel/greedy-suppression.ts';
import {suppressSoftly} from './kernel/soft-suppression.ts';
import {checkWindow, clipRow, reframeRow} from './kernel/window.ts';
import type {Window} from './kernel/window.ts';

/** Whether boxes compete within their class, all of them with their best class, or as `combined_non_max_suppression` of TensorFlow has it. */
export type SuppressionMethod = 'perClass' | 'classAgnostic' | 'combined';

export type MultiClassNonMaxSuppressionOptions = {
  /** Only scores strictly above this take part. @default 0 (`score_threshold`) */
  scoreThreshold?: number | undefined;
  /** A box is dropped when its IoU with a kept box of higher score exceeds this, in [0, 1]. @default 0.6 (`iou_threshold`) */
  iouThreshold?: number | undefined;
  /** Most boxes kept of one class; an integer from 0 or Infinity. Not used by `classAgnostic`. @default 100 (`max_detections_per_class`) */
  maxDetectionsPerClass?: number | undefined;
  /** Most detections given; an integer from 0 or Infinity. @default 100 (`max_total_detections`) */
  maxTotalDetections?: number | undefined;
  /**
   * Boxes are cut to `[ymin, xmin, ymax, xmax]`, in their unit, and those without area then are left out: by E1 before they compete, by later
   * revisions after. `combined` cuts only. @default undefined: not cut; `combined`: [0, 0, 1, 1]
   */
  clipWindow?: Window | undefined;
  /** Expresses boxes relative to `clipWindow`, whose corners become (0, 0) and (1, 1). @default false */
  changeCoordinateFrame?: boolean | undefined;
  /** @default 'perClass' */
  method?: SuppressionMethod | undefined;
  /** Above 0: overlapping boxes lose score, by exp(-IoU^2 / (2 sigma)), rather than drop; above `iouThreshold` they drop still. @default 0 */
  softNmsSigma?: number | undefined;
  /** Whose order of steps to follow. E1 knows neither `method` nor `softNmsSigma`. @default 'E2' */
  revision?: Revision | undefined;
  /** Fills the result up with zeros to `maxTotalDetections` rows, as the exported graphs do. @default false */
  padToMaxTotal?: boolean | undefined;
};

export const MULTI_CLASS_NON_MAX_SUPPRESSION_DEFAULTS: {
  readonly scoreThreshold: number;
  readonly iouThreshold: number;
  readonly maxDetectionsPerClass: number;
  readonly maxTotalDetections: number;
  readonly clipWindow: Window | undefined;
  readonly changeCoordinateFrame: boolean;
  readonly method: SuppressionMethod;
  readonly softNmsSigma: number;
  readonly revision: Revision;
  readonly padToMaxTotal: boolean;
} = {
  scoreThreshold: 0,
  iouThreshold: 0.6,
  maxDetectionsPerClass: 100,
  maxTotalDetections: 100,
  clipWindow: undefined,
  changeCoordinateFrame: false,
  method: 'perClass',
  softNmsSigma: 0,
  revision: 'E2',
  padToMaxTotal: false,
};

export type ResolvedSuppression = typeof MULTI_CLASS_NON_MAX_SUPPRESSION_DEFAULTS;

/** Detections, and which row of the input each came from; -1 in padding. By it, masks or keypoints are gathered. */
export type SelectedDetections = Detections & {rows: Int32Array};

/** Boxes to choose from; with `prepare`, room that is filled box by box when one is first looked at. */
export type BoxSource = Pick<GreedyTask, 'boxes' | 'prepare' | 'typical'>;

/** Fills in defaults and checks ranges. @throws OptionError. */
export function resolveSuppression(options: MultiClassNonMaxSuppressionOptions): ResolvedSuppression {
  const defaults = MULTI_CLASS_NON_MAX_SUPPRESSION_DEFAULTS;
  const method = checkOneOf('method', options.method ?? defaults.method, ['perClass', 'classAgnostic', 'combined']);
  const revision = checkRevision(options.revision ?? defaults.revision);
  const softNmsSigma = checkRange('softNmsSigma', options.softNmsSigma ?? defaults.softNmsSigma, {min: 0});
  const changeCoordinateFrame = options.changeCoordinateFrame ?? defaults.changeCoordinateFrame;
  const padToMaxTotal = options.padToMaxTotal ?? defaults.padToMaxTotal;
  const maxTotalDetections = checkLimit('maxTotalDetections', options.maxTotalDetections ?? defaults.maxTotalDetections);
  const combined = method === 'combined';
  const clipWindow = options.clipWindow ?? (combined ? ([0, 0, 1, 1] as const) : defaults.clipWindow);
  if (revision === 'E1' && method !== 'perClass') throw new OptionError('method', method, 'perClass with revision E1');
  if (revision === 'E1' && softNmsSigma > 0) throw new OptionError('softNmsSigma', softNmsSigma, '0 with revision E1');
  if (combined && softNmsSigma > 0) throw new OptionError('softNmsSigma', softNmsSigma, '0 with method combined');
  if (changeCoordinateFrame && (combined || clipWindow === undefined)) {
    throw new OptionError(
      'changeCoordinateFrame',
      true,
      combined ? 'false with method combined' : 'false without a clipWindow to relate to',
    );
  }
  if (padToMaxTotal && maxTotalDetections === Infinity) {
    throw new OptionError('padToMaxTotal', true, 'false without a limit in maxTotalDetections');
  }
  return {
    scoreThreshold: checkScoreThreshold(options.scoreThreshold ?? defaults.scoreThreshold),
    iouThreshold: checkRange('iouThreshold', options.iouThreshold ?? defaults.iouThreshold, {min: 0, max: 1}),
    maxDetectionsPerClass: checkLimit('maxDetectionsPerClass', options.maxDetectionsPerClass ?? defaults.maxDetectionsPerClass),
    maxTotalDetections,
    clipWindow: clipWindow === undefined ? undefined : checkWindow(clipWindow, changeCoordinateFrame),
    changeCoordinateFrame,
    method,
    softNmsSigma,
    revision,
    padToMaxTotal,
  };
}

/** Suppression of classes by resolved options. `scores` is `[N, K]`, each row has 1 or K boxes; all shapes are taken as checked. */
export function suppressClasses(
  scores: Float32Array,
  numClasses: number,
  source: BoxSource,
  boxesPerRow: number,
  options: ResolvedSuppression,
): SelectedDetections {
  const {clipWindow, changeCoordinateFrame, revision, maxTotalDetections, softNmsSigma} = options;
  const agnostic = options.method === 'classAgnostic';
  const cutFirst = revision === 'E1' && clipWindow !== undefined;
  const limit = agnostic ? maxTotalDetections : options.maxDetectionsPerClass;
  const best = agnostic ? bestClasses(scores, numClasses) : undefined;
  const located = best === undefined || boxesPerRow === 1 ? source : boxesOfClasses(source, best.classes, numClasses);
  const task: GreedyTask = {
    ...(cutFirst ? withCutting(located, clipWindow, changeCoordinateFrame) : located),
    scores: best?.scores ?? scores,
    columns: agnostic ? 1 : numClasses,
    boxesPerRow: agnostic ? 1 : boxesPerRow,
    groups: undefined,
    scoreThreshold: options.scoreThreshold,
    iouThreshold: options.iouThreshold,
    maxPerGroup: maxTotalDetections === 0 ? 0 : limit,
    expected: maxTotalDetections,
  };

  const found = new DetectionBuffer(Math.min(maxTotalDetections, 256));
  const window = cutFirst ? undefined : clipWindow;
  const keepEmpty = options.method === 'combined';
  const sink: Sink = (row, column, box, score) => {
    const to = found.nextOffset;
    const {boxes} = found;
    if (window === undefined) {
      for (let k = 0; k < 4; k++) boxes[to + k] = task.boxes[4 * box + k] as number;
    } else {
      const solid = clipRow(task.boxes, 4 * box, window, boxes, to);
      // The API marks padding by scores of -1 here, and takes other scores below 0 for it too.
      if (!keepEmpty && (!solid || score < 0)) return true;
      if (changeCoordinateFrame) reframeRow(boxes, to, window);
    }
    found.push(score, (best === undefined ? column : (best.classes[row] as number)) + 1, row);
    return found.count < maxTotalDetections;
  };
  if (softNmsSigma > 0) suppressSoftly(task, softNmsSigma, sink);
  else suppressGreedily(task, sink);
  return found.finish(options.padToMaxTotal ? maxTotalDetections : found.count);
}

/** Each row's best score and its column, the lowest of equals. */
function bestClasses(scores: Float32Array, numClasses: number): {scores: Float32Array; classes: Int32Array} {
  checkFinite(scores, 'scores');
  const rows = scores.length / numClasses;
  const best = {scores: new Float32Array(rows), classes: new Int32Array(rows)};
  for (let row = 0; row < rows; row++) {
    let column = 0;
    let largest = scores[row * numClasses] as number;
    for (let c = 1; c < numClasses; c++) {
      const score = scores[row * numClasses + c] as number;
      if (score <= largest) continue;
      largest = score;
      column = c;
    }
    best.scores[row] = largest;
    best.classes[row] = column;
  }
  return best;
}

/** Of a source with a box a class, the box of one class in each row. */
function boxesOfClasses(source: BoxSource, classes: Int32Array, numClasses: number): BoxSource {
  const boxes = new Float32Array(4 * classes.length);
  const prepare = (row: number): boolean => {
    const box = row * numClasses + (classes[row] as number);
    if (source.prepare?.(box) === false) return false;
    for (let k = 0; k < 4; k++) boxes[4 * row + k] = source.boxes[4 * box + k] as number;
    return true;
  };
  return {boxes, prepare, typical: source.typical};
}

/** Boxes cut to a window, without those that have no area then; and relative to it where asked. */
function withCutting(source: BoxSource, window: Window, changeCoordinateFrame: boolean): BoxSource {
  const boxes = new Float32Array(source.boxes.length);
  const prepare = (box: number): boolean => {
    if (source.prepare?.(box) === false || !clipRow(source.boxes, 4 * box, window, boxes, 4 * box)) return false;
    if (changeCoordinateFrame) reframeRow(boxes, 4 * box, window);
    return true;
  };
  const {height, width} = source.typical;
  const typical = changeCoordinateFrame
    ? {height: height / (window[2] - window[0]), width: width / (window[3] - window[1])}
    : source.typical;
  return {boxes, prepare, typical};
}

/** Any finite number, or -Infinity for no threshold. */
export function checkScoreThreshold(value: number): number {
  if (!(value < Infinity)) throw new OptionError('scoreThreshold', value, 'a finite number, or -Infinity for none');
  return value;
}

function checkLimit(option: string, value: number): number {
  return value === Infinity ? value : checkRange(option, value, {min: 0, integer: true});
}
