import {OidError} from '@oid/core';

/** A state cannot be merged into an evaluator: it is none, or comes from one with other options. Code `metrics/invalid-state`. */
export class StateError extends OidError {
  override readonly name = 'StateError';
  readonly detail: {field: string; found: string; expected: string};

  constructor(field: string, found: string, expected: string, options?: ErrorOptions) {
    super(
      'metrics/invalid-state',
      `state.${field} is ${found}, but must be ${expected}. Merge only what state() of an evaluator of the same kind and options has given.`,
      options,
    );
    this.detail = {field, found, expected};
  }
}

/** Compares what a state must share with the evaluator that takes it, as JSON. @throws {@link StateError} for the first that does not. */
export function checkSameState(state: object, own: object): void {
  for (const [field, value] of Object.entries(own)) {
    const [found, expected] = [JSON.stringify((state as Record<string, unknown> | null)?.[field]), JSON.stringify(value)];
    if (found !== expected) throw new StateError(field, shorten(found), shorten(expected));
  }
}

function shorten(text: string | undefined): string {
  return text === undefined ? 'missing' : text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** @throws {@link StateError} unless the column has as many numbers as it must, all finite and of at least `least`. */
export function checkColumn(
  field: string,
  column: unknown,
  length: number | undefined,
  bounds: {least?: number; most?: number} = {},
): void {
  if (!Array.isArray(column) || (length !== undefined && column.length !== length)) {
    const found = Array.isArray(column) ? `a list of ${column.length}` : `no list`;
    throw new StateError(field, found, length === undefined ? 'a list' : `a list of ${length} numbers`);
  }
  const {least = -Infinity, most = Infinity} = bounds;
  for (const value of column) {
    if (Number.isFinite(value) && value >= least && value <= most) continue;
    throw new StateError(
      field,
      `a list with ${String(value)}`,
      `a list of numbers${least === -Infinity ? '' : ` from ${least} to ${most}`}`,
    );
  }
}

/** @throws {@link StateError} unless it is a list of image ids, each once. */
export function checkImages(images: unknown): void {
  const fits = Array.isArray(images) && images.every((id) => typeof id === 'string') && new Set(images).size === images.length;
  if (!fits) throw new StateError('images', Array.isArray(images) ? 'another list' : 'no list', 'a list of image ids, each once');
}

/** @throws {@link StateError} unless it is an object. */
export function checkLog(log: unknown): void {
  if (typeof log !== 'object' || log === null) throw new StateError('log', String(log), 'the log of an evaluator');
}
