import {createHash} from 'node:crypto';
import {hasCode} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {readGolden} from '../fixtures/golden.ts';
import {decodeExample} from './decode-example.ts';
import {decodeDetectionExample} from './decode-detection-example.ts';
import {DETECTION_KEYS, recordFlags} from './detection-keys.ts';
import type {DetectionExample} from './detection-keys.ts';
import {encodeDetectionExample} from './encode-detection-example.ts';
import {encodeExample} from './encode-example.ts';
import type {FeatureError} from './errors/feature-error.ts';
import type {Feature} from './feature.ts';

const golden = (): Promise<Uint8Array[]> => readGolden('detections.tfrecord');

const ENCODED = new TextEncoder().encode('the bytes of a picture');
const EXAMPLE: DetectionExample = {
  encoded: ENCODED,
  format: 'jpeg',
  filename: '0123456789abcdef.jpg',
  sourceId: '0123456789abcdef',
  sha256: createHash('sha256').update(ENCODED).digest('hex'),
  size: {height: 200, width: 300},
  boxes: Float32Array.of(0.25, 0.125, 0.75, 0.5, 0, 0, 1, 1),
  labels: Int32Array.of(1, 2),
  texts: ['/m/01g317', '/m/0k4j'],
};

function refusal(work: () => unknown): FeatureError {
  try {
    work();
  } catch (error) {
    expect(hasCode(error, 'tfrecord/feature')).toBe(true);
    return error as FeatureError;
  }
  return expect.unreachable('should have been refused');
}

