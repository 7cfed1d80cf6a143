import type {ImageSize} from '@oid/core';
import {decodeExample} from './decode-example.ts';
import {encodeExample} from './encode-example.ts';
import {FeatureError} from './errors/feature-error.ts';
import {FeatureReader} from './feature-reader.ts';
import type {Feature} from './feature.ts';

/** Keys of a detection record, as the Object Detection API spells them: the thirteen that are always written, and `groupOf`. */
export const DETECTION_KEYS = {
  height: 'image/height',
  width: 'image/width',
  sha256: 'image/key/sha256',
  filename: 'image/filename',
  sourceId: 'image/source_id',
  encoded: 'image/encoded',
  format: 'image/format',
  xmin: 'image/object/bbox/xmin',
  xmax: 'image/object/bbox/xmax',
  ymin: 'image/object/bbox/ymin',
  ymax: 'image/object/bbox/ymax',
  text: 'image/object/class/text',
  label: 'image/object/class/label',
  groupOf: 'image/object/group_of',
} as const;

/** A picture with its N boxes, as it goes into and comes out of a training record. */
export type DetectionExample = {
  /** The picture's file, JPEG or PNG. Not decoded here. */
  encoded: Uint8Array;
  format: 'jpeg' | 'png';
  filename: string;
  sourceId: string;
  /** SHA-256 of `encoded`, 64 lower-case hex digits; `''` only where a file read has none. */
  sha256: string;
  /** Of the picture in `encoded`, in pixels. */
  size: ImageSize;
  /** `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalized to [0, 1]. */
  boxes: Float32Array;
  /** `[N]`, label-map ids, 1 or more. */
  labels: Int32Array;
  /** `[N]`, class names or MIDs; empty where a file read has none. */
  texts: readonly string[];
  /** `[N]`, 1 where a box holds a group of objects. */
  groupOf?: Uint8Array | undefined;
};

const UTF8 = new TextEncoder();
const SHA256 = /^[0-9a-f]{64}$/;
const SIDES = ['ymin', 'xmin', 'ymax', 'xmax'] as const;

/**
 * Encodes a training record with the thirteen keys of {@link DETECTION_KEYS}, and `image/object/group_of` when `groupOf` is given.
 * N = 0 writes empty lists.
 *
 * @throws {@link FeatureError}, which names the key, if lists differ in length, a box leaves [0, 1] or is inverted, a label is below 1, or
 * the size, format or hash is malformed.
 * @see TensorFlow Object Detection API, `tf_example_decoder`.
 */
export function encodeDetectionExample(example: DetectionExample): Uint8Array {
  const source = `example ${example.sourceId || example.filename}`;
  checkDetectionExample(example, source);
  const {boxes} = example;
  const column = (side: number): Feature => ({float: Float32Array.from(example.labels, (_, row) => boxes[row * 4 + side] as number)});
  const text = (value: string): Feature => ({bytes: [UTF8.encode(value)]});
  const features: Record<string, Feature> = {
    [DETECTION_KEYS.height]: {int64: [example.size.height]},
    [DETECTION_KEYS.width]: {int64: [example.size.width]},
    [DETECTION_KEYS.sha256]: text(example.sha256),
    [DETECTION_KEYS.filename]: text(example.filename),
    [DETECTION_KEYS.sourceId]: text(example.sourceId),
    [DETECTION_KEYS.encoded]: {bytes: [example.encoded]},
    [DETECTION_KEYS.format]: text(example.format),
    [DETECTION_KEYS.ymin]: column(0),
    [DETECTION_KEYS.xmin]: column(1),
    [DETECTION_KEYS.ymax]: column(2),
    [DETECTION_KEYS.xmax]: column(3),
    [DETECTION_KEYS.text]: {bytes: example.texts.map((value) => UTF8.encode(value))},
    [DETECTION_KEYS.label]: {int64: [...example.labels]},
  };
  if (example.groupOf !== undefined) features[DETECTION_KEYS.groupOf] = {int64: [...example.groupOf]};
  return encodeExample(features);
}

/**
 * Decodes a training record. Other keys are left alone. As the Object Detection API does, takes `jpeg` where no format is given, and
 * empty text for the file name, the source id and the hash; texts and `groupOf` may be absent. Size and labels may not.
 *
 * @returns `encoded` is a view into `bytes`.
 * @throws {@link ExampleFormatError} if the bytes are not an Example; {@link FeatureError}, which names the key, as in
 * {@link encodeDetectionExample}.
 */
