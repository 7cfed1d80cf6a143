import {checkRange, OptionError, ShapeError} from '@oid/core';
import {BOX_CODER_DEFAULTS, decodeBoxes, encodeBoxAt, encodeBoxes, resolveScaleFactors} from './box-coder.ts';
import type {BoxCoderOptions, ScaleFactors} from './box-coder.ts';
import {checkBoxes} from './check-boxes.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';

/** A way to say boxes relative to anchors, for a target assigner or a decoder to be built with. */
export type BoxCoder = {
  /** What the code is called in a configuration. */
  readonly name: 'faster-rcnn' | 'mean-stddev' | 'square' | 'gluon';
  /** Numbers a box. */
  readonly codeSize: number;
  /** `[N, 4]` boxes and anchors in, `[N, codeSize]` out. Throws InvalidBoxError for a bad box, ShapeError when N differs. */
  encode(boxes: Float32Array, anchors: Float32Array): Float32Array;
  /** `[N, codeSize]` codes and `[N, 4]` anchors in, `[N, 4]` boxes out, not clipped. Throws as `encode`, and for codes that are not finite. */
  decode(codes: Float32Array, anchors: Float32Array): Float32Array;
  /** Encodes row i of `boxes` relative to row j of `anchors` into row j of `codes`. Checks nothing; for inner loops. */
  encodeAt(boxes: Float32Array, i: number, anchors: Float32Array, j: number, codes: Float32Array): void;
};

/**
 * The coder of Faster R-CNN and SSD, `[ty, tx, th, tw]`: {@link encodeBoxes} and {@link decodeBoxes} as one object.
 *
 * @throws OptionError for a scale factor that is not above 0.
 * @see TensorFlow Object Detection API, `FasterRcnnBoxCoder`.
 */
export function fasterRcnnBoxCoder(options: BoxCoderOptions = {}): BoxCoder {
  return coderOf('faster-rcnn', resolveScaleFactors(options));
}

export type GluonBoxCoderOptions = {
  /** MXNet's `variances`, in its own order x, y, width, height; each above 0. @default [0.1, 0.1, 0.2, 0.2] */
  variances?: ScaleFactors | undefined;
};

export const GLUON_BOX_CODER_DEFAULTS: {readonly variances: ScaleFactors} = {variances: [0.1, 0.1, 0.2, 0.2]};

/**
 * The coder of MXNet's `MultiBoxTarget` and `MultiBoxDetection`, in our order `[ty, tx, th, tw]`: the Faster R-CNN coder with one over the
 * variances as scale factors. Sides gain 1e-8 before they are divided, so that a box of no area has a finite code, where MXNet gives -Infinity.
 *
 * @throws OptionError for a variance that is not above 0.
 */
export function gluonBoxCoder(options: GluonBoxCoderOptions = {}): BoxCoder {
  const variances = options.variances ?? GLUON_BOX_CODER_DEFAULTS.variances;
  const valid = variances.length === 4 && variances.every((variance) => variance > 0 && variance < Infinity);
  if (!valid) throw new OptionError('variances', `[${variances.join(', ')}]`, 'four finite numbers above 0');
  const [x, y, width, height] = variances;
  return coderOf('gluon', [1 / y, 1 / x, 1 / height, 1 / width]);
}

function coderOf(name: BoxCoder['name'], scaleFactors: ScaleFactors): BoxCoder {
  return {
    name,
    codeSize: 4,
    encode: (boxes, anchors) => encodeBoxes(boxes, anchors, {scaleFactors}),
    decode: (codes, anchors) => decodeBoxes(codes, anchors, {scaleFactors}),
    encodeAt: (boxes, i, anchors, j, codes) => encodeBoxAt(boxes, i, anchors, j, scaleFactors, codes),
  };
}

export type MeanStddevBoxCoderOptions = {
  /** Corner differences are divided by this, in the unit of the boxes; above 0. @default 0.01 */
  stddev?: number | undefined;
};

export const MEAN_STDDEV_BOX_CODER_DEFAULTS: {readonly stddev: number} = {stddev: 0.01};

/**
 * Codes of four numbers: each corner coordinate less the anchor's, over `stddev`.
 *
 * @throws OptionError for a `stddev` that is not above 0.
 * @see Szegedy et al. 2014, Scalable Object Detection (MultiBox), arXiv:1412.1441; TensorFlow Object Detection API, `MeanStddevBoxCoder`.
 */
export function meanStddevBoxCoder(options: MeanStddevBoxCoderOptions = {}): BoxCoder {
  const stddev = checkRange('stddev', options.stddev ?? MEAN_STDDEV_BOX_CODER_DEFAULTS.stddev, {min: 1e-30, max: 1e30});
  const encodeAt: BoxCoder['encodeAt'] = (boxes, i, anchors, j, codes) => {
    for (let c = 0; c < 4; c++) codes[4 * j + c] = ((boxes[4 * i + c] as number) - (anchors[4 * j + c] as number)) / stddev;
  };
  return {
    name: 'mean-stddev',
    codeSize: 4,
    encodeAt,
    encode: (boxes, anchors) => encodeAll(boxes, anchors, 4, encodeAt),
    decode: (codes, anchors) =>
      decodeAll(codes, anchors, 4, (j, boxes) => {
        for (let c = 0; c < 4; c++) boxes[4 * j + c] = (codes[4 * j + c] as number) * stddev + (anchors[4 * j + c] as number);
      }),
  };
}

