import {checkRange} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {resolveScaleFactors} from '../box-coder.ts';
import type {BoxCoderOptions} from '../box-coder.ts';
import {MEAN_STDDEV_BOX_CODER_DEFAULTS, resolveSquareFactors} from '../box-coders.ts';
import type {MeanStddevBoxCoderOptions, SquareBoxCoderOptions} from '../box-coders.ts';
import {boxColumns, checkColumns, checkSameRows} from './box-columns.ts';

/** Added to sides before dividing and taking logarithms. */
const EPSILON = 1e-8;

/**
 * Encodes boxes relative to anchors as Faster R-CNN and SSD do. Differentiable.
 *
 * @param boxes - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param anchors - float32 `[N, 4]`.
 * @returns float32 `[N, 4]`, `[ty, tx, th, tw]`. The caller disposes it.
 * @throws ShapeError when the shapes do not agree; OptionError for a bad scale factor.
 */
export function encodeBoxes(boxes: tf.Tensor2D, anchors: tf.Tensor2D, options: BoxCoderOptions = {}): tf.Tensor2D {
  const [scaleY, scaleX, scaleHeight, scaleWidth] = resolveScaleFactors(options);
  checkSameRows(boxes, 'boxes', anchors, 'anchors');
  return tf.tidy(() => {
    const box = centres(boxes, 'boxes');
    const anchor = centres(anchors, 'anchors');
    const [anchorHeight, anchorWidth] = [tf.add(anchor.height, EPSILON), tf.add(anchor.width, EPSILON)]; // [N, 1]
    const ty = tf.mul(tf.div(tf.sub(box.y, anchor.y), anchorHeight), scaleY); // [N, 1]
    const tx = tf.mul(tf.div(tf.sub(box.x, anchor.x), anchorWidth), scaleX); // [N, 1]
    const th = tf.mul(tf.log(tf.div(tf.add(box.height, EPSILON), anchorHeight)), scaleHeight); // [N, 1]
    const tw = tf.mul(tf.log(tf.div(tf.add(box.width, EPSILON), anchorWidth)), scaleWidth); // [N, 1]
    return tf.concat([ty, tx, th, tw], 1) as tf.Tensor2D; // [N, 4]
  });
}

/**
 * Inverse of {@link encodeBoxes}. Does not clip. Differentiable.
 *
 * @param codes - float32 `[N, 4]`, `[ty, tx, th, tw]`.
 * @param anchors - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @returns float32 `[N, 4]`. The caller disposes it.
 * @throws ShapeError when the shapes do not agree; OptionError for a bad scale factor.
 */
export function decodeBoxes(codes: tf.Tensor2D, anchors: tf.Tensor2D, options: BoxCoderOptions = {}): tf.Tensor2D {
  const [scaleY, scaleX, scaleHeight, scaleWidth] = resolveScaleFactors(options);
  checkSameRows(codes, 'codes', anchors, 'anchors');
  return tf.tidy(() => {
    const [ty, tx, th, tw] = boxColumns(codes, 'codes'); // [N, 1]
    const anchor = centres(anchors, 'anchors');
    const halfHeight = tf.mul(tf.mul(tf.exp(tf.div(th, scaleHeight)), anchor.height), 0.5); // [N, 1]
    const halfWidth = tf.mul(tf.mul(tf.exp(tf.div(tw, scaleWidth)), anchor.width), 0.5); // [N, 1]
    const y = tf.add(tf.mul(tf.div(ty, scaleY), anchor.height), anchor.y); // [N, 1]
    const x = tf.add(tf.mul(tf.div(tx, scaleX), anchor.width), anchor.x); // [N, 1]
    return corners(y, x, halfHeight, halfWidth);
  });
}

/**
 * Corner differences over `stddev`.
 *
 * @param boxes - float32 `[N, 4]`.
 * @param anchors - float32 `[N, 4]`.
 * @returns float32 `[N, 4]`. The caller disposes it.
 * @throws ShapeError when the shapes do not agree; OptionError for a bad `stddev`.
 */
export function encodeBoxesMeanStddev(boxes: tf.Tensor2D, anchors: tf.Tensor2D, options: MeanStddevBoxCoderOptions = {}): tf.Tensor2D {
  const stddev = checkRange('stddev', options.stddev ?? MEAN_STDDEV_BOX_CODER_DEFAULTS.stddev, {min: 1e-30, max: 1e30});
  checkColumns(boxes, 'boxes', 4);
  checkSameRows(boxes, 'boxes', anchors, 'anchors');
  return tf.tidy(() => tf.div<tf.Tensor2D>(tf.sub(boxes, anchors), stddev));
}

