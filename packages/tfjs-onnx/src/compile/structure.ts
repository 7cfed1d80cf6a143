import * as tf from '@tensorflow/tfjs-core';
import {CompileRefusedError} from '../errors/compile-refused-error.ts';

/** A function's result without its tensors: where they stood, and everything else as it was. */
export type Structure =
  | {readonly kind: 'tensor'; readonly index: number}
  | {readonly kind: 'list'; readonly items: readonly Structure[]}
  | {readonly kind: 'record'; readonly entries: readonly (readonly [string, Structure])[]}
  | {readonly kind: 'other'; readonly value: unknown};

/**
 * Takes a result apart into its tensors and the structure around them.
 *
 * @throws {@link CompileRefusedError} for a promise.
 */
export function takeApart(result: unknown, tensors: tf.Tensor[]): Structure {
  if (result instanceof tf.Tensor) return {kind: 'tensor', index: tensors.push(result) - 1};
  if (result instanceof Promise) {
    result.catch(() => undefined);
    throw new CompileRefusedError('asynchronous', 'it returns a promise', 'Await inside the caller instead.');
  }
  if (Array.isArray(result)) return {kind: 'list', items: result.map((item) => takeApart(item, tensors))};
  if (result !== null && typeof result === 'object' && Object.getPrototypeOf(result) === Object.prototype) {
    return {kind: 'record', entries: Object.entries(result).map(([name, item]) => [name, takeApart(item, tensors)] as const)};
  }
  return {kind: 'other', value: result};
}

/** Puts tensors back into a structure. */
export function putTogether(structure: Structure, tensors: readonly tf.Tensor[]): unknown {
  switch (structure.kind) {
    case 'tensor':
      return tensors[structure.index];
    case 'list':
      return structure.items.map((item) => putTogether(item, tensors));
    case 'record':
      return Object.fromEntries(structure.entries.map(([name, item]) => [name, putTogether(item, tensors)]));
    default:
      return structure.value;
  }
}