export type SquareBoxCoderOptions = {
  /** Codes are multiplied by these, for ty, tx and tl; each above 0. @default [10, 10, 5] */
  scaleFactors?: readonly [number, number, number] | undefined;
};

export const SQUARE_BOX_CODER_DEFAULTS: {readonly scaleFactors: readonly [number, number, number]} = {scaleFactors: [10, 10, 5]};

/** Added to sides before dividing and taking logarithms. */
const EPSILON = 1e-8;

/**
 * Codes of three numbers, `[ty, tx, tl]`, for objects that are square: the centre's offset and the logarithm of the side, both relative to the
 * side of a square of the anchor's area. Decoding gives squares, so it undoes encoding for squares only.
 *
 * @throws OptionError for a scale factor that is not above 0.
 * @see TensorFlow Object Detection API, `SquareBoxCoder`.
 */
export function squareBoxCoder(options: SquareBoxCoderOptions = {}): BoxCoder {
  const [scaleY, scaleX, scaleSide] = resolveSquareFactors(options);
  const encodeAt: BoxCoder['encodeAt'] = (boxes, i, anchors, j, codes) => {
    const anchorSide = squareSide(anchors, j) + EPSILON;
    codes[3 * j] = ((centre(boxes, i, 0) - centre(anchors, j, 0)) / anchorSide) * scaleY;
    codes[3 * j + 1] = ((centre(boxes, i, 1) - centre(anchors, j, 1)) / anchorSide) * scaleX;
    codes[3 * j + 2] = Math.log((squareSide(boxes, i) + EPSILON) / anchorSide) * scaleSide;
  };
  return {
    name: 'square',
    codeSize: 3,
    encodeAt,
    encode: (boxes, anchors) => encodeAll(boxes, anchors, 3, encodeAt),
    decode: (codes, anchors) =>
      decodeAll(codes, anchors, 3, (j, boxes) => {
        const anchorSide = squareSide(anchors, j);
        const y = ((codes[3 * j] as number) / scaleY) * anchorSide + centre(anchors, j, 0);
        const x = ((codes[3 * j + 1] as number) / scaleX) * anchorSide + centre(anchors, j, 1);
        const half = (Math.exp((codes[3 * j + 2] as number) / scaleSide) * anchorSide) / 2;
        boxes.set([y - half, x - half, y + half, x + half], 4 * j);
      }),
  };
}

/** Fills in and checks the scale factors. */
export function resolveSquareFactors(options: SquareBoxCoderOptions): readonly [number, number, number] {
  const factors = options.scaleFactors ?? SQUARE_BOX_CODER_DEFAULTS.scaleFactors;
  const valid = factors.length === 3 && factors.every((factor) => factor > 0 && factor < Infinity);
  if (!valid) throw new OptionError('scaleFactors', `[${factors.join(', ')}]`, 'three finite numbers above 0');
  return factors;
}

function centre(boxes: Float32Array, i: number, axis: 0 | 1): number {
  return ((boxes[4 * i + axis] as number) + (boxes[4 * i + 2 + axis] as number)) / 2;
}

/** Side of the square of the same area. */
function squareSide(boxes: Float32Array, i: number): number {
  const height = (boxes[4 * i + 2] as number) - (boxes[4 * i] as number);
  return Math.sqrt(height * ((boxes[4 * i + 3] as number) - (boxes[4 * i + 1] as number)));
}

function encodeAll(boxes: Float32Array, anchors: Float32Array, codeSize: number, encodeAt: BoxCoder['encodeAt']): Float32Array {
  checkBoxes(boxes, 'boxes');
  checkBoxes(anchors, 'anchors');
  if (boxes.length !== anchors.length) throw new ShapeError('boxes', [boxes.length / 4, 4], `[${anchors.length / 4}, 4], as anchors`);
  const codes = new Float32Array((anchors.length / 4) * codeSize);
  for (let j = 0; j < anchors.length / 4; j++) encodeAt(boxes, j, anchors, j, codes);
  return codes;
}

function decodeAll(
  codes: Float32Array,
  anchors: Float32Array,
  codeSize: number,
  decodeAt: (j: number, boxes: Float32Array) => void,
): Float32Array {
  checkBoxes(anchors, 'anchors');
  const count = anchors.length / 4;
  if (codes.length !== count * codeSize) throw new ShapeError('codes', [codes.length], `[${count} * ${codeSize}], as anchors`);
  const boxes = new Float32Array(anchors.length);
  for (let j = 0; j < count; j++) {
    decodeAt(j, boxes);
    const code = codes.subarray(codeSize * j, codeSize * (j + 1));
    if (!code.every(Number.isFinite) || !boxes.subarray(4 * j, 4 * j + 4).every(Number.isFinite)) {
      throw new InvalidBoxError('codes', j, [...code], 'finite, and its box within float32');
    }
  }
  return boxes;
}

/** Coder of a target assigner that names none. */
export const DEFAULT_BOX_CODER: BoxCoder = fasterRcnnBoxCoder(BOX_CODER_DEFAULTS);