describe('encodeDetectionExample', () => {
  test("gives TensorFlow's bytes for each of its records", async () => {
    for (const bytes of await golden()) {
      expect(Buffer.from(encodeDetectionExample(decodeDetectionExample(bytes))).equals(bytes)).toBe(true);
    }
  });

  test('writes the thirteen keys, and one more for groups', () => {
    const thirteen = Object.values(DETECTION_KEYS).slice(0, 13);
    expect(Object.keys(decodeExample(encodeDetectionExample(EXAMPLE)))).toEqual(thirteen.toSorted());
    const withGroups = Object.keys(decodeExample(encodeDetectionExample({...EXAMPLE, groupOf: Uint8Array.of(0, 1)})));
    expect(withGroups.toSorted()).toEqual([...thirteen, 'image/object/group_of'].toSorted());
  });

  test("reads every key that the API knows from TensorFlow's record, and writes it again byte for byte", async () => {
    const [bytes] = (await readGolden('all-keys.tfrecord')) as [Uint8Array];
    expect(Object.keys(decodeExample(bytes)).toSorted()).toEqual(Object.values(DETECTION_KEYS).toSorted());
    const example = decodeDetectionExample(bytes);
    expect(example).toMatchObject({
      groupOf: Uint8Array.of(0, 1),
      isCrowd: Uint8Array.of(1, 0),
      truncated: Uint8Array.of(1, 1),
      areas: Float32Array.of(1.5, 2),
      weights: Float32Array.of(1, 0.5),
      views: ['Frontal', 'Left'],
      keypoints: Float32Array.of(0.1, 0.7, 0.2, 0.8, 0.3, 0.9, 0.4, 0, 0.5, 0.25, 0.6, 0.5),
      imageLabels: {labels: Int32Array.of(3, 4, 9), texts: ['cat', 'dog', 'owl']},
      channels: 3,
      colorspace: 'RGB',
      detections: {boxes: Float32Array.of(0, 0.25, 0.5, 1), scores: Float32Array.of(0.75), labels: Int32Array.of(3)},
    });
    expect(example.masks).toHaveLength(2);
    expect(Buffer.from(encodeDetectionExample(example)).equals(bytes)).toBe(true);
  });

  test('takes masks as numbers, [N, height, width]', () => {
    const masked = {...EXAMPLE, size: {height: 2, width: 3}, masks: Float32Array.from({length: 12}, (_, at) => at % 2)};
    expect(decodeDetectionExample(encodeDetectionExample(masked))).toEqual(masked);
  });

  test('comes back as it went', () => {
    for (const example of [EXAMPLE, {...EXAMPLE, groupOf: Uint8Array.of(0, 1)}, {...EXAMPLE, format: 'png' as const}]) {
      expect(decodeDetectionExample(encodeDetectionExample(example))).toEqual(example);
    }
  });

  test('takes a picture without boxes', () => {
    const empty = {...EXAMPLE, boxes: new Float32Array(), labels: new Int32Array(), texts: [], groupOf: new Uint8Array()};
    expect(decodeDetectionExample(encodeDetectionExample(empty))).toEqual(empty);
  });

  test.each<[Partial<DetectionExample>, string, string]>([
    [{labels: Int32Array.of(1)}, 'image/object/bbox/ymin', 'has 2 values; expected 1, one for each label'],
    [{texts: ['a']}, 'image/object/class/text', 'has 1 values; expected 2'],
    [{texts: []}, 'image/object/class/text', 'has 0 values; expected 2'],
    [{groupOf: Uint8Array.of(1)}, 'image/object/group_of', 'has 1 values; expected 2'],
    [{occluded: Uint8Array.of(1)}, 'image/object/occluded', 'has 1 values; expected 2'],
    [{areas: Float32Array.of(1, Number.NaN)}, 'image/object/area', 'is NaN at position 1; expected a finite number of at least 0'],
    [{weights: Float32Array.of(-1, 1)}, 'image/object/weight', 'is -1 at position 0'],
    [{masks: [new Uint8Array(1)]}, 'image/object/mask', 'has 1 values; expected 2'],
    [{masks: new Float32Array(5)}, 'image/object/mask', 'has 5 values; expected 120000'],
    [{keypoints: new Float32Array(6)}, 'image/object/keypoint/y', 'has 3 values; expected a multiple of the 2 labels'],
    [{multiclassScores: new Float32Array(3)}, 'image/object/class/multiclass_scores', 'has 3 values; expected a multiple of the 2 labels'],
    [{imageLabels: {labels: Int32Array.of(1), texts: []}}, 'image/class/text', 'has 0 values; expected 1'],
    [
      {detections: {boxes: new Float32Array(4), scores: Float32Array.of(2), labels: Int32Array.of(1)}},
      'image/detection/score',
      'is 2 at position 0',
    ],
    [{groupOf: Uint8Array.of(1, 2)}, 'image/object/group_of', 'is 2 at position 1; expected 0 or 1'],
    [{labels: Int32Array.of(1, 0)}, 'image/object/class/label', 'is 0 at position 1; expected label-map ids, which start at 1'],
    [{boxes: Float32Array.of(0, 0, 1, 1, 0, -0.5, 1, 1)}, 'image/object/bbox/xmin', 'is -0.5 at position 1; expected a number in [0, 1]'],
    [{boxes: Float32Array.of(0, 0, 1, 1.5, 0, 0, 1, 1)}, 'image/object/bbox/xmax', 'is 1.5 at position 0'],
    [{boxes: Float32Array.of(0, 0, Number.NaN, 1, 0, 0, 1, 1)}, 'image/object/bbox/ymax', 'is NaN at position 0'],
    [{boxes: Float32Array.of(0, 0, 1, 1, 0.5, 0, 0.25, 1)}, 'image/object/bbox/ymax', "is 0.25 at position 1, below the box's ymin of 0.5"],
    [{boxes: Float32Array.of(0, 0.5, 1, 0.25, 0, 0, 1, 1)}, 'image/object/bbox/xmax', "is 0.25 at position 0, below the box's xmin of 0.5"],
    [{size: {height: 0, width: 3}}, 'image/height', 'is 0; expected an integer of at least 1'],
    [{size: {height: 3, width: 2.5}}, 'image/width', 'is 2.5'],
    [{encoded: new Uint8Array()}, 'image/encoded', 'is empty'],
    [{format: 'gif' as 'png'}, 'image/format', 'is "gif"'],
    [{sha256: 'ABC'}, 'image/key/sha256', 'is "ABC"; expected 64 lower-case hex digits'],
  ])('refuses %o and names the key', (change, key, message) => {
    const error = refusal(() => encodeDetectionExample({...EXAMPLE, ...change}));
    expect(error.detail).toMatchObject({source: 'example 0123456789abcdef', key});
    expect(error.message).toContain(`feature "${key}" ${message}`);
  });
});

