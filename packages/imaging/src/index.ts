export {CorruptImageError} from './errors/corrupt-image-error.ts';
export type {CorruptImageKind} from './errors/corrupt-image-error.ts';
export {RefusedImageError} from './errors/refused-image-error.ts';
export type {RefusedImageDetail, RefusedImageKind} from './errors/refused-image-error.ts';
export {IMAGE_RULES_DEFAULTS} from './image-rules.ts';
export type {ImageRules} from './image-rules.ts';

export {VERIFY_AND_SHRINK_DEFAULTS, verifyAndShrink} from './verify-and-shrink.ts';
export type {ShrunkPhoto, VerifyAndShrinkOptions} from './verify-and-shrink.ts';
export {readImageSize} from './read-image-size.ts';
export {decodeRgb} from './decode-rgb.ts';
export type {DecodeRgbOptions, RgbImage} from './decode-rgb.ts';

export {DRAW_BOXES_DEFAULTS, drawBoxes} from './draw-boxes.ts';
export type {DrawBoxesOptions, LabelledBox} from './draw-boxes.ts';
export {COMPOSE_GRID_DEFAULTS, composeGrid} from './compose-grid.ts';
export type {ComposeGridOptions} from './compose-grid.ts';
export {labelColor, labelColors} from './label-color.ts';
