export {
  boxArea,
  changeCoordinateFrame,
  clipBoxes,
  flipBoxesHorizontally,
  flipBoxesVertically,
  pairwiseIntersection,
  pairwiseIoa,
  pairwiseIou,
  scaleBoxes,
} from './geometry.ts';
export {pairwiseDiou, pairwiseGiou, pairwiseNegativeSquaredDistance} from './distances.ts';
export {boxesInsideWindow, boxesOfMinSide, boxesOverlappingWindow} from './prune.ts';
export {decodeBoxes, decodeBoxesMeanStddev, decodeBoxesSquare, encodeBoxes, encodeBoxesMeanStddev, encodeBoxesSquare} from './coders.ts';
export {argMaxMatch, assignTargetTensors} from './match.ts';
export type {TargetTensors} from './match.ts';
