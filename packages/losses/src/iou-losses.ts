import * as tf from '@tensorflow/tfjs-core';
import {checkPredictions, checkShape} from './check-tensors.ts';
import {maskedWeights, withoutNan, withSlope} from './loss-options.ts';
import type {LocalizationOptions} from './loss-options.ts';

/**
 * `w (1 - IoU)` of decoded boxes, one number an anchor. Boxes that do not overlap have the loss w and no gradient; {@link weightedGiouLoss}
 * and {@link weightedDiouLoss} pull them together.
 *
 * @param predictions - float32 `[B, N, 4]`, `[ymin, xmin, ymax, xmax]`, decoded, not reversed. Empty returns empty.
 * @param targets - float32 `[B, N, 4]`, the same layout and unit.
 * @param weights - float32 `[B, N]`.
 * @returns float32 `[B, N]`, not reduced. The caller disposes it.
 * @throws ShapeError when the shapes do not agree.
 * @see TensorFlow Object Detection API, `WeightedIOULocalizationLoss` (which returns `[B · N]`).
 */
export function weightedIouLoss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor2D,
  options: LocalizationOptions = {},
): tf.Tensor2D {
  return overlapLoss(predictions, targets, weights, options, ({iou, iouSlope}) => ({gain: iou, gainSlope: iouSlope}));
}

/**
 * `w (1 - GIoU)` of decoded boxes, one number an anchor, between 0 and 2 w.
 *
 * @param predictions - float32 `[B, N, 4]`, `[ymin, xmin, ymax, xmax]`, decoded, not reversed. Empty returns empty.
 * @param targets - float32 `[B, N, 4]`, the same layout and unit.
 * @param weights - float32 `[B, N]`.
 * @returns float32 `[B, N]`, not reduced. The caller disposes it.
 * @throws ShapeError when the shapes do not agree.
 * @see Rezatofighi et al. 2019, arXiv:1902.09630; torchvision's `generalized_box_iou_loss`.
 */
export function weightedGiouLoss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor2D,
  options: LocalizationOptions = {},
): tf.Tensor2D {
  return overlapLoss(predictions, targets, weights, options, ({iou, iouSlope, union, unionSlope, hull, hullSlope}) => {
    // GIoU = IoU - 1 + union / around, with `around` the area of the hull.
    const around = tf.mul(hull.height, hull.width); // [B, N, 1]
    const aroundSlope = tf.add(tf.mul(hullSlope.height, hull.width), tf.mul(hullSlope.width, hull.height)); // [B, N, 4]
    const filled = safeDivide(union, around); // [B, N, 1]
    const filledSlope = safeDivide(tf.sub(unionSlope, tf.mul(filled, aroundSlope)), around); // [B, N, 4]
    const hasArea = tf.cast(tf.greater(around, 0), 'float32'); // [B, N, 1]
    return {gain: tf.add(iou, tf.mul(tf.sub(filled, 1), hasArea)), gainSlope: tf.add(iouSlope, filledSlope)};
  });
}

/**
 * `w (1 - DIoU)` of decoded boxes, one number an anchor, between 0 and 2 w.
 *
 * @param predictions - float32 `[B, N, 4]`, `[ymin, xmin, ymax, xmax]`, decoded, not reversed. Empty returns empty.
 * @param targets - float32 `[B, N, 4]`, the same layout and unit.
 * @param weights - float32 `[B, N]`.
 * @returns float32 `[B, N]`, not reduced. The caller disposes it.
 * @throws ShapeError when the shapes do not agree.
 * @see Zheng et al. 2020, arXiv:1911.08287; torchvision's `distance_box_iou_loss`.
 */
export function weightedDiouLoss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor2D,
  options: LocalizationOptions = {},
): tf.Tensor2D {
  return overlapLoss(predictions, targets, weights, options, ({iou, iouSlope, hull, hullSlope, box, target}) => {
    const centre = (low: tf.Tensor, high: tf.Tensor): tf.Tensor => tf.mul(tf.add(low, high), 0.5);
    const dy = tf.sub(centre(box[0], box[2]), centre(target[0], target[2])); // [B, N, 1]
    const dx = tf.sub(centre(box[1], box[3]), centre(target[1], target[3])); // [B, N, 1]
    const distance = tf.add(tf.square(dy), tf.square(dx)); // [B, N, 1]
    const distanceSlope = tf.concat([dy, dx, dy, dx], -1); // [B, N, 4]: 2 · dy · ½
    const diagonal = tf.add(tf.square(hull.height), tf.square(hull.width)); // [B, N, 1]
    const diagonalSlope = tf.mul(tf.add(tf.mul(hullSlope.height, hull.height), tf.mul(hullSlope.width, hull.width)), 2); // [B, N, 4]
    const penalty = safeDivide(distance, diagonal); // [B, N, 1]
    const penaltySlope = safeDivide(tf.sub(distanceSlope, tf.mul(penalty, diagonalSlope)), diagonal); // [B, N, 4]
    return {gain: tf.sub(iou, penalty), gainSlope: tf.sub(iouSlope, penaltySlope)};
  });
}

