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
export {decodeBoxes, decodeBoxesMeanStddev, decodeBoxesSquare, encodeBoxes, encodeBoxesMeanStddev, encodeBoxesSquare} from './coders.ts';
export {argMaxMatch, assignTargetTensors} from './match.ts';
export type {TargetTensors} from './match.ts';
