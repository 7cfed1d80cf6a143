import {multiBoxPrior} from '@oid/boxes';
import {createRandom} from '@oid/core';
import {VariableStore} from '@oid/detector-model';
import type {DetectorModel} from '@oid/detector-model';
import * as tf from '@tensorflow/tfjs-core';

export const TINY_INPUT = {height: 16, width: 16};
const MAP = {height: 4, width: 4};
const PER_CELL = 2;

/**
 * The smallest detector: the mean colour of each of 4×4 cells, less its moving mean, through one linear layer a head. 32 anchors.
 */
export function createTinyModel({numClasses = 2, seed = 1}: {numClasses?: number; seed?: number} = {}): DetectorModel {
  const random = createRandom(seed);
  const store = new VariableStore();
  const normal = (length: number): Float32Array => Float32Array.from({length}, () => random.normal() * 0.1);
  const columns = numClasses + 1;
  store.create('Tiny/class/weights', {shape: [1, 1, 3, PER_CELL * columns], data: normal(3 * PER_CELL * columns), trainable: true});
  store.create('Tiny/class/biases', {shape: [PER_CELL * columns], data: new Float32Array(PER_CELL * columns), trainable: true});
  store.create('Tiny/box/weights', {shape: [1, 1, 3, PER_CELL * 4], data: normal(3 * PER_CELL * 4), trainable: true});
  store.create('Tiny/moving_mean', {shape: [3], data: new Float32Array(3), trainable: false});
  const anchors = multiBoxPrior(MAP, {sizes: [0.4, 0.6], ratios: [1]});
  const numAnchors = anchors.length / 4;

  const cells = (images: tf.Tensor4D): tf.Tensor4D => tf.avgPool(tf.div(tf.cast(images, 'float32'), 255), 4, 4, 'valid'); // [B, 4, 4, 3]
  const heads = (features: tf.Tensor4D): {classLogits: tf.Tensor3D; boxEncodings: tf.Tensor3D} => {
    const batch = features.shape[0];
    const logits = tf.add(tf.conv2d(features, store.get<tf.Rank.R4>('Tiny/class/weights'), 1, 'valid'), store.get('Tiny/class/biases'));
    const encodings = tf.conv2d(features, store.get<tf.Rank.R4>('Tiny/box/weights'), 1, 'valid'); // [B, 4, 4, 8]
    return {
      classLogits: tf.reshape(logits, [batch, numAnchors, columns]), // [B, N, K+1]
      boxEncodings: tf.reshape(encodings, [batch, numAnchors, 4]), // [B, N, 4]
    };
  };
  return {
    name: 'Tiny',
    numClasses,
    inputSize: TINY_INPUT,
    anchors,
    numAnchors,
    variables: store,
    predict: (images) => tf.tidy(() => heads(tf.sub(cells(images), store.get('Tiny/moving_mean')))),
    predictForTraining: (images) => {
      const features = cells(images); // [B, 4, 4, 3]
      const mean = tf.mean(features, [0, 1, 2]); // [3]
      const variable = store.get('Tiny/moving_mean');
      const value = tf.add(tf.mul(variable, 0.9), tf.mul(mean, 0.1)); // [3]
      return {...heads(tf.sub(features, mean)), movingStatistics: [{variable, value}]};
    },
    dispose: () => store.dispose(),
  };
}

/** Every variable's values, by name. */
export async function snapshot(model: DetectorModel): Promise<Record<string, number[]>> {
  const values: Record<string, number[]> = {};
  for (const [name, variable] of model.variables.entries()) values[name] = [...(await variable.data())];
  return values;
}
