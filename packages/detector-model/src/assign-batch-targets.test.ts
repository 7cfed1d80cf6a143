import '@tensorflow/tfjs-backend-cpu';
import {InvalidClassError} from '@oid/boxes';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {assignBatchTargets} from './assign-batch-targets.ts';
import {ClassOutOfRangeError} from './errors/class-out-of-range-error.ts';

/** Two anchors side by side; the boxes below lie on one of them each. */
const ANCHORS = Float32Array.of(0, 0, 0.5, 0.5, 0.5, 0.5, 1, 1);
const none = {boxes: new Float32Array(0), classes: new Int32Array(0)};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('assignBatchTargets', () => {
  test('stacks the targets of images, background where there is no box', () => {
    tf.tidy(() => {
      const first = {boxes: Float32Array.of(0, 0, 0.5, 0.5), classes: Int32Array.of(2)};
      const third = {boxes: Float32Array.of(0.5, 0.55, 1, 1.05), classes: Int32Array.of(1)};
      const {classTargets, boxTargets, boxMask} = assignBatchTargets(ANCHORS, [first, none, third]);
      expect([classTargets.dtype, classTargets.shape, boxTargets.shape]).toEqual(['int32', [3, 2], [3, 2, 4]]);
      expect(classTargets.arraySync()).toEqual([
        [2, 0],
        [0, 0],
        [0, 1],
      ]);
      expect([...boxMask.dataSync()]).toEqual([1, 1, 1, 1, ...Array.from({length: 16}, () => 0), 1, 1, 1, 1]);
      const encoding = boxTargets.arraySync()[2]?.[1] as number[];
      [0, 1, 0, 0].forEach((value, index) => expect(encoding[index]).toBeCloseTo(value, 4)); // 0.05 / 0.5 / 0.1 to the right
    });
  });

  test('gives empty tensors for an empty batch', () => {
    tf.tidy(() => {
      expect(assignBatchTargets(ANCHORS, []).boxMask.shape).toEqual([0, 2, 4]);
    });
  });

  test('refuses classes that the network does not know', () => {
    const strange = {boxes: Float32Array.of(0, 0, 0.5, 0.5), classes: Int32Array.of(3)};
    expect(() => assignBatchTargets(ANCHORS, [none, strange], {numClasses: 2})).toThrow(ClassOutOfRangeError);
    expect(() => assignBatchTargets(ANCHORS, [none, strange], {numClasses: 2})).toThrow('Box 0 of image 1 in the batch has class id 3');
    expect(() => assignBatchTargets(ANCHORS, [{...strange, classes: Int32Array.of(0)}])).toThrow(InvalidClassError);
  });
});
