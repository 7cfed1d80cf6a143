import {checkRange, createRandom, OptionError} from '@oid/core';
import type {ImageSize} from '@oid/core';
import {checkBoxes} from './check-boxes.ts';
import {clusterShapes} from './cluster-shapes.ts';
import type {ShapeCluster} from './cluster-shapes.ts';
import {checkPositiveList} from './tile-anchors.ts';
import type {Defaults} from './defaults.ts';

export type SuggestAnchorsOptions = {
  /** Size of the model's input; ratios and scales are those of its pixels. @default {height: 300, width: 300} */
  inputSize?: ImageSize | undefined;
  /** Shapes wanted. @default 9 */
  shapes?: number | undefined;
  /** Scales wanted, one a feature map for SSD. @default 6 */
  scales?: number | undefined;
  /** Aspect ratios wanted. @default 3 */
  aspectRatios?: number | undefined;
  /** At most so many boxes take part, drawn evenly. @default 20000 */
  maxBoxes?: number | undefined;
  /** Of the draw and of the start of the clustering. @default 0 */
  seed?: number | undefined;
};

export const SUGGEST_ANCHORS_DEFAULTS: Defaults<
  SuggestAnchorsOptions,
  'inputSize' | 'shapes' | 'scales' | 'aspectRatios' | 'maxBoxes' | 'seed'
> = {
  inputSize: {height: 300, width: 300},
  shapes: 9,
  scales: 6,
  aspectRatios: 3,
  maxBoxes: 20_000,
  seed: 0,
};

export type AnchorSuggestion = {
  /** Boxes that took part. */
  boxes: number;
  /** Heights and widths as fractions of the input's shorter side, by ascending area. */
  shapes: readonly ShapeCluster[];
  /** Sides of squares as fractions of the input's shorter side, ascending: `scales` of {@link ssdAnchors}. */
  scales: readonly number[];
  /** Width / height, ascending: `aspectRatios` of {@link ssdAnchors}. */
  aspectRatios: readonly number[];
};

/**
 * Shapes, scales and aspect ratios that fit a data set, by three clusterings with the distance 1 − IoU: of the boxes' shapes as they are, of
 * squares of their areas, and of their shapes at one area.
 *
 * @param images - boxes of each image, `[M, 4]`, `[ymin, xmin, ymax, xmax]`, normalised. Boxes of no area are passed over.
 * @returns what {@link ssdAnchors} takes; {@link anchorCoverage} tells whether it helps.
 * @throws {@link InvalidBoxError} for a bad box, naming the image; OptionError when no box has an area, or for an option out of range.
 */
export function suggestAnchors(images: Iterable<{boxes: Float32Array}>, options: SuggestAnchorsOptions = {}): AnchorSuggestion {
  const inputSize = options.inputSize ?? SUGGEST_ANCHORS_DEFAULTS.inputSize;
  checkPositiveList('inputSize', [inputSize.height, inputSize.width]);
  const maxBoxes = checkRange('maxBoxes', options.maxBoxes ?? SUGGEST_ANCHORS_DEFAULTS.maxBoxes, {min: 1, integer: true});
  const shapeCount = checkRange('shapes', options.shapes ?? SUGGEST_ANCHORS_DEFAULTS.shapes, {min: 1, max: 1000, integer: true});
  const scaleCount = checkRange('scales', options.scales ?? SUGGEST_ANCHORS_DEFAULTS.scales, {min: 1, max: 1000, integer: true});
  const ratioCount = options.aspectRatios ?? SUGGEST_ANCHORS_DEFAULTS.aspectRatios;
  checkRange('aspectRatios', ratioCount, {min: 1, max: 1000, integer: true});
  const random = createRandom(options.seed ?? SUGGEST_ANCHORS_DEFAULTS.seed);
  const found = shapesOf(images, inputSize);
  if (found.length === 0) throw new OptionError('images', 'no box of any area', 'at least one box higher and wider than 0');
  const shapes = found.length > maxBoxes ? random.shuffle(found).slice(0, maxBoxes) : found;
  const areas = shapes.map(({height, width}) => Math.sqrt(height * width));
  const squares = areas.map((side) => ({height: side, width: side}));
  const unitShapes = shapes.map(({height, width}, i) => ({height: height / (areas[i] as number), width: width / (areas[i] as number)}));
  return {
    boxes: shapes.length,
    shapes: clusterShapes(shapes, shapeCount, random),
    scales: clusterShapes(squares, scaleCount, random).map(({height}) => height),
    aspectRatios: clusterShapes(unitShapes, ratioCount, random)
      .map(({height, width}) => width / height)
      .sort((a, b) => a - b),
  };
}

/** Heights and widths as fractions of the input's shorter side. */
function shapesOf(images: Iterable<{boxes: Float32Array}>, inputSize: ImageSize): ImageSize[] {
  const shorter = Math.min(inputSize.height, inputSize.width);
  const shapes: ImageSize[] = [];
  let image = 0;
  for (const {boxes} of images) {
    checkBoxes(boxes, `images[${image}].boxes`);
    for (let k = 0; k < boxes.length; k += 4) {
      const height = (((boxes[k + 2] as number) - (boxes[k] as number)) * inputSize.height) / shorter;
      const width = (((boxes[k + 3] as number) - (boxes[k + 1] as number)) * inputSize.width) / shorter;
      if (height > 0 && width > 0) shapes.push({height, width});
    }
    image += 1;
  }
  return shapes;
}
