import '@tensorflow/tfjs';
import {createRandom} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {disagreement, normal} from '../../test/compare-backends.ts';
import {Graph} from '../graph/graph.ts';
import {registerMissingGradients} from '../gradients/index.ts';
import {registerOnnxBackend, toOnnx} from '../index.ts';
import {LOWERINGS} from './lowerings.ts';
import type {Lowering} from './lowering.ts';

beforeAll(async () => {
  registerOnnxBackend({threshold: 1, threads: 2});
  registerMissingGradients();
  await tf.setBackend('cpu');
});

type Pads = tf.backend_util.ExplicitPadding;
type Case = {
  readonly shape: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid' | Pads;
};

const tensor = (shape: number[], seed = 1): tf.Tensor4D => tf.tensor4d(normal(shape, seed), shape as Case['shape']);

/** A convolution and its gradients for a random output gradient. */
function withGradients({strides, pad}: Case): (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor[] {
  const run = (x: tf.Tensor, filter: tf.Tensor): tf.Tensor => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad);
  return (x, filter) => {
    const y = run(x, filter);
    return [y, ...tf.grads(run)([x, filter], tensor(y.shape, 9))];
  };
}

/** Shapes, strides and pads that fit one another, the same for the same seed. */
function randomCase(seed: number): Case {
  const random = createRandom(seed);
  const between = (low: number, high: number): number => low + random.integer(high - low + 1);
  const channels = [4, 6, 8, 12, 16, 20, 24, 36][random.integer(8)] as number;
  const [h, w] = [between(1, 5), between(1, 5)];
  const pads: Pads = [
    [0, 0],
    [between(0, h - 1), between(0, h - 1)],
    [between(0, w - 1), between(0, w - 1)],
    [0, 0],
  ];
  return {
    shape: [between(1, 3), between(h, 13), between(w, 13), channels],
    filter: [h, w, channels, random.integer(4) === 0 ? 2 : 1],
    strides: [between(1, 3), between(1, 3)],
    pad: (['same', 'valid', pads] as const)[random.integer(3)] as Case['pad'],
  };
}

describe('depthwise convolution and its gradients', () => {
  test.each(Array.from({length: 48}, (_, seed) => randomCase(seed + 1)))(
    'agree with cpu: $shape by $filter, stride $strides, pad $pad',
    async (form) => {
      expect(await disagreement([tensor(form.shape), tensor(form.filter, 2)], withGradients(form), 4e-6)).toBe('none');
    },
  );

  test('agree with cpu where a sum has ten thousand terms', async () => {
    const form: Case = {shape: [2, 75, 75, 16], filter: [3, 3, 16, 1], strides: [1, 1], pad: 'same'};
    expect(await disagreement([tensor(form.shape), tensor(form.filter, 2)], withGradients(form), 1e-5)).toBe('none');
  });

  test('agree with cpu where the filter is dilated', async () => {
    const run = (x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor[] => {
      const convolve = (...[input, weights]: tf.Tensor[]): tf.Tensor =>
        tf.depthwiseConv2d(input as tf.Tensor4D, weights as tf.Tensor4D, 1, 'same', 'NHWC', [3, 2]);
      return [convolve(x, filter), ...tf.grads(convolve)([x, filter])];
    };
    expect(await disagreement([tensor([2, 13, 12, 20]), tensor([3, 3, 20, 1], 2)], run)).toBe('none');
  });

  test.each(['linear', 'relu', 'relu6', 'elu'] as const)('agree with cpu with bias and %s', async (activation) => {
    const run = (x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor =>
      tf.fused.depthwiseConv2d({x, filter, bias, strides: 2, pad: 'same', activation});
    const bias = tf.tensor1d(normal([20], 3, 3));
    expect(await disagreement([tensor([2, 9, 8, 20]), tensor([3, 3, 20, 1], 2), bias], run)).toBe('none');
  });

  test('pass NaN and infinity on to where they reach', async () => {
    for (const strides of [1, 2]) {
      const x = tensor([1, 9, 9, 16]).dataSync().slice();
      x[(4 * 9 + 4) * 16 + 3] = Number.NaN;
      x[(3 * 9 + 5) * 16 + 7] = Number.POSITIVE_INFINITY;
      const form: Case = {shape: [1, 9, 9, 16], filter: [3, 3, 16, 1], strides: [strides, strides], pad: 'same'};
      const inputs = [tf.tensor(x, form.shape), tensor(form.filter, 2)];
      expect(await disagreement(inputs, withGradients(form))).toBe('none');
      const dx = (input: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor => {
        const dy = tf.slice(input, 0, [1, Math.ceil(9 / strides), Math.ceil(9 / strides), 16]);
        return tf.grad((zero: tf.Tensor) => tf.depthwiseConv2d(zero as tf.Tensor4D, filter, strides, 'same'))(tf.zeros(form.shape), dy);
      };
      expect(await disagreement(inputs, dx)).toBe('none');
    }
  });
});

describe('blocks', () => {
  const x = {shape: [2, 9, 9, 24], dtype: 'float32'} as const;
  const filter = {shape: [3, 3, 24, 1], dtype: 'float32'} as const;
  const attributes = {strides: 1, pad: 'same'};
  const lowering = LOWERINGS.get(tf.DepthwiseConv2dNative) as Lowering;
  const operators = (block: number | undefined): string[] => {
    const graph = new Graph({preferNchw: true, poolIndices: false, channelBlock: block});
    lowering.lower(graph, {x: graph.value('x', x, 'nchw'), filter: graph.value('filter', filter)}, attributes, [x]);
    return graph.toModel('blocks', [], []).nodes.map(({operator}) => operator);
  };

  test('are asked for where there are some', () => {
    expect(operators(16)).toContain('com.microsoft.nchwc.Conv');
  });

  test('are not asked for where there are none', () => {
    expect(operators(undefined)).toEqual(['Transpose', 'Conv']);
  });

  test('stay out of files', async () => {
    await tf.setBackend('onnx');
    const weights = tf.variable(tensor([3, 3, 24, 1]), false);
    const file = toOnnx((image: tf.Tensor4D) => tf.depthwiseConv2d(image, weights, 1, 'same'), {inputs: {image: {shape: [2, 9, 9, 24]}}});
    expect(new TextDecoder('latin1').decode(file)).not.toContain('nchwc');
    weights.dispose();
  });
});
