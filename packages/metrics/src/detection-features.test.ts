import {ShapeError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {readDetectionFeatures} from './detection-features.ts';

const sides = (key: string, [ymin, xmin, ymax, xmax]: readonly [number, number, number, number]) => ({
  [`${key}/ymin`]: {float: [ymin]},
  [`${key}/xmin`]: {float: [xmin]},
  [`${key}/ymax`]: {float: [ymax]},
  [`${key}/xmax`]: {float: [xmax]},
});
const features = {
  'image/source_id': {bytes: [new TextEncoder().encode('000060e3121c7305')]},
  'image/object/class/label': {int64: [2n]},
  'image/object/group_of': {int64: [1]},
  ...sides('image/object/bbox', [0, 0.25, 0.5, 1]),
  'image/detection/label': {int64: [1]},
  'image/detection/score': {float: Float32Array.of(0.75)},
  ...sides('image/detection/bbox', [0.5, 0, 1, 0.25]),
};

describe('readDetectionFeatures', () => {
  test('reads truths and detections of a record', () => {
    expect(readDetectionFeatures(features)).toEqual({
      imageId: '000060e3121c7305',
      groundTruth: {boxes: Float32Array.of(0, 0.25, 0.5, 1), classes: Int32Array.of(2), groupOf: Uint8Array.of(1), difficult: undefined},
      detections: {boxes: Float32Array.of(0.5, 0, 1, 0.25), scores: Float32Array.of(0.75), classes: Int32Array.of(1), count: 1},
    });
  });

  test('takes what is missing as empty, and the name of the file for an id', () => {
    const {imageId, groundTruth, detections} = readDetectionFeatures({'image/filename': {bytes: [new TextEncoder().encode('a.jpg')]}});
    expect([imageId, groundTruth.classes.length, detections.count]).toEqual(['a.jpg', 0, 0]);
  });

  test('names a column of another length', () => {
    expect(() => readDetectionFeatures({...features, 'image/detection/score': {float: []}})).toThrow('image/detection/score');
    expect(() => readDetectionFeatures({...features, 'image/object/group_of': {int64: [1, 0]}})).toThrow(ShapeError);
    expect(() => readDetectionFeatures({...features, 'image/object/bbox/ymin': {float: []}})).toThrow('image/object/bbox/ymin');
  });
});