/** `[B, N, 1]` columns ymin, xmin, ymax, xmax. */
type Columns = readonly [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

/** Values `[B, N, 1]`, slopes `[B, N, 4]` with respect to the predicted box. */
type Overlap = {
  box: Columns;
  target: Columns;
  iou: tf.Tensor;
  iouSlope: tf.Tensor;
  union: tf.Tensor;
  unionSlope: tf.Tensor;
  hull: {height: tf.Tensor; width: tf.Tensor};
  hullSlope: {height: tf.Tensor; width: tf.Tensor};
};

function overlapLoss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor2D,
  options: LocalizationOptions,
  gainOf: (overlap: Overlap) => {gain: tf.Tensor; gainSlope: tf.Tensor},
): tf.Tensor2D {
  const [batch, anchors] = checkPredictions(predictions, targets, 4);
  checkShape(weights, 'weights', [batch, anchors], 'one an anchor');
  if (predictions.size === 0) return tf.zeros([batch, anchors]);
  return tf.tidy(() =>
    withSlope(predictions, (input) => {
      const {gain, gainSlope} = gainOf(overlapOf(input, withoutNan(targets, input, options.ignoreNanTargets)));
      const weight = maskedWeights(weights, options.lossesMask); // [B, N]
      const value = tf.mul(tf.sub(1, tf.squeeze(gain, [-1])), weight); // [B, N]
      return {value, slope: tf.neg(tf.mul(gainSlope, tf.expandDims(weight, -1)))};
    }),
  ) as tf.Tensor2D;
}

function overlapOf(boxes: tf.Tensor, targets: tf.Tensor): Overlap {
  const box = columnsOf(boxes);
  const target = columnsOf(targets);
  const zero = tf.zerosLike(box[0]); // [B, N, 1]

  const height = tf.relu(tf.sub(tf.minimum(box[2], target[2]), tf.maximum(box[0], target[0]))); // [B, N, 1]
  const width = tf.relu(tf.sub(tf.minimum(box[3], target[3]), tf.maximum(box[1], target[1]))); // [B, N, 1]
  const intersection = tf.mul(height, width);
  const overlaps = tf.cast(tf.greater(intersection, 0), 'float32');
  // An edge of the prediction moves the intersection where it is the inner one, and the hull where it is the outer one.
  const inner = [exceeds(box[0], target[0]), exceeds(box[1], target[1]), exceeds(target[2], box[2]), exceeds(target[3], box[3])];
  const intersectionSlope = tf.mul(
    tf.concat(
      [
        tf.neg(tf.mul(inner[0] as tf.Tensor, width)),
        tf.neg(tf.mul(inner[1] as tf.Tensor, height)),
        tf.mul(inner[2] as tf.Tensor, width),
        tf.mul(inner[3] as tf.Tensor, height),
      ],
      -1,
    ),
    overlaps,
  ); // [B, N, 4]

  const boxHeight = tf.sub(box[2], box[0]);
  const boxWidth = tf.sub(box[3], box[1]);
  const targetArea = tf.mul(tf.sub(target[2], target[0]), tf.sub(target[3], target[1]));
  const areaSlope = tf.concat([tf.neg(boxWidth), tf.neg(boxHeight), boxWidth, boxHeight], -1); // [B, N, 4]
  const union = tf.sub(tf.add(tf.mul(boxHeight, boxWidth), targetArea), intersection);
  const unionSlope = tf.sub(areaSlope, intersectionSlope); // [B, N, 4]
  const iou = tf.mul(safeDivide(intersection, union), overlaps);
  const iouSlope = tf.mul(safeDivide(tf.sub(intersectionSlope, tf.mul(iou, unionSlope)), union), overlaps); // [B, N, 4]

  const hull = {
    height: tf.sub(tf.maximum(box[2], target[2]), tf.minimum(box[0], target[0])),
    width: tf.sub(tf.maximum(box[3], target[3]), tf.minimum(box[1], target[1])),
  };
  const outer = inner.map((share) => tf.sub(1, share));
  const hullSlope = {
    height: tf.concat([tf.neg(outer[0] as tf.Tensor), zero, outer[2] as tf.Tensor, zero], -1), // [B, N, 4]
    width: tf.concat([zero, tf.neg(outer[1] as tf.Tensor), zero, outer[3] as tf.Tensor], -1), // [B, N, 4]
  };
  return {box, target, iou, iouSlope, union, unionSlope, hull, hullSlope};
}

function columnsOf(boxes: tf.Tensor): Columns {
  const column = (c: number): tf.Tensor => tf.slice(boxes, [0, 0, c], [-1, -1, 1]); // [B, N, 1]
  return [column(0), column(1), column(2), column(3)];
}

/** 1 where a is larger, 0 where b is, and one half where they are equal, so that a box on its target stays there. */
function exceeds(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.cast(tf.greater(a, b), 'float32'), tf.cast(tf.greaterEqual(a, b), 'float32')), 0.5);
}

/** The quotient, 0 where the divisor is 0. */
function safeDivide(dividend: tf.Tensor, divisor: tf.Tensor): tf.Tensor {
  const isZero = tf.cast(tf.lessEqual(divisor, 0), 'float32');
  return tf.mul(tf.div(dividend, tf.add(divisor, isZero)), tf.sub(1, isZero));
}
