import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {parseImageId, parseMid} from '@oid/core';
import type {ImageId, Mid} from '@oid/core';
import {writeFileAtomic} from '@oid/core/node';
import type {ClassList} from '../class-list.ts';
import {MalformedPointError} from '../errors/malformed-point-error.ts';
import type {Point} from '../group-points.ts';
import {translateClasses} from '../translate-classes.ts';
import {TextFile} from './text-file.ts';

/** A box as the walk-through of the 2017 release writes it. */
export type TutorialAnnotation = {id: ImageId; label: Mid; confidence: number; x0: number; x1: number; y0: number; y1: number};

/** What its files hold. `points` and `images` stand in the same order. */
export type TutorialFiles = {
  points: {id: ImageId; annotations: TutorialAnnotation[]}[];
  images: {id: ImageId; url: string}[];
  /** Display names without quotes and back-ticks, in the order of the label map. */
  translatedClasses: string[];
};

/**
 * Writes a small selection as the walk-through does: `points.json`, `images.json` (of the images that have boxes) and `translated_classes.json`.
 * Streamed out, but JSON arrays are read whole; for large selections there are `points/<split>.ndjson`. Every confidence is 1, as in every
 * published box table.
 *
 * @throws UnknownClassError for a class that is not in the list.
 */
export async function writeTutorialFiles(
  folder: string,
  points: Iterable<Point> | AsyncIterable<Point>,
  {classes, mids}: {classes: ClassList; mids: readonly Mid[]},
): Promise<void> {
  const translated = translateClasses(mids, classes);
  await TextFile.writeAll([join(folder, 'points.json'), join(folder, 'images.json')], async ([pointFile, imageFile]) => {
    let separator = '[\n';
    for await (const {imageId: id, image, boxes, classes: labels} of points) {
      const annotations = labels.map((label, n): TutorialAnnotation => {
        const [y0, x0, y1, x1] = boxes.subarray(4 * n, 4 * n + 4) as unknown as [number, number, number, number];
        return {id, label, confidence: 1, x0, x1, y0, y1};
      });
      await pointFile.write(`${separator}${JSON.stringify({id, annotations})}`);
      await imageFile.write(`${separator}${JSON.stringify({id, url: image.originalUrl})}`);
      separator = ',\n';
    }
    const end = separator === ',\n' ? '\n]\n' : '[]\n';
    await pointFile.write(end);
    await imageFile.write(end);
  });
  await writeFileAtomic(join(folder, 'translated_classes.json'), `${JSON.stringify(translated, null, 2)}\n`);
}

/** Reads what {@link writeTutorialFiles} wrote, or files of the same form. @throws {@link MalformedPointError}, InvalidIdError. */
export async function readTutorialFiles(folder: string): Promise<TutorialFiles> {
  const list = async (name: string): Promise<{entries: unknown[]; path: string}> => {
    const path = join(folder, name);
    try {
      const value: unknown = JSON.parse(await readFile(path, 'utf8'));
      if (Array.isArray(value)) return {entries: value, path};
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw new MalformedPointError(path, 'the file is no JSON array');
  };
  const points = await list('points.json');
  const images = await list('images.json');
  const names = await list('translated_classes.json');
  return {
    points: points.entries.map((entry, n) => toPoint(entry, `${points.path}: entry ${n}`)),
    images: images.entries.map((entry, n) => {
      const where = `${images.path}: entry ${n}`;
      const {id, url} = record(entry, where);
      return {id: parseImageId(text(id, where), where), url: text(url, where)};
    }),
    translatedClasses: names.entries.map((entry, n) => text(entry, `${names.path}: entry ${n}`)),
  };
}

function toPoint(entry: unknown, where: string): TutorialFiles['points'][number] {
  const {id, annotations} = record(entry, where);
  if (!Array.isArray(annotations)) throw new MalformedPointError(where, 'annotations is no list');
  const imageId = parseImageId(text(id, where), where);
  return {
    id: imageId,
    annotations: annotations.map((annotation): TutorialAnnotation => {
      const fields = record(annotation, where);
      const [x0, x1, y0, y1, confidence] = ['x0', 'x1', 'y0', 'y1', 'confidence'].map((name) => fields[name]) as number[];
      const values = {x0, x1, y0, y1, confidence} as Record<'x0' | 'x1' | 'y0' | 'y1' | 'confidence', number>;
      for (const [name, value] of Object.entries(values)) {
        if (typeof value !== 'number' || !(value >= 0 && value <= 1))
          throw new MalformedPointError(where, `${name} is no number between 0 and 1`);
      }
      if (values.x0 > values.x1 || values.y0 > values.y1) throw new MalformedPointError(where, 'a box has its sides in the wrong order');
      return {id: imageId, label: parseMid(text(fields['label'], where), where), ...values};
    }),
  };
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new MalformedPointError(where, 'an object was expected');
  return value as Record<string, unknown>;
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new MalformedPointError(where, `a text was expected, not ${JSON.stringify(value)}`);
  return value;
}
