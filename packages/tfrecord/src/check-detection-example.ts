import {DETECTION_KEYS, FLAGS, NUMBERS, SIDES, TEXTS} from './detection-keys.ts';
import type {DetectionExample} from './detection-keys.ts';
import {FeatureError} from './errors/feature-error.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/** Refuses what no record may hold, whether it is about to be written or was just read; see {@link encodeDetectionExample}. */
export function checkLists(example: DetectionExample, source: string, {textsOptional}: {textsOptional: boolean}): void {
  const {boxes, labels, texts, size, detections, imageLabels, keypoints, masks, multiclassScores} = example;
  const count = labels.length;
  const length = (key: string, found: number, expected = count): void => {
    if (found !== expected) fail(source, key, `has ${found} values`, `${expected}, one for each label`);
  };
  length(DETECTION_KEYS.ymin, boxes.length / 4);
  if (!textsOptional || texts.length > 0) length(DETECTION_KEYS.text, texts.length);
  checkBoxes(boxes, (side) => DETECTION_KEYS[side], source);
  checkLabels(labels, DETECTION_KEYS.label, source);
  for (const name of [...FLAGS, ...NUMBERS, ...TEXTS]) {
    const values = example[name];
    if (values !== undefined) length(DETECTION_KEYS[name], values.length);
  }
  for (const name of FLAGS) checkValues(example[name], DETECTION_KEYS[name], source, '0 or 1', (flag) => flag <= 1);
  for (const name of NUMBERS) {
    checkValues(example[name], DETECTION_KEYS[name], source, 'a finite number of at least 0', (value) => value >= 0 && value < Infinity);
  }
  if (masks !== undefined)
    length(DETECTION_KEYS.masks, masks.length, masks instanceof Float32Array ? count * size.height * size.width : count);
  for (const [key, values, step] of [
    [DETECTION_KEYS.keypointY, keypoints, 2],
    [DETECTION_KEYS.multiclassScores, multiclassScores, 1],
  ] as const) {
    if (values === undefined || values.length === 0) continue;
    if (count === 0 || values.length % (count * step) !== 0)
      fail(source, key, `has ${values.length / step} values`, `a multiple of the ${count} labels`);
    checkValues(values, key, source, 'a finite number', Number.isFinite);
  }
  if (imageLabels !== undefined) {
    checkLabels(imageLabels.labels, DETECTION_KEYS.imageLabel, source);
    if (!textsOptional || imageLabels.texts.length > 0)
      length(DETECTION_KEYS.imageText, imageLabels.texts.length, imageLabels.labels.length);
  }
  if (detections !== undefined) {
    length(DETECTION_KEYS.detectionYmin, detections.boxes.length / 4, detections.labels.length);
    length(DETECTION_KEYS.detectionScore, detections.scores.length, detections.labels.length);
    checkLabels(detections.labels, DETECTION_KEYS.detectionLabel, source);
    checkValues(detections.scores, DETECTION_KEYS.detectionScore, source, 'a number in [0, 1]', (score) => score >= 0 && score <= 1);
    checkValues(detections.boxes, DETECTION_KEYS.detectionYmin, source, 'a finite number', Number.isFinite);
  }
}

/** Refuses what only a writer can get wrong: the picture itself. */
export function checkPicture(example: DetectionExample, source: string): void {
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
}

function checkBoxes(boxes: Float32Array, keyOf: (side: (typeof SIDES)[number]) => string, source: string): void {
  for (let at = 0; at < boxes.length; at += 1) {
    const value = boxes[at] as number;
    const least = at % 4 >= 2 ? (boxes[at - 2] as number) : 0;
    if (value >= least && value <= 1) continue;
    const [side, row] = [SIDES[at % 4] as (typeof SIDES)[number], Math.floor(at / 4)];
    if (!(value >= 0 && value <= 1)) fail(source, keyOf(side), `is ${value} at position ${row}`, 'a number in [0, 1]');
    fail(source, keyOf(side), `is ${value} at position ${row}, below the box's ${SIDES[(at % 4) - 2]} of ${least}`, 'min <= max');
  }
}

function checkLabels(labels: Int32Array, key: string, source: string): void {
  checkValues(labels, key, source, 'label-map ids, which start at 1', (label) => label >= 1);
}

function checkValues(
  values: ArrayLike<number> | undefined,
  key: string,
  source: string,
  expected: string,
  holds: (value: number) => boolean,
): void {
  for (let row = 0; row < (values?.length ?? 0); row += 1) {
    const value = values?.[row] as number;
    if (!holds(value)) fail(source, key, `is ${value} at position ${row}`, expected);
  }
}

function fail(source: string, key: string, found: string, expected: string): never {
  throw new FeatureError({source, key, found, expected});
}
