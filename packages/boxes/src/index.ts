export {boxArea} from './box-area.ts';
export {boxIoa} from './box-ioa.ts';
export {boxIou} from './box-iou.ts';
export {
  matchedIou,
  pairwiseDiou,
  pairwiseGiou,
  pairwiseIntersection,
  pairwiseIoa,
  pairwiseIou,
  pairwiseNegativeSquaredDistance,
} from './pairwise-iou.ts';
export {checkBoxes} from './check-boxes.ts';
export {WHOLE_IMAGE} from './box-window.ts';
export type {BoxWindow} from './box-window.ts';
export {clipBoxes} from './clip-boxes.ts';
export type {ClipBoxesOptions} from './clip-boxes.ts';
export {boxesCoveredBy, boxesInsideWindow, boxesOfMinSide, boxesOverlappingWindow, gatherBoxes} from './select-boxes.ts';
export {scaleBoxes} from './scale-boxes.ts';
export {flipBoxesHorizontally} from './flip-boxes-horizontally.ts';
export {flipBoxesVertically} from './flip-boxes-vertically.ts';
export {changeCoordinateFrame, restoreCoordinateFrame, toAbsoluteCoordinates, toNormalizedCoordinates} from './coordinate-frames.ts';
export type {CoordinateRangeOptions} from './coordinate-frames.ts';
export {centerSizeToYxyx, cocoXywhToYxyx, xyxyToYxyx, yxyxToCenterSize, yxyxToCocoXywh, yxyxToXyxy} from './box-layouts.ts';
export {openImagesRowToYxyx} from './open-images-row-to-yxyx.ts';

export {multiBoxPrior} from './multi-box-prior.ts';
export type {MultiBoxPriorOptions} from './multi-box-prior.ts';
export {SSD_ANCHORS_DEFAULTS, ssdAnchors, ssdAnchorShapes} from './ssd-anchors.ts';
export type {AnchorShapes, SsdAnchorsOptions} from './ssd-anchors.ts';
export {GRID_ANCHORS_DEFAULTS, gridAnchors} from './grid-anchors.ts';
export type {GridAnchorsOptions} from './grid-anchors.ts';
export {MULTISCALE_ANCHORS_DEFAULTS, multiscaleAnchors} from './multiscale-anchors.ts';
export type {MultiscaleAnchorsOptions} from './multiscale-anchors.ts';
export {flexibleAnchors} from './flexible-anchors.ts';
export type {FlexibleAnchorGrid, FlexibleAnchorsOptions} from './flexible-anchors.ts';
export {tileAnchors} from './tile-anchors.ts';
export type {TileAnchorsOptions} from './tile-anchors.ts';
export {ANCHOR_COVERAGE_DEFAULTS, anchorCoverage, formatAnchorCoverage} from './anchor-coverage.ts';
export type {AnchorCoverageOptions, AnchorCoverageReport, Coverage} from './anchor-coverage.ts';
export {SUGGEST_ANCHORS_DEFAULTS, suggestAnchors} from './suggest-anchors.ts';
export type {AnchorSuggestion, SuggestAnchorsOptions} from './suggest-anchors.ts';
export {clusterShapes} from './cluster-shapes.ts';
export type {ShapeCluster} from './cluster-shapes.ts';

export {BOX_CODER_DEFAULTS, decodeBoxes, encodeBoxes} from './box-coder.ts';
export type {BoxCoderOptions, ScaleFactors} from './box-coder.ts';
export {
  fasterRcnnBoxCoder,
  GLUON_BOX_CODER_DEFAULTS,
  gluonBoxCoder,
  MEAN_STDDEV_BOX_CODER_DEFAULTS,
  meanStddevBoxCoder,
  SQUARE_BOX_CODER_DEFAULTS,
  squareBoxCoder,
} from './box-coders.ts';
export type {BoxCoder, GluonBoxCoderOptions, MeanStddevBoxCoderOptions, SquareBoxCoderOptions} from './box-coders.ts';

export {MATCH_ANCHORS_DEFAULTS, matchAnchors} from './match-anchors.ts';
export type {MatchAnchorsOptions} from './match-anchors.ts';
export {ARG_MAX_MATCH_DEFAULTS, argMaxMatch, IGNORED, UNMATCHED} from './arg-max-match.ts';
export type {ArgMaxMatchOptions, SimilarityMatrix} from './arg-max-match.ts';
export {bipartiteMatch} from './bipartite-match.ts';
export {DEFAULT_REVISION} from '@oid/core';
export type {Revision} from '@oid/core';

export {assignTargets} from './assign-targets.ts';
export type {AnchorTargets, AssignTargetsOptions} from './assign-targets.ts';
export {createTargetAssigner, TARGET_ASSIGNER_DEFAULTS, TARGET_ASSIGNER_PRESETS} from './target-assigner.ts';
export type {AssignerGroundTruth, DetectionTargets, Similarity, TargetAssigner, TargetAssignerOptions} from './target-assigner.ts';
export {denseClassTargets, oneHotLabels, tileClassWeights} from './class-labels.ts';
export type {OneHotLabelsOptions} from './class-labels.ts';
export {SAMPLE_BALANCED_DEFAULTS, sampleBalanced} from './sample-balanced.ts';
export type {SampleBalancedOptions} from './sample-balanced.ts';
export {MINE_HARD_EXAMPLES_DEFAULTS, mineHardExamples} from './mine-hard-examples.ts';
export type {HardExamples, MineHardExamplesOptions} from './mine-hard-examples.ts';

export {InvalidBoxError} from './errors/invalid-box-error.ts';
export {InvalidClassError} from './errors/invalid-class-error.ts';
export {InvalidNumberError} from './errors/invalid-number-error.ts';
