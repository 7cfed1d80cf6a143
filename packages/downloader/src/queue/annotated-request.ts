import {OptionError} from '@oid/core';
import type {PhotoRequest} from '../photo-request.ts';

/** A photo to fetch, with what its record shall say. Plain arrays, as lists of requests are JSON. */
export type AnnotatedRequest = PhotoRequest & {
  /** `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalized to [0, 1]. */
  boxes: readonly number[];
  /** `[N]`, label-map ids, 1 or more. */
  labels: readonly number[];
  /** `[N]`, MIDs or class names. */
  texts: readonly string[];
  /** `[N]`; `null` is Open Images' "not judged". @default all not judged */
  groupOf?: readonly (boolean | null)[] | undefined;
};

/** @throws OptionError for a request whose annotations are missing or of unequal length. What they say, the record's writer checks. */
export function checkAnnotations(request: PhotoRequest): asserts request is AnnotatedRequest {
  const {imageId, boxes, labels, texts, groupOf} = request as Partial<AnnotatedRequest>;
  if (!Array.isArray(labels)) throw new OptionError(`labels of ${imageId}`, labels, 'an array, as records are asked for');
  const check = (name: string, list: unknown, length: number): void => {
    if (Array.isArray(list) && list.length === length) return;
    throw new OptionError(`${name} of ${imageId}`, Array.isArray(list) ? `of length ${list.length}` : list, `an array of ${length}`);
  };
  check('boxes', boxes, 4 * labels.length);
  check('texts', texts, labels.length);
  if (groupOf !== undefined) check('groupOf', groupOf, labels.length);
}
