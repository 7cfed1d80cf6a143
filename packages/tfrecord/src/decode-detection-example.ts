import {checkLists} from './check-detection-example.ts';
import {decodeExample} from './decode-example.ts';
import {DETECTION_KEYS, FLAGS, NUMBERS, SIDES, TEXTS} from './detection-keys.ts';
import type {DetectionExample} from './detection-keys.ts';
import {FeatureError} from './errors/feature-error.ts';
import {FeatureReader} from './feature-reader.ts';

const MAX_LABEL = 2 ** 31 - 1;

/**
 * Decodes a training record. Keys outside {@link DETECTION_KEYS} are left alone. As the Object Detection API does, takes `jpeg` where no format
 * is given, and empty text for the file name, the source id and the hash; texts and everything optional may be absent, and an empty list
 * counts as absent where there are boxes. Size and labels may not. A flag of -1, which Open Images' converter writes for "not judged",
 * reads as 0.
 *
 * @returns `encoded` and other byte strings are views into `bytes`.
 * @throws {@link ExampleFormatError} if the bytes are not an Example; {@link FeatureError}, which names the key, as in
 * {@link encodeDetectionExample}.
 */
export function decodeDetectionExample(bytes: Uint8Array, options: {source?: string | undefined} = {}): DetectionExample {
  const source = options.source ?? 'example';
  const reader = new FeatureReader(decodeExample(bytes, {source}), source);
  const labels = Int32Array.from(reader.integers(DETECTION_KEYS.label, {min: 1, max: MAX_LABEL, required: true}));
  const example: DetectionExample = {
    encoded: reader.single(DETECTION_KEYS.encoded),
    format: reader.format(DETECTION_KEYS.format),
    filename: reader.text(DETECTION_KEYS.filename),
    sourceId: reader.text(DETECTION_KEYS.sourceId),
    sha256: reader.text(DETECTION_KEYS.sha256),
    size: {height: reader.side(DETECTION_KEYS.height), width: reader.side(DETECTION_KEYS.width)},
    boxes: interleave(
      reader,
      SIDES.map((side) => DETECTION_KEYS[side]),
      source,
      labels.length,
    ),
    labels,
    texts: reader.texts(DETECTION_KEYS.text),
  };
  const given = (key: string): boolean => reader.count(key) > 0 || (labels.length === 0 && reader.has(key));
  for (const name of FLAGS) {
    const key = DETECTION_KEYS[name];
    if (given(key)) example[name] = Uint8Array.from(reader.integers(key, {min: -1, max: 1}), (flag) => Math.max(0, flag));
  }
  for (const name of NUMBERS) if (given(DETECTION_KEYS[name])) example[name] = reader.floats(DETECTION_KEYS[name]);
  for (const name of TEXTS) if (given(DETECTION_KEYS[name])) example[name] = reader.texts(DETECTION_KEYS[name]);
  if (given(DETECTION_KEYS.masks)) {
    example.masks = reader.isFloat(DETECTION_KEYS.masks) ? reader.floats(DETECTION_KEYS.masks) : reader.byteStrings(DETECTION_KEYS.masks);
  }
  if (given(DETECTION_KEYS.keypointY)) example.keypoints = interleave(reader, [DETECTION_KEYS.keypointY, DETECTION_KEYS.keypointX], source);
  if (given(DETECTION_KEYS.multiclassScores)) example.multiclassScores = reader.floats(DETECTION_KEYS.multiclassScores);
  readPicture(reader, example);
  readDetections(reader, example, source);
  checkLists(example, source, {textsOptional: true});
  return example;
}

/** What is known of the picture as a whole. */
function readPicture(reader: FeatureReader, example: DetectionExample): void {
  if (reader.has(DETECTION_KEYS.imageLabel) || reader.count(DETECTION_KEYS.imageText) > 0) {
    const labels = Int32Array.from(reader.integers(DETECTION_KEYS.imageLabel, {min: 1, max: MAX_LABEL}));
    example.imageLabels = {labels, texts: reader.texts(DETECTION_KEYS.imageText)};
  }
  const [channels] = reader.integers(DETECTION_KEYS.channels, {min: 1, max: MAX_LABEL});
  if (channels !== undefined) example.channels = channels;
  if (reader.count(DETECTION_KEYS.colorspace) > 0) example.colorspace = reader.text(DETECTION_KEYS.colorspace);
  if (reader.count(DETECTION_KEYS.additionalChannels) > 0)
    example.additionalChannels = reader.byteStrings(DETECTION_KEYS.additionalChannels);
}

function readDetections(reader: FeatureReader, example: DetectionExample, source: string): void {
  if (!reader.has(DETECTION_KEYS.detectionScore)) return;
  const keys = [DETECTION_KEYS.detectionYmin, DETECTION_KEYS.detectionXmin, DETECTION_KEYS.detectionYmax, DETECTION_KEYS.detectionXmax];
  example.detections = {
    boxes: interleave(reader, keys, source),
    scores: reader.floats(DETECTION_KEYS.detectionScore),
    labels: Int32Array.from(reader.integers(DETECTION_KEYS.detectionLabel, {min: 1, max: MAX_LABEL})),
  };
}

/** Parallel lists as rows: `[count, keys.length]`. */
function interleave(reader: FeatureReader, keys: readonly string[], source: string, count = reader.count(keys[0] as string)): Float32Array {
  const rows = new Float32Array(count * keys.length);
  for (const [at, key] of keys.entries()) {
    const values = reader.floats(key);
    if (values.length !== count) {
      throw new FeatureError({source, key, found: `has ${values.length} values`, expected: `${count}, one for each label`});
    }
    for (const [row, value] of values.entries()) rows[row * keys.length + at] = value;
  }
  return rows;
}
