import {checkRange, checkRevision, DEFAULT_REVISION, OptionError} from '@oid/core';
import type {Revision} from '@oid/core';
import {bestOverlaps, indexAnchors, OVER_UNION} from './anchor-index.ts';
import type {OverlapMeasure} from './anchor-index.ts';
import {argMaxMatch, decideMatches, resolveArgMaxMatch, UNMATCHED} from './arg-max-match.ts';
import type {ArgMaxMatchOptions} from './arg-max-match.ts';
import {bipartiteMatch} from './bipartite-match.ts';
import {DEFAULT_BOX_CODER} from './box-coders.ts';
import type {BoxCoder} from './box-coders.ts';
import {checkBoxes} from './check-boxes.ts';
import {checkClasses, checkLength, checkWeights} from './check-numbers.ts';
import {pairwiseNegativeSquaredDistance, pairwiseIoa, pairwiseIou} from './pairwise-iou.ts';
import type {Defaults} from './defaults.ts';

/** How alike a truth and an anchor are: one of §2.8's similarity calculators. */
export type Similarity = 'iou' | 'ioa' | 'negative-squared-distance' | {thresholdedIou: number};

export type TargetAssignerOptions = {
  /** @default 'iou' */
  similarity?: Similarity | undefined;
  /** Options of {@link argMaxMatch}, or `'bipartite'` for {@link bipartiteMatch}. @default the defaults of argMaxMatch */
  matcher?: Omit<ArgMaxMatchOptions, 'revision'> | 'bipartite' | undefined;
  /** @default fasterRcnnBoxCoder() */
  coder?: BoxCoder | undefined;
  /** Class weight of background anchors, in [0, 1]. @default 1 */
  negativeClassWeight?: number | undefined;
  /** Highest class id; with it a class beyond is refused. @default none */
  numClasses?: number | undefined;
  /** E1 ignores the weights of the ground truth, and lets the last truth win a forced anchor. @default 'E2' */
  revision?: Revision | undefined;
};

export const TARGET_ASSIGNER_DEFAULTS: Defaults<TargetAssignerOptions, 'similarity' | 'negativeClassWeight' | 'revision'> = {
  similarity: 'iou',
  negativeClassWeight: 1,
  revision: 'E2',
};

/** Matchers of the reference's own meta-architectures. */
export const TARGET_ASSIGNER_PRESETS: {
  readonly ssd: TargetAssignerOptions;
  readonly rpn: TargetAssignerOptions;
  readonly detection: TargetAssignerOptions;
} = {
  /** The sample SSD configurations: 0.5 with no ignore band, every truth keeps an anchor. */
  ssd: {matcher: {matchedThreshold: 0.5, unmatchedThreshold: 0.5, forceMatchForEachRow: true}},
  /** First stage of Faster R-CNN: ignore band from 0.3 to 0.7, every truth keeps an anchor. Leave `classes` out. */
  rpn: {matcher: {matchedThreshold: 0.7, unmatchedThreshold: 0.3, forceMatchForEachRow: true}},
  /** Second stage of Faster R-CNN: proposals from IoU 0.5, nothing forced. */
  detection: {matcher: {matchedThreshold: 0.5, unmatchedThreshold: 0.5, forceMatchForEachRow: false}},
};

/** Ground truth of one image. */
export type AssignerGroundTruth = {
  /** `[M, 4]`, `[ymin, xmin, ymax, xmax]`, in the unit of the anchors. */
  boxes: Float32Array;
  /** `[M]`, label-map ids from 1. Left out, every truth has class 1, as in region proposals. */
  classes?: Int32Array | undefined;
  /** `[M]`, finite, at least 0; 0 marks padding. @default all 1 */
  weights?: Float32Array | undefined;
};

/** Targets of N anchors; of several images one after the other where they come from `assignBatch`. */
export type DetectionTargets = {
  /** `[N]`, index of the anchor's truth within its image, -1 for background, -2 for ignored. */
  matches: Int32Array;
  /** `[N]`, class of the anchor's truth, 0 for background and ignored. */
  classIds: Int32Array;
  /** `[N]`, weight of the truth, `negativeClassWeight` for background, 0 for ignored. */
  classWeights: Float32Array;
  /** `[N, codeSize]`, encoded truth; zeros without. */
  boxTargets: Float32Array;
  /** `[N]`, weight of the truth; 0 without. */
  boxWeights: Float32Array;
};

export type TargetAssigner = {
  readonly numAnchors: number;
  readonly coder: BoxCoder;
  /** Targets of one image. */
  assign(groundTruth: AssignerGroundTruth): DetectionTargets;
  /** Targets of several images, B · N in one array each. */
  assignBatch(groundTruths: readonly AssignerGroundTruth[]): DetectionTargets;
};

/**
 * Binds anchors to a similarity, a matcher and a coder. What depends on the anchors alone is done once, here, so that assigning a batch of
 * images costs little more than the overlaps that exist.
 *
 * @param anchors - `[N, 4]`, `[ymin, xmin, ymax, xmax]`. Not kept apart from the caller's array: do not change it afterwards.
 * @returns an assigner whose methods throw {@link InvalidBoxError} for a bad truth, {@link InvalidClassError} for a class below 1 or beyond
 * `numClasses`, {@link InvalidNumberError} for a bad weight, and ShapeError when lengths differ.
 * @throws {@link InvalidBoxError} for a bad anchor; OptionError for an option out of range.
 * @see TensorFlow Object Detection API, `TargetAssigner.assign`.
 */
