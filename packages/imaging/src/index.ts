export {CorruptImageError} from './errors/corrupt-image-error.ts';
export type {CorruptImageKind} from './errors/corrupt-image-error.ts';
export {RefusedImageError} from './errors/refused-image-error.ts';
export type {RefusedImageDetail, RefusedImageKind} from './errors/refused-image-error.ts';
export {IMAGE_RULES_DEFAULTS} from './image-rules.ts';
export type {ImageRules} from './image-rules.ts';

export {VERIFY_AND_SHRINK_DEFAULTS, verifyAndShrink} from './verify-and-shrink.ts';
export type {ShrunkPhoto, VerifyAndShrinkOptions} from './verify-and-shrink.ts';
export {shrinkFolder} from './shrink-folder.ts';
export type {ShrinkFolderOptions, ShrinkFolderSummary} from './shrink-folder.ts';
export {readImageSize} from './read-image-size.ts';
export {decodeRgb} from './decode-rgb.ts';
export type {DecodeRgbOptions, RgbImage} from './decode-rgb.ts';

export {DRAW_BOXES_DEFAULTS, drawBoxes} from './draw-boxes.ts';
export type {DrawBoxesOptions, LabelledBox} from './draw-boxes.ts';
export {COMPOSE_GRID_DEFAULTS, composeGrid} from './compose-grid.ts';
export type {ComposeGridOptions} from './compose-grid.ts';
export {COMPOSE_MOSAIC_DEFAULTS, composeMosaic} from './compose-mosaic.ts';
export type {ComposeMosaicOptions, MosaicTile} from './compose-mosaic.ts';
export {labelColor, labelColors} from './label-color.ts';

export {CROP_BOXES_DEFAULTS, cropBoxes, cropRectangle} from './crop-boxes.ts';
export type {Crop, CropBoxesOptions, CropRectangle} from './crop-boxes.ts';
export {rotateBox} from './rotate-box.ts';
export type {Box, Rotation} from './rotate-box.ts';
