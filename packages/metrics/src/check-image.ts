import {checkBoxes, InvalidBoxError} from '@oid/boxes';
import {checkFinite, checkRange, ShapeError} from '@oid/core';
import type {Detections, GroundTruth, ImageSize} from '@oid/core';
import {ClassRangeError} from './errors/class-range-error.ts';

/** @throws what an evaluator's `add` says of ground truth. `numClasses` undefined leaves the classes unchecked. */
export function checkGroundTruth({boxes, classes, groupOf, difficult}: GroundTruth, numClasses: number | undefined): void {
  checkBoxes(boxes, 'groundTruth.boxes');
  const count = boxes.length / 4;
  checkLength('groundTruth.classes', classes, count);
  if (groupOf !== undefined) checkLength('groundTruth.groupOf', groupOf, count);
  if (difficult !== undefined) checkLength('groundTruth.difficult', difficult, count);
  if (numClasses !== undefined) checkClasses('groundTruth.classes', classes, numClasses);
}

/** @throws what an evaluator's `add` says of detections. `numClasses` undefined leaves the classes unchecked. */
export function checkDetections({boxes, scores, classes, count}: Detections, numClasses: number | undefined): void {
  checkLength('detections.boxes', boxes, 4 * count);
  checkLength('detections.scores', scores, count);
  checkLength('detections.classes', classes, count);
  for (let k = 0; k < boxes.length; k++) {
    if (Number.isFinite(boxes[k])) continue;
    const row = Math.floor(k / 4);
    throw new InvalidBoxError('detections.boxes', row, [...boxes.subarray(4 * row, 4 * row + 4)], 'finite');
  }
  checkFinite(scores, 'detections.scores');
  if (numClasses !== undefined) checkClasses('detections.classes', classes, numClasses);
}

/** @throws OptionError (`core/option`) for a height or width below one pixel. */
export function checkSize({height, width}: ImageSize): void {
  checkRange('size.height', height, {min: 1, max: 1e6});
  checkRange('size.width', width, {min: 1, max: 1e6});
}

/** @throws ShapeError (`core/shape`) for a column of another length. */
export function checkLength(argument: string, column: {readonly length: number}, expected: number): void {
  if (column.length !== expected) throw new ShapeError(argument, [column.length], `[${expected}]`);
}

/** @throws {@link ClassRangeError} for the first class outside 1 to `numClasses`. */
export function checkClasses(argument: string, classes: Int32Array, numClasses: number): void {
  for (let i = 0; i < classes.length; i++) {
    const classId = classes[i] as number;
    if (classId < 1 || classId > numClasses) throw new ClassRangeError(argument, i, classId, numClasses);
  }
}
