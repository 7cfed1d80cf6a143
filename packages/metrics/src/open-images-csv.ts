import type {Detections, GroundTruth} from '@oid/core';
import {SavedRowError} from './errors/saved-row-error.ts';
import type {ImageLabels} from './expand-hierarchy.ts';

export type OpenImagesCsvOptions = {
  /** Class id of each label name (MID). */
  classIds: ReadonlyMap<string, number>;
  /** Names the file in errors. @default the kind of table */
  source?: string | undefined;
  /** What to do with a row whose label name is not in `classIds`. @default 'throw' */
  onUnknownClass?: 'throw' | 'skip' | undefined;
};

/**
 * Reads detections in the challenge's submission format, `ImageID,LabelName,Score,XMin,XMax,YMin,YMax`; columns are found by name.
 *
 * @returns by image id, in the order of first rows; each image's sorted by score, equals as they stand.
 * @throws SavedRowError (`metrics/invalid-row`) naming the line: a column that is missing, a label name that is unknown, a number that is none.
 */
export function parseOpenImagesDetections(text: string, options: OpenImagesCsvOptions): Map<string, Detections> {
  const numbers = ['Score', 'XMin', 'XMax', 'YMin', 'YMax'] as const;
  const images = new Map<string, {classId: number; values: number[]}[]>();
  for (const row of readRows(text, numbers, [], {...options, source: options.source ?? 'detections'})) {
    addTo(images, row.imageId, row);
  }
  return new Map([...images].map(([imageId, rows]) => [imageId, detectionsOf(rows)]));
}

/**
 * Reads ground-truth boxes by their columns' names: `ImageID`, `LabelName`, `XMin`, `XMax`, `YMin`, `YMax`, and `IsGroupOf` where it is there.
 * Both the release's tables and the challenge's will do.
 *
 * @returns by image id, in the order of first rows. An `IsGroupOf` of -1, not judged, counts as no group.
 * @throws SavedRowError (`metrics/invalid-row`) as for detections; for a box that ends before it starts, too.
 */
export function parseOpenImagesBoxes(text: string, options: OpenImagesCsvOptions): Map<string, GroundTruth> {
  const source = options.source ?? 'boxes';
  const images = new Map<string, {classId: number; values: number[]; optional: (number | undefined)[]}[]>();
  for (const row of readRows(text, ['XMin', 'XMax', 'YMin', 'YMax'], ['IsGroupOf'], {...options, source})) {
    const [xmin, xmax, ymin, ymax] = row.values as [number, number, number, number];
    if (xmin > xmax) throw new SavedRowError(source, row.line, 'XMax', xmax, `at least XMin, ${xmin}`);
    if (ymin > ymax) throw new SavedRowError(source, row.line, 'YMax', ymax, `at least YMin, ${ymin}`);
    addTo(images, row.imageId, row);
  }
  const truthOf = (rows: readonly {classId: number; values: number[]; optional: (number | undefined)[]}[]): GroundTruth => ({
    boxes: Float32Array.from(rows.flatMap(({values: [xmin, xmax, ymin, ymax]}) => [ymin, xmin, ymax, xmax] as number[])),
    classes: Int32Array.from(rows, ({classId}) => classId),
    groupOf: Uint8Array.from(rows, ({optional}) => (optional[0] === 1 ? 1 : 0)),
  });
  return new Map([...images].map(([imageId, rows]) => [imageId, truthOf(rows)]));
}

/**
 * Reads verified image labels by their columns' names: `ImageID`, `LabelName` and `Confidence`, 1 for present and 0 for absent.
 *
 * @returns by image id, in the order of first rows; each class once.
 * @throws SavedRowError (`metrics/invalid-row`) as for detections; for another confidence, as machine-made labels have it.
 */
export function parseOpenImagesLabels(text: string, options: OpenImagesCsvOptions): Map<string, ImageLabels> {
  const source = options.source ?? 'labels';
  const images = new Map<string, {present: Set<number>; absent: Set<number>}>();
  for (const {line, imageId, classId, values} of readRows(text, ['Confidence'], [], {...options, source})) {
    const confidence = values[0] as number;
    if (confidence !== 0 && confidence !== 1) {
      throw new SavedRowError(source, line, 'Confidence', confidence, '1 or 0, as people verify labels; leave machine-made ones out');
    }
    let labels = images.get(imageId);
    if (labels === undefined) images.set(imageId, (labels = {present: new Set(), absent: new Set()}));
    (confidence === 1 ? labels.present : labels.absent).add(classId);
  }
  const listsOf = ({present, absent}: {present: Set<number>; absent: Set<number>}): ImageLabels => ({
    present: Int32Array.from(present),
    absent: Int32Array.from(absent),
  });
  return new Map([...images].map(([imageId, labels]) => [imageId, listsOf(labels)]));
}

