export {boxArea} from './box-area.ts';
export {boxIoa} from './box-ioa.ts';
export {boxIou, pairwiseIou} from './box-iou.ts';
export {checkBoxes} from './check-boxes.ts';
export {clipBoxes} from './clip-boxes.ts';
export {flipBoxesHorizontally} from './flip-boxes-horizontally.ts';
export {openImagesRowToYxyx} from './open-images-row-to-yxyx.ts';

export {multiBoxPrior} from './multi-box-prior.ts';
export type {MultiBoxPriorOptions} from './multi-box-prior.ts';

export {BOX_CODER_DEFAULTS, decodeBoxes, encodeBoxes} from './box-coder.ts';
export type {BoxCoderOptions, ScaleFactors} from './box-coder.ts';
export {MATCH_ANCHORS_DEFAULTS, matchAnchors} from './match-anchors.ts';
export type {MatchAnchorsOptions} from './match-anchors.ts';
export {assignTargets} from './assign-targets.ts';
export type {AnchorTargets, AssignTargetsOptions} from './assign-targets.ts';

export {InvalidBoxError} from './errors/invalid-box-error.ts';
export {InvalidClassError} from './errors/invalid-class-error.ts';
