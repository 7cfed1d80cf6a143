import {OptionError, ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {multiClassNonMaxSuppression} from '../multi-class-non-max-suppression.ts';
import {MULTI_CLASS_NON_MAX_SUPPRESSION_DEFAULTS as DEFAULTS} from '../suppress-classes.ts';
import type {MultiClassNonMaxSuppressionOptions, SelectedDetections} from '../suppress-classes.ts';
import {gatherPadded} from './gather-padded.ts';

export type BatchNonMaxSuppressionOptions = Omit<MultiClassNonMaxSuppressionOptions, 'clipWindow' | 'padToMaxTotal'> & {
  /**
   * `[4]` for all images or `[B, 4]`, `[ymin, xmin, ymax, xmax]`. @default undefined: E1 does not cut; later revisions take the window around all
   * boxes of the batch, by which boxes of no area and scores below 0 are left out; `combined` takes [0, 0, 1, 1]
   */
  clipWindow?: tf.Tensor1D | tf.Tensor2D | undefined;
  /** int32 `[B]`, from 0 to N: rows beyond are padding and take no part. @default undefined: all rows do */
  numValidBoxes?: tf.Tensor1D | undefined;
  /** `[B, N, q, height, width]`, gathered with the boxes. */
  masks?: tf.Tensor5D | undefined;
  /** Each `[B, N, ...]`, gathered with the boxes, such as keypoints. */
  additionalFields?: Readonly<Record<string, tf.Tensor>> | undefined;
};

/** D is `maxTotalDetections`; rows from `numDetections` on are zeros. The caller disposes the tensors. */
export type BatchDetections = {
  /** float32 `[B, D, 4]`. */
  boxes: tf.Tensor3D;
  /** float32 `[B, D]`. */
  scores: tf.Tensor2D;
  /** float32 `[B, D]`, counted from 0 without background, as the graph's tensor: a label-map id less 1. */
  classes: tf.Tensor2D;
  /** int32 `[B]`. */
  numDetections: tf.Tensor1D;
  /** float32 `[B, D, height, width]`, where masks were given. */
  masks: tf.Tensor4D | undefined;
  /** float32 `[B, D, ...]` each, where fields were given. */
  additionalFields: Record<string, tf.Tensor> | undefined;
};

/**
 * The Object Detection API's `batch_multiclass_non_max_suppression` on tensors, to stand in for that part of an exported graph. It reads the tensors'
 * values at once, works on the processor, and has no gradient; on WebGPU take {@link batchMultiClassNonMaxSuppressionAsync}.
 *
 * @param boxes - float32 `[B, N, q, 4]`, `[ymin, xmin, ymax, xmax]`; q = 1, or K: a box a class.
 * @param scores - float32 `[B, N, K]`, without background.
 * @param options - as of `multiClassNonMaxSuppression`; `maxTotalDetections` must be finite.
 * @returns padded detections. B = 0 gives B = 0.
 * @throws ShapeError, OptionError, NotFiniteError and InvalidBoxError as `multiClassNonMaxSuppression`.
 */
export function batchMultiClassNonMaxSuppression(
  boxes: tf.Tensor4D,
  scores: tf.Tensor3D,
  options: BatchNonMaxSuppressionOptions = {},
): BatchDetections {
  checkShapes(boxes, scores, options);
  const inputs = inputTensors(boxes, scores, options);
  return suppressBatch(boxes, scores, options, new Map(inputs.map((tensor) => [tensor, Float32Array.from(tensor.dataSync())])));
}

/** {@link batchMultiClassNonMaxSuppression}, waiting for the tensors' values. */
export async function batchMultiClassNonMaxSuppressionAsync(
  boxes: tf.Tensor4D,
  scores: tf.Tensor3D,
  options: BatchNonMaxSuppressionOptions = {},
): Promise<BatchDetections> {
  checkShapes(boxes, scores, options);
  const inputs = inputTensors(boxes, scores, options);
  const values = await Promise.all(inputs.map(async (tensor) => [tensor, Float32Array.from(await tensor.data())] as const));
  return suppressBatch(boxes, scores, options, new Map(values));
}

function inputTensors(boxes: tf.Tensor, scores: tf.Tensor, options: BatchNonMaxSuppressionOptions): tf.Tensor[] {
  const {clipWindow, numValidBoxes, masks, additionalFields} = options;
  const given = [boxes, scores, clipWindow, numValidBoxes, masks, ...Object.values(additionalFields ?? {})];
  return given.filter((tensor) => tensor !== undefined);
}

function suppressBatch(
  boxes: tf.Tensor4D,
  scores: tf.Tensor3D,
  options: BatchNonMaxSuppressionOptions,
  values: ReadonlyMap<tf.Tensor, Float32Array>,
): BatchDetections {
  const [batch, rows, boxesPerRow] = boxes.shape;
  const numClasses = scores.shape[2];
  const {clipWindow, numValidBoxes, masks, additionalFields, ...rest} = options;
  const of = (tensor: tf.Tensor): Float32Array => values.get(tensor) as Float32Array;
  const windows = clipWindow === undefined ? defaultWindow(of(boxes), options) : of(clipWindow);

  const found: SelectedDetections[] = [];
  for (let image = 0; image < batch; image++) {
    const valid = numValidBoxes === undefined ? rows : (of(numValidBoxes)[image] as number);
    if (!(Number.isInteger(valid) && valid >= 0 && valid <= rows)) {
      throw new OptionError('numValidBoxes', valid, `an integer between 0 and ${rows}`);
    }
    const firstBox = image * rows * boxesPerRow * 4;
    const firstScore = image * rows * numClasses;
    const window = windows === undefined || windows.length === 4 ? windows : windows.subarray(4 * image, 4 * image + 4);
    found.push(
      multiClassNonMaxSuppression(
        of(boxes).subarray(firstBox, firstBox + valid * boxesPerRow * 4),
        of(scores).subarray(firstScore, firstScore + valid * numClasses),
        numClasses,
        {
          ...rest,
          padToMaxTotal: true,
          ...(window === undefined ? {} : {clipWindow: [...window] as unknown as [number, number, number, number]}),
        },
      ),
    );
  }

  const total = options.maxTotalDetections ?? DEFAULTS.maxTotalDetections;
  const flat = (values: readonly ArrayLike<number>[], width: number): Float32Array => {
    const all = new Float32Array(batch * total * width);
    for (const [image, part] of values.entries()) all.set(part, image * total * width);
    return all;
  };
  const boxOfRow = found.map(({rows, classes}) =>
    boxesPerRow === 1 ? rows : rows.map((row, k) => (row < 0 ? row : row * boxesPerRow + (classes[k] as number) - 1)),
  );
  const rowOfFound = found.map((image) => image.rows);
  const gather = (tensor: tf.Tensor, skip: number, indices: readonly Int32Array[]): tf.Tensor => {
    const inner = tensor.shape.slice(skip);
    return tf.tensor(
      gatherPadded(
        of(tensor),
        batch,
        inner.reduce((size, side) => size * side, 1),
        indices,
      ),
      [batch, total, ...inner],
      'float32',
    );
  };
  const fields = additionalFields === undefined ? undefined : Object.entries(additionalFields);
  return {
    boxes: tf.tensor3d(
      flat(
        found.map((image) => image.boxes),
        4,
      ),
      [batch, total, 4],
    ), // [B, D, 4]
    scores: tf.tensor2d(
      flat(
        found.map((image) => image.scores),
        1,
      ),
      [batch, total],
    ), // [B, D]
    classes: tf.tensor2d(
      flat(
        found.map(({classes}) => classes.map((id) => Math.max(0, id - 1))),
        1,
      ),
      [batch, total],
    ), // [B, D]
    numDetections: tf.tensor1d(
      Int32Array.from(found, ({count}) => count),
      'int32',
    ), // [B]
    masks: masks === undefined ? undefined : (gather(masks, 3, boxOfRow) as tf.Tensor4D), // [B, D, height, width]
    additionalFields:
      fields === undefined ? undefined : Object.fromEntries(fields.map(([name, field]) => [name, gather(field, 2, rowOfFound)])),
  };
}

/** The window around all boxes of the batch, for the revisions that take it; undefined where there is none to take. */
function defaultWindow(boxes: Float32Array, {revision, method}: BatchNonMaxSuppressionOptions): Float32Array | undefined {
  if (boxes.length === 0 || revision === 'E1' || method === 'combined') return undefined;
  const window = Float32Array.of(Infinity, Infinity, -Infinity, -Infinity);
  for (let k = 0; k < boxes.length; k++) {
    const corner = k % 4;
    // Rows of NaN are refused later, by name.
    window[corner] =
      corner < 2 ? Math.min(window[corner] as number, boxes[k] as number) : Math.max(window[corner] as number, boxes[k] as number);
  }
  return window.every(Number.isFinite) ? window : undefined;
}

function checkShapes(boxes: tf.Tensor, scores: tf.Tensor, options: BatchNonMaxSuppressionOptions): void {
  const [batch, rows, numClasses] = scores.shape;
  if (scores.rank !== 3 || !(numClasses !== undefined && numClasses > 0))
    throw new ShapeError('scores', scores.shape, '[B, N, K], with K of at least 1');
  const [, , boxesPerRow] = boxes.shape;
  const expected = `[${batch}, ${rows}, 1 or ${numClasses}, 4], as scores`;
  if (boxes.rank !== 4 || boxes.shape[3] !== 4 || boxes.shape[0] !== batch || boxes.shape[1] !== rows)
    throw new ShapeError('boxes', boxes.shape, expected);
  if (boxesPerRow !== 1 && boxesPerRow !== numClasses) throw new ShapeError('boxes', boxes.shape, expected);
  const {clipWindow, numValidBoxes, masks, additionalFields, changeCoordinateFrame, maxTotalDetections} = options;
  if (maxTotalDetections === Infinity) throw new OptionError('maxTotalDetections', Infinity, 'finite, as results are padded to it');
  if (changeCoordinateFrame === true && clipWindow === undefined) {
    throw new OptionError('changeCoordinateFrame', true, 'false without a clipWindow to relate to');
  }
  if (clipWindow !== undefined && !['4', `${batch},4`].includes(clipWindow.shape.join())) {
    throw new ShapeError('clipWindow', clipWindow.shape, `[4] or [${batch}, 4]`);
  }
  if (numValidBoxes !== undefined && numValidBoxes.shape.join() !== `${batch}`)
    throw new ShapeError('numValidBoxes', numValidBoxes.shape, `[${batch}]`);
  if (masks !== undefined && (masks.rank !== 5 || masks.shape.slice(0, 3).join() !== boxes.shape.slice(0, 3).join())) {
    throw new ShapeError('masks', masks.shape, `[${batch}, ${rows}, ${boxesPerRow}, height, width], as boxes`);
  }
  for (const [name, field] of Object.entries(additionalFields ?? {})) {
    if (field.shape[0] !== batch || field.shape[1] !== rows)
      throw new ShapeError(`additionalFields.${name}`, field.shape, `[${batch}, ${rows}, ...]`);
  }
}