/**
 * Writes detections in the challenge's submission format; numbers as the shortest that read back equal as float32.
 *
 * @param labelNames - label name (MID) of each class id.
 * @throws SavedRowError (`metrics/invalid-row`) for a class id without a name.
 */
export function formatOpenImagesDetections(
  detections: ReadonlyMap<string, Detections>,
  {labelNames}: {labelNames: ReadonlyMap<number, string>},
): string {
  const lines = ['ImageID,LabelName,Score,XMin,XMax,YMin,YMax'];
  for (const [imageId, {boxes, scores, classes, count}] of detections) {
    for (let row = 0; row < count; row++) {
      const name = labelNames.get(classes[row] as number);
      if (name === undefined) throw new SavedRowError(`detections of ${imageId}`, row, 'class', classes[row], 'an id that labelNames has');
      const [ymin, xmin, ymax, xmax] = boxes.subarray(4 * row, 4 * row + 4);
      lines.push([imageId, name, ...[scores[row], xmin, xmax, ymin, ymax].map((value) => shortest(value as number))].join(','));
    }
  }
  return `${lines.join('\n')}\n`;
}

type Row = {line: number; imageId: string; classId: number; values: number[]; optional: (number | undefined)[]};

/** The tables have no quoted fields. Lines may end in CR LF; empty ones are passed over. */
function* readRows(
  text: string,
  required: readonly string[],
  optional: readonly string[],
  {classIds, source, onUnknownClass = 'throw'}: OpenImagesCsvOptions & {source: string},
): Generator<Row> {
  const lines = text.split('\n');
  const header = (lines[0] as string)
    .replace(/^\ufeff/, '')
    .trim()
    .split(',');
  const columnOf = (field: string): number => {
    const column = header.indexOf(field);
    if (column === -1) throw new SavedRowError(source, 1, 'header', lines[0], `a list of columns that has ${field}`);
    return column;
  };
  const [imageColumn, labelColumn] = [columnOf('ImageID'), columnOf('LabelName')];
  const columns = required.map(columnOf);
  for (let index = 1; index < lines.length; index++) {
    const text = (lines[index] as string).trim();
    if (text === '') continue;
    const fields = text.split(',');
    const line = index + 1;
    const read = (column: number): number => {
      const value = fields[column] === undefined || fields[column].trim() === '' ? NaN : Number(fields[column]);
      if (!Number.isFinite(value)) throw new SavedRowError(source, line, header[column] as string, fields[column], 'a finite number');
      return value;
    };
    const values = columns.map(read);
    const [imageId, labelName] = [fields[imageColumn] as string, fields[labelColumn] as string];
    if (imageId === '') throw new SavedRowError(source, line, 'ImageID', imageId, 'an image id');
    const classId = classIds.get(labelName);
    if (classId === undefined && onUnknownClass === 'skip') continue;
    if (classId === undefined)
      throw new SavedRowError(source, line, 'LabelName', labelName, "a class that is known; {onUnknownClass: 'skip'} drops others");
    yield {line, imageId, classId, values, optional: optional.map((field) => (header.includes(field) ? read(columnOf(field)) : undefined))};
  }
}

function detectionsOf(rows: readonly {classId: number; values: number[]}[]): Detections {
  const sorted = [...rows].sort((a, b) => (b.values[0] as number) - (a.values[0] as number));
  return {
    boxes: Float32Array.from(sorted.flatMap(({values: [, xmin, xmax, ymin, ymax]}) => [ymin, xmin, ymax, xmax] as number[])),
    scores: Float32Array.from(sorted, ({values}) => values[0] as number),
    classes: Int32Array.from(sorted, ({classId}) => classId),
    count: sorted.length,
  };
}

function addTo<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The shortest decimals that give the same float32. */
function shortest(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}
