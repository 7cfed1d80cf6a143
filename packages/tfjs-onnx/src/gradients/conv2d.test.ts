import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {MATCHES, compareWithDifferences, uniform} from '../../test/finite-differences.ts';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

type Padding = 'same' | 'valid' | number;
const NHWC = {height: 6, width: 7};

const conv =
  (pad: Padding, dilations: [number, number], strides: [number, number] = [1, 1]) =>
  (...inputs: tf.Tensor[]): tf.Tensor =>
    tf.conv2d(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor4D, strides, pad, 'NHWC', dilations);

function gradientOf(gradients: Readonly<Record<string, () => tf.Tensor>>, input: string | number): tf.Tensor {
  const gradient = gradients[input];
  if (gradient === undefined) expect.fail(`no gradient for ${input}`);
  return gradient();
}

describe('conv2dGradient', () => {
  test('reaches the taps that lie a dilation apart', () => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
    const filter = tf.tensor4d([10, 100], [1, 2, 1, 1]);
    const [dx, dFilter] = tf.grads(conv('valid', [1, 2]))([x, filter], tf.ones([1, 1, 2, 1])) as [tf.Tensor, tf.Tensor];
    expect([...dx.dataSync()]).toEqual([10, 10, 100, 100]);
    expect([...dFilter.dataSync()]).toEqual([1 + 2, 3 + 4]);
  });

  test.each<[Padding, [number, number]]>([
    ['same', [2, 2]],
    ['valid', [2, 1]],
    ['same', [1, 3]],
    ['same', [4, 3]],
    [2, [2, 2]],
  ])('is that of finite differences with padding %s and dilation %s', (pad, dilations) => {
    expect(compareWithDifferences(conv(pad, dilations), [uniform([2, NHWC.height, NHWC.width, 2]), uniform([2, 3, 2, 2], 2)])).toEqual(
      MATCHES,
    );
  });

  test('is that of finite differences with a stride and no dilation, and with explicit padding', () => {
    const inputs = [uniform([1, NHWC.height, NHWC.width, 2]), uniform([3, 2, 2, 2], 2)];
    expect(compareWithDifferences(conv('same', [1, 1], [2, 2]), inputs)).toEqual(MATCHES);
    const explicit = (...[x, filter]: tf.Tensor[]): tf.Tensor =>
      tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, [[0, 0], [1, 0], [0, 2], [0, 0]], 'NHWC', 2); // biome-ignore format: one pair an axis
    expect(compareWithDifferences(explicit, inputs)).toEqual(MATCHES);
  });

  test('gives the same numbers with the channels first', () => {
    const [x, filter, dy] = [uniform([1, 5, 6, 2]), uniform([2, 2, 2, 3], 2), uniform([1, 5, 6, 3], 3)];
    const first = (map: tf.Tensor): tf.Tensor => tf.transpose(map, [0, 3, 1, 2]);
    const attributes = {strides: 1, pad: 'same', dilations: 2};
    const config = tf.getGradient(tf.Conv2D);
    const last = config.gradFunc(dy, [x, filter], {...attributes, dataFormat: 'NHWC'});
    const channels = config.gradFunc(first(dy), [first(x), filter], {...attributes, dataFormat: 'NCHW'});
    expect([...gradientOf(channels, 'x').dataSync()]).toEqual([...first(gradientOf(last, 'x')).dataSync()]);
    expect([...gradientOf(channels, 'filter').dataSync()]).toEqual([...gradientOf(last, 'filter').dataSync()]);
  });
});
