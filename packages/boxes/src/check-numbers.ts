import {ShapeError} from '@oid/core';
import {InvalidClassError} from './errors/invalid-class-error.ts';
import {InvalidNumberError} from './errors/invalid-number-error.ts';

/** Throws ShapeError unless `array` has `length` elements. */
export function checkLength(array: {readonly length: number}, argument: string, length: number, meaning: string): void {
  if (array.length !== length) throw new ShapeError(argument, [array.length], `[${length}], ${meaning}`);
}

/** Throws InvalidNumberError for the first element that is NaN. */
export function checkNoNaN(values: Float32Array, argument: string): void {
  for (let k = 0; k < values.length; k++) {
    if (Number.isNaN(values[k])) throw new InvalidNumberError(argument, k, NaN, 'a number');
  }
}

/** Throws InvalidNumberError for the first weight that is not finite and at least 0. */
export function checkWeights(weights: Float32Array, argument: string): void {
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] as number;
    if (!(weight >= 0 && weight < Infinity)) throw new InvalidNumberError(argument, k, weight, 'finite and at least 0');
  }
}

/** Throws InvalidClassError for the first class that is not a label-map id from 1 to `numClasses`, where that is given. */
export function checkClasses(classes: Int32Array, argument: string, numClasses: number | undefined): void {
  for (let i = 0; i < classes.length; i++) {
    const classId = classes[i] as number;
    if (classId < 1 || (numClasses !== undefined && classId > numClasses)) throw new InvalidClassError(argument, i, classId, numClasses);
  }
}