describe('decodeDetectionExample', () => {
  const features = (): Record<string, Feature> => decodeExample(encodeDetectionExample(EXAMPLE));

  test("reads TensorFlow's records", async () => {
    const [first, second, third] = (await golden()).map((bytes) => decodeDetectionExample(bytes));
    expect(first).toMatchObject({
      format: 'jpeg',
      filename: '0123456789abcdef.jpg',
      sourceId: '0123456789abcdef',
      size: {height: 4, width: 6},
    });
    expect(first?.boxes).toEqual(Float32Array.of(0.25, 0.125, 0.75, 0.5, 0.1, 0.2, 0.3, 0.4));
    expect(first?.labels).toEqual(Int32Array.of(1, 545));
    expect(first?.texts).toEqual(['/m/01g317', '/m/0k4j']);
    expect(first?.sha256).toBe(
      createHash('sha256')
        .update(first?.encoded as Uint8Array)
        .digest('hex'),
    );
    expect(second?.labels).toHaveLength(0);
    expect(third).toMatchObject({format: 'png', filename: 'café \u{1f980}.png', texts: ["Jack-o'-lantern 中"], groupOf: Uint8Array.of(1)});
  });

  test("reads other people's records: no format, names or texts, upper case, keys of their own", () => {
    const {'image/filename': _a, 'image/source_id': _b, 'image/key/sha256': _c, 'image/object/class/text': _d, ...rest} = features();
    const bytes = encodeExample({...rest, 'image/format': {bytes: [new TextEncoder().encode('JPEG')]}, 'image/colorspace': {bytes: []}});
    expect(decodeDetectionExample(bytes)).toEqual({...EXAMPLE, filename: '', sourceId: '', sha256: '', texts: []});
    const {'image/format': _e, ...without} = rest;
    expect(decodeDetectionExample(encodeExample(without)).format).toBe('jpeg');
  });

  test.each<[string, Feature | undefined, string]>([
    ['image/encoded', undefined, 'is missing or empty'],
    ['image/encoded', {bytes: [ENCODED, ENCODED]}, 'has 2 values; expected one picture file'],
    ['image/height', undefined, 'has 0 values; expected one'],
    ['image/width', {int64: [2n ** 60n]}, 'is 1152921504606846976 at position 0'],
    ['image/width', {float: [3]}, 'is a list of float; expected a list of int64'],
    ['image/filename', {bytes: [Uint8Array.of(255)]}, 'is not valid UTF-8'],
    ['image/filename', {bytes: [ENCODED, ENCODED]}, 'has 2 values; expected one'],
    ['image/filename', {int64: [1]}, 'is a list of int64; expected a list of bytes'],
    ['image/format', {bytes: [new TextEncoder().encode('raw')]}, `is "raw"; expected 'jpeg' or 'png'`],
    ['image/object/class/label', undefined, 'is missing; expected a list of integers'],
    ['image/object/class/label', {int64: [1, 0]}, 'is 0 at position 1'],
    ['image/object/class/text', {bytes: [ENCODED]}, 'has 1 values; expected 2'],
    ['image/object/bbox/xmax', undefined, 'has 0 values; expected 2, one for each label'],
    ['image/object/bbox/xmax', {bytes: []}, 'is a list of bytes; expected a list of float'],
    ['image/object/bbox/xmax', {float: [0.5, 1.01]}, 'is 1.0099999904632568 at position 1; expected a number in [0, 1]'],
    ['image/object/group_of', {int64: [1]}, 'has 1 values; expected 2'],
    ['image/object/group_of', {int64: [1, 3]}, 'is 3 at position 1'],
  ])('refuses %s as %o and names the key', (key, value, message) => {
    const {[key]: _old, ...rest} = features();
    const bytes = encodeExample(value === undefined ? rest : {...rest, [key]: value});
    const error = refusal(() => decodeDetectionExample(bytes, {source: 'train.tfrecord#7'}));
    expect(error.message).toMatch(/^train\.tfrecord#7: feature "/);
    expect(error.message).toContain(`feature "${key}" ${message}`);
    expect(error.detail.key).toBe(key);
  });
});

describe('recordFlags', () => {
  test('counts what was not judged as no', () => {
    expect(recordFlags([true, false, undefined])).toEqual(Uint8Array.of(1, 0, 0));
  });

  test('-1 in a record, which converters write for "not judged", reads as no', () => {
    const features = decodeExample(encodeDetectionExample(EXAMPLE));
    const bytes = encodeExample({...features, 'image/object/group_of': {int64: [-1, 1]}});
    expect(decodeDetectionExample(bytes).groupOf).toEqual(Uint8Array.of(0, 1));
  });
});
