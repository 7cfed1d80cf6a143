import {checkLists, checkPicture} from './check-detection-example.ts';
import {DETECTION_KEYS, FLAGS, NUMBERS, SIDES, TEXTS} from './detection-keys.ts';
import type {DetectionExample} from './detection-keys.ts';
import {encodeExample} from './encode-example.ts';
import type {Feature} from './feature.ts';
import {utf8} from './utf8.ts';

/**
 * Encodes a training record: the first thirteen of {@link DETECTION_KEYS}, and the key of everything else that is given. N = 0 writes empty
 * lists.
 *
 * @throws {@link FeatureError}, which names the key, if lists differ in length, a box leaves [0, 1] or is inverted, a label is below 1, a flag
 * is neither 0 nor 1, or the size, format or hash is malformed.
 * @see TensorFlow Object Detection API, `tf_example_decoder`.
 */
export function encodeDetectionExample(example: DetectionExample): Uint8Array {
  const source = `example ${example.sourceId || example.filename}`;
  checkPicture(example, source);
  checkLists(example, source, {textsOptional: false});
  const {boxes, labels, keypoints, masks, imageLabels, detections} = example;
  const features: Record<string, Feature> = {
    [DETECTION_KEYS.height]: {int64: [example.size.height]},
    [DETECTION_KEYS.width]: {int64: [example.size.width]},
    [DETECTION_KEYS.sha256]: text(example.sha256),
    [DETECTION_KEYS.filename]: text(example.filename),
    [DETECTION_KEYS.sourceId]: text(example.sourceId),
    [DETECTION_KEYS.encoded]: {bytes: [example.encoded]},
    [DETECTION_KEYS.format]: text(example.format),
    [DETECTION_KEYS.text]: text(...example.texts),
    [DETECTION_KEYS.label]: {int64: [...labels]},
  };
  for (const [side, name] of SIDES.entries()) features[DETECTION_KEYS[name]] = column(boxes, side, 4);
  for (const name of FLAGS) if (example[name] !== undefined) features[DETECTION_KEYS[name]] = {int64: [...example[name]]};
  for (const name of NUMBERS) if (example[name] !== undefined) features[DETECTION_KEYS[name]] = {float: example[name]};
  for (const name of TEXTS) if (example[name] !== undefined) features[DETECTION_KEYS[name]] = text(...example[name]);
  if (masks !== undefined) features[DETECTION_KEYS.masks] = masks instanceof Float32Array ? {float: masks} : {bytes: masks};
  if (keypoints !== undefined) {
    features[DETECTION_KEYS.keypointY] = column(keypoints, 0, 2);
    features[DETECTION_KEYS.keypointX] = column(keypoints, 1, 2);
  }
  if (example.multiclassScores !== undefined) features[DETECTION_KEYS.multiclassScores] = {float: example.multiclassScores};
  if (imageLabels !== undefined) {
    features[DETECTION_KEYS.imageText] = text(...imageLabels.texts);
    features[DETECTION_KEYS.imageLabel] = {int64: [...imageLabels.labels]};
  }
  if (example.channels !== undefined) features[DETECTION_KEYS.channels] = {int64: [example.channels]};
  if (example.colorspace !== undefined) features[DETECTION_KEYS.colorspace] = text(example.colorspace);
  if (example.additionalChannels !== undefined) features[DETECTION_KEYS.additionalChannels] = {bytes: example.additionalChannels};
  if (detections !== undefined) {
    const keys = [DETECTION_KEYS.detectionYmin, DETECTION_KEYS.detectionXmin, DETECTION_KEYS.detectionYmax, DETECTION_KEYS.detectionXmax];
    for (const [side, key] of keys.entries()) features[key] = column(detections.boxes, side, 4);
    features[DETECTION_KEYS.detectionLabel] = {int64: [...detections.labels]};
    features[DETECTION_KEYS.detectionScore] = {float: detections.scores};
  }
  return encodeExample(features);
}

function text(...values: readonly string[]): Feature {
  return {bytes: values.map(utf8)};
}

/** Every `step`-th number from `first` on. */
function column(values: Float32Array, first: number, step: number): Feature {
  const float = new Float32Array(values.length / step);
  for (let row = 0; row < float.length; row += 1) float[row] = values[row * step + first] as number;
  return {float};
}