export function decodeDetectionExample(bytes: Uint8Array, options: {source?: string | undefined} = {}): DetectionExample {
  const source = options.source ?? 'example';
  const reader = new FeatureReader(decodeExample(bytes, {source}), source);
  const labels = Int32Array.from(reader.integers(DETECTION_KEYS.label, {min: 1, max: 2 ** 31 - 1, required: true}));
  const columns = SIDES.map((side) => reader.floats(DETECTION_KEYS[side]));
  const boxes = new Float32Array(labels.length * 4);
  for (const [side, values] of columns.entries()) {
    checkLength(source, DETECTION_KEYS[SIDES[side] as (typeof SIDES)[number]], values.length, labels.length);
    for (const [row, value] of values.entries()) boxes[row * 4 + side] = value;
  }
  const groupOf = Uint8Array.from(reader.integers(DETECTION_KEYS.groupOf, {min: 0, max: 1}));
  const example: DetectionExample = {
    encoded: reader.single(DETECTION_KEYS.encoded),
    format: reader.format(DETECTION_KEYS.format),
    filename: reader.text(DETECTION_KEYS.filename),
    sourceId: reader.text(DETECTION_KEYS.sourceId),
    sha256: reader.text(DETECTION_KEYS.sha256),
    size: {height: reader.side(DETECTION_KEYS.height), width: reader.side(DETECTION_KEYS.width)},
    boxes,
    labels,
    texts: reader.texts(DETECTION_KEYS.text),
    ...(groupOf.length > 0 || (labels.length === 0 && reader.has(DETECTION_KEYS.groupOf)) ? {groupOf} : {}),
  };
  checkLists(example, source, {textsOptional: true});
  return example;
}

function checkDetectionExample(example: DetectionExample, source: string): void {
  for (const side of ['height', 'width'] as const) {
    const value = example.size[side];
    if (!Number.isSafeInteger(value) || value < 1) fail(source, DETECTION_KEYS[side], `is ${value}`, 'an integer of at least 1');
  }
  if (example.encoded.length === 0) fail(source, DETECTION_KEYS.encoded, 'is empty', `the picture's file`);
  if (example.format !== 'jpeg' && example.format !== 'png') {
    fail(source, DETECTION_KEYS.format, `is ${JSON.stringify(example.format)}`, `'jpeg' or 'png'`);
  }
  if (!SHA256.test(example.sha256)) {
    fail(source, DETECTION_KEYS.sha256, `is ${JSON.stringify(example.sha256)}`, '64 lower-case hex digits');
  }
  checkLists(example, source, {textsOptional: false});
}

function checkLists(example: DetectionExample, source: string, {textsOptional}: {textsOptional: boolean}): void {
  const {boxes, labels, texts, groupOf} = example;
  if (boxes.length !== labels.length * 4) {
    fail(source, DETECTION_KEYS.ymin, `has ${boxes.length / 4} values`, `${labels.length}, one for each label`);
  }
  if (!textsOptional || texts.length > 0) checkLength(source, DETECTION_KEYS.text, texts.length, labels.length);
  if (groupOf !== undefined) checkLength(source, DETECTION_KEYS.groupOf, groupOf.length, labels.length);
  for (const [row, flag] of groupOf?.entries() ?? []) {
    if (flag > 1) fail(source, DETECTION_KEYS.groupOf, `is ${flag} at position ${row}`, '0 or 1');
  }
  for (const [row, label] of labels.entries()) {
    if (label < 1) fail(source, DETECTION_KEYS.label, `is ${label} at position ${row}`, 'label-map ids, which start at 1');
  }
  for (const [at, value] of boxes.entries()) {
    const key = DETECTION_KEYS[SIDES[at % 4] as (typeof SIDES)[number]];
    const row = Math.floor(at / 4);
    if (!(value >= 0 && value <= 1)) fail(source, key, `is ${value} at position ${row}`, 'a number in [0, 1]');
    if (at % 4 >= 2 && value < (boxes[at - 2] as number)) {
      fail(source, key, `is ${value} at position ${row}, below the box's ${SIDES[(at % 4) - 2]} of ${boxes[at - 2]}`, 'min <= max');
    }
  }
}

function checkLength(source: string, key: string, found: number, labels: number): void {
  if (found !== labels) fail(source, key, `has ${found} values`, `${labels}, one for each label`);
}

function fail(source: string, key: string, found: string, expected: string): never {
  throw new FeatureError({source, key, found, expected});
}