export function createTargetAssigner(anchors: Float32Array, options: TargetAssignerOptions = {}): TargetAssigner {
  checkBoxes(anchors, 'anchors');
  const revision = checkRevision(options.revision ?? DEFAULT_REVISION);
  const coder = options.coder ?? DEFAULT_BOX_CODER;
  const {numClasses} = options;
  if (numClasses !== undefined) checkRange('numClasses', numClasses, {min: 1, integer: true});
  const negativeWeight = options.negativeClassWeight ?? TARGET_ASSIGNER_DEFAULTS.negativeClassWeight;
  checkRange('negativeClassWeight', negativeWeight, {min: 0, max: 1});
  const match = matcherOf(anchors, options, revision);
  const numAnchors = anchors.length / 4;

  const assignInto = (groundTruth: AssignerGroundTruth, where: string, start: number, targets: DetectionTargets): void => {
    const {boxes, classes, weights} = groundTruth;
    checkBoxes(boxes, `${where}.boxes`);
    const count = boxes.length / 4;
    if (classes !== undefined) {
      checkLength(classes, `${where}.classes`, count, 'one a box');
      checkClasses(classes, `${where}.classes`, numClasses);
    }
    if (weights !== undefined) {
      checkLength(weights, `${where}.weights`, count, 'one a box');
      checkWeights(weights, `${where}.weights`);
    }
    const used = revision === 'E1' ? undefined : weights;
    const matches = match(boxes, used === undefined ? undefined : Uint8Array.from(used, (weight) => (weight > 0 ? 1 : 0)));
    targets.matches.set(matches, start);
    const codes = targets.boxTargets.subarray(start * coder.codeSize, (start + numAnchors) * coder.codeSize);
    for (let j = 0; j < numAnchors; j++) {
      const truth = matches[j] as number;
      if (truth >= 0) {
        const weight = used === undefined ? 1 : (used[truth] as number);
        targets.classIds[start + j] = classes === undefined ? 1 : (classes[truth] as number);
        targets.classWeights[start + j] = weight;
        targets.boxWeights[start + j] = weight;
        coder.encodeAt(boxes, truth, anchors, j, codes);
      } else if (truth === UNMATCHED) {
        targets.classWeights[start + j] = negativeWeight;
      }
    }
  };

  return {
    numAnchors,
    coder,
    assign: (groundTruth) => {
      const targets = emptyTargets(numAnchors, coder.codeSize);
      assignInto(groundTruth, 'groundTruth', 0, targets);
      return targets;
    },
    assignBatch: (groundTruths) => {
      const targets = emptyTargets(groundTruths.length * numAnchors, coder.codeSize);
      for (const [b, groundTruth] of groundTruths.entries()) assignInto(groundTruth, `groundTruths[${b}]`, b * numAnchors, targets);
      return targets;
    },
  };
}

type Match = (boxes: Float32Array, validRows: Uint8Array | undefined) => Int32Array;

function matcherOf(anchors: Float32Array, options: TargetAssignerOptions, revision: Revision): Match {
  const similarity = options.similarity ?? TARGET_ASSIGNER_DEFAULTS.similarity;
  const matrix = matrixOf(similarity, anchors);
  if (options.matcher === 'bipartite') {
    return (boxes, validRows) => bipartiteMatch({values: matrix(boxes), rows: boxes.length / 4, columns: anchors.length / 4}, validRows);
  }
  const matcher = {...options.matcher, revision};
  const resolved = resolveArgMaxMatch(matcher);
  const measure = overlapMeasureOf(similarity);
  if (measure === undefined) {
    return (boxes, validRows) =>
      argMaxMatch({values: matrix(boxes), rows: boxes.length / 4, columns: anchors.length / 4}, matcher, validRows);
  }
  const index = indexAnchors(anchors);
  // Without thresholds every column tells its row; with them those below the lower one are alike.
  const least = resolved.thresholds?.unmatched ?? 0;
  return (boxes, validRows) => decideMatches(bestOverlaps(index, boxes, measure, least), resolved, validRows);
}

function overlapMeasureOf(similarity: Similarity): OverlapMeasure | undefined {
  if (similarity === 'iou') return OVER_UNION;
  if (similarity === 'ioa') return {over: 'anchor', threshold: 0};
  return similarity === 'negative-squared-distance' ? undefined : {over: 'union', threshold: similarity.thresholdedIou};
}

function matrixOf(similarity: Similarity, anchors: Float32Array): (boxes: Float32Array) => Float32Array {
  if (similarity === 'iou') return (boxes) => pairwiseIou(boxes, anchors);
  if (similarity === 'ioa') return (boxes) => pairwiseIoa(boxes, anchors);
  if (similarity === 'negative-squared-distance') return (boxes) => pairwiseNegativeSquaredDistance(boxes, anchors);
  if (typeof similarity !== 'object') {
    throw new OptionError('similarity', similarity, "'iou', 'ioa', 'negative-squared-distance' or {thresholdedIou}");
  }
  const threshold = Math.fround(checkRange('similarity.thresholdedIou', similarity.thresholdedIou, {min: 0, max: 1}));
  return (boxes) => pairwiseIou(boxes, anchors).map((value) => (value >= threshold ? value : 0));
}

function emptyTargets(count: number, codeSize: number): DetectionTargets {
  return {
    matches: new Int32Array(count),
    classIds: new Int32Array(count),
    classWeights: new Float32Array(count),
    boxTargets: new Float32Array(count * codeSize),
    boxWeights: new Float32Array(count),
  };
}
