import type {GroundTruth} from '@oid/core';
import {assignBatchTargets} from '@oid/detector-model';
import type {BatchTargets} from '@oid/detector-model';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, expect, test} from 'vitest';
import {createTinyModel} from '../test/tiny-model.ts';
import {TargetAssigner} from './target-assigner.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const PICTURES: readonly GroundTruth[] = [
  {boxes: Float32Array.of(0.1, 0.1, 0.6, 0.5, 0.5, 0.4, 0.95, 0.9), classes: Int32Array.of(2, 1)},
  {boxes: new Float32Array(0), classes: new Int32Array(0)},
  {boxes: Float32Array.of(0.3, 0.2, 0.8, 0.9), classes: Int32Array.of(1)},
];

async function valuesOf(targets: BatchTargets): Promise<Record<string, unknown>> {
  const entries = Object.entries(targets).map(async ([name, tensor]) => [name, tensor.shape, tensor.dtype, [...(await tensor.data())]]);
  const values = await Promise.all(entries);
  tf.dispose(targets);
  return Object.fromEntries(values.map(([name, ...value]) => [name, value]));
}

test('TargetAssigner gives what assignBatchTargets does, for pictures that come again and for new ones', async () => {
  const model = createTinyModel();
  const assigner = new TargetAssigner(model);
  const {numTensors} = tf.memory();
  for (const batch of [[0, 1], [2, 0], [0], [1, 2, 0]]) {
    const groundTruths = batch.map((picture) => PICTURES[picture] as GroundTruth);
    const expected = await valuesOf(assignBatchTargets(model.anchors, groundTruths, model.targets));
    expect(await valuesOf(assigner.assign(groundTruths))).toEqual(expected);
  }
  expect(tf.memory().numTensors).toBe(numTensors);
  model.dispose();
});