/** Inverse of {@link encodeBoxesMeanStddev}, with its shapes and errors. */
export function decodeBoxesMeanStddev(codes: tf.Tensor2D, anchors: tf.Tensor2D, options: MeanStddevBoxCoderOptions = {}): tf.Tensor2D {
  const stddev = checkRange('stddev', options.stddev ?? MEAN_STDDEV_BOX_CODER_DEFAULTS.stddev, {min: 1e-30, max: 1e30});
  checkColumns(codes, 'codes', 4);
  checkSameRows(codes, 'codes', anchors, 'anchors');
  return tf.tidy(() => tf.add<tf.Tensor2D>(tf.mul(codes, stddev), anchors));
}

/**
 * Square codes, `[ty, tx, tl]`.
 *
 * @param boxes - float32 `[N, 4]`.
 * @param anchors - float32 `[N, 4]`.
 * @returns float32 `[N, 3]`. The caller disposes it.
 * @throws ShapeError when the shapes do not agree; OptionError for a bad scale factor.
 */
export function encodeBoxesSquare(boxes: tf.Tensor2D, anchors: tf.Tensor2D, options: SquareBoxCoderOptions = {}): tf.Tensor2D {
  const [scaleY, scaleX, scaleSide] = resolveSquareFactors(options);
  checkSameRows(boxes, 'boxes', anchors, 'anchors');
  return tf.tidy(() => {
    const box = centres(boxes, 'boxes');
    const anchor = centres(anchors, 'anchors');
    const anchorSide = tf.add(tf.sqrt(tf.mul(anchor.height, anchor.width)), EPSILON); // [N, 1]
    const side = tf.add(tf.sqrt(tf.mul(box.height, box.width)), EPSILON); // [N, 1]
    const ty = tf.mul(tf.div(tf.sub(box.y, anchor.y), anchorSide), scaleY); // [N, 1]
    const tx = tf.mul(tf.div(tf.sub(box.x, anchor.x), anchorSide), scaleX); // [N, 1]
    return tf.concat([ty, tx, tf.mul(tf.log(tf.div(side, anchorSide)), scaleSide)], 1) as tf.Tensor2D; // [N, 3]
  });
}

/** Squares from `[N, 3]` codes of {@link encodeBoxesSquare}, with its errors. Returns `[N, 4]`. */
export function decodeBoxesSquare(codes: tf.Tensor2D, anchors: tf.Tensor2D, options: SquareBoxCoderOptions = {}): tf.Tensor2D {
  const [scaleY, scaleX, scaleSide] = resolveSquareFactors(options);
  checkColumns(codes, 'codes', 3);
  checkSameRows(codes, 'codes', anchors, 'anchors');
  return tf.tidy(() => {
    const anchor = centres(anchors, 'anchors');
    const anchorSide = tf.sqrt(tf.mul(anchor.height, anchor.width)); // [N, 1]
    const column = (c: number): tf.Tensor => tf.slice(codes, [0, c], [-1, 1]); // [N, 1]
    const half = tf.mul(tf.mul(tf.exp(tf.div(column(2), scaleSide)), anchorSide), 0.5); // [N, 1]
    const y = tf.add(tf.mul(tf.div(column(0), scaleY), anchorSide), anchor.y); // [N, 1]
    const x = tf.add(tf.mul(tf.div(column(1), scaleX), anchorSide), anchor.x); // [N, 1]
    return corners(y, x, half, half);
  });
}

type Centres = {y: tf.Tensor; x: tf.Tensor; height: tf.Tensor; width: tf.Tensor};

/** `[N, 1]` columns. */
function centres(boxes: tf.Tensor2D, argument: string): Centres {
  const [ymin, xmin, ymax, xmax] = boxColumns(boxes, argument);
  const height = tf.sub(ymax, ymin);
  const width = tf.sub(xmax, xmin);
  return {y: tf.add(ymin, tf.mul(height, 0.5)), x: tf.add(xmin, tf.mul(width, 0.5)), height, width};
}

function corners(y: tf.Tensor, x: tf.Tensor, halfHeight: tf.Tensor, halfWidth: tf.Tensor): tf.Tensor2D {
  return tf.concat<tf.Tensor2D>(
    [tf.sub(y, halfHeight), tf.sub(x, halfWidth), tf.add(y, halfHeight), tf.add(x, halfWidth)] as tf.Tensor2D[],
    1,
  );
}
