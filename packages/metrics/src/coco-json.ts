import {SavedRowError} from './errors/saved-row-error.ts';

/** What of a COCO instances file the metrics need; other members may be there. Boxes `[x, y, width, height]` in pixels. */
export type CocoInstances = {
  images: readonly {id: number | string}[];
  categories: readonly {id: number; name?: string | undefined}[];
  annotations: readonly {
    image_id: number | string;
    category_id: number;
    bbox: readonly number[];
    /** Square pixels; that of the box where left out. */
    area?: number | undefined;
    iscrowd?: number | boolean | undefined;
  }[];
};

/** One row of a COCO results file. */
export type CocoDetection = {image_id: number | string; category_id: number; bbox: readonly number[]; score: number};

/**
 * Reads a COCO instances file. Its rows are checked where they are used, by `evaluateCoco`.
 *
 * @param options - `source` names the file in errors.
 * @throws SavedRowError (`metrics/invalid-row`) if it is no JSON, or without the lists `images`, `categories` and `annotations`.
 */
export function parseCocoInstances(text: string, {source = 'instances'}: {source?: string | undefined} = {}): CocoInstances {
  const value = parseJson(text, source) as Partial<CocoInstances> | null;
  for (const field of ['images', 'categories', 'annotations'] as const) {
    if (!Array.isArray(value?.[field])) throw new SavedRowError(source, undefined, field, value?.[field], 'a list');
  }
  return value as CocoInstances;
}

/**
 * Reads a COCO results file: a list of detections. Its rows are checked where they are used, by `evaluateCoco`.
 *
 * @param options - `source` names the file in errors.
 * @throws SavedRowError (`metrics/invalid-row`) if it is no JSON list.
 */
export function parseCocoResults(text: string, {source = 'results'}: {source?: string | undefined} = {}): CocoDetection[] {
  const value = parseJson(text, source);
  if (!Array.isArray(value)) throw new SavedRowError(source, undefined, 'file', value, 'a list of detections');
  return value as CocoDetection[];
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SavedRowError(source, undefined, 'file', text.slice(0, 40), 'JSON', {cause});
  }
}
