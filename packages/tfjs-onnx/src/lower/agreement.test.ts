import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {disagreement, normal} from '../../test/compare-backends.ts';
import {registerOnnxBackend} from '../index.ts';

beforeAll(async () => {
  registerOnnxBackend({threshold: 1, threads: 2});
  await tf.setBackend('cpu');
});

const tensor = (shape: number[], seed = 1, deviation = 1): tf.Tensor => tf.tensor(normal(shape, seed, deviation), shape);

/** The value and the gradients of a convolution-like function with a random output gradient. */
function withGradients(run: (x: tf.Tensor, filter: tf.Tensor) => tf.Tensor): (x: tf.Tensor, filter: tf.Tensor) => tf.Tensor[] {
  return (x, filter) => {
    const y = run(x, filter);
    const dy = tf.tensor(normal(y.shape, 9), y.shape);
    return [y, ...tf.grads(run)([x, filter], dy)];
  };
}

describe('convolution', () => {
  test.each([
    {shape: [2, 24, 20, 16], filter: [3, 3, 16, 32], strides: 1, pad: 'same'},
    {shape: [2, 24, 20, 4], filter: [3, 3, 4, 8], strides: 1, pad: 'same'},
    {shape: [2, 25, 21, 16], filter: [3, 3, 16, 8], strides: 2, pad: 'same'},
    {shape: [2, 24, 22, 16], filter: [3, 3, 16, 8], strides: [2, 1], pad: 'valid'},
    {shape: [2, 24, 20, 16], filter: [5, 5, 16, 8], strides: 1, pad: 'valid'},
    {shape: [2, 30, 27, 3], filter: [7, 7, 3, 16], strides: 2, pad: 'same'},
    {shape: [2, 12, 10, 64], filter: [1, 1, 64, 24], strides: 1, pad: 'valid'},
    {shape: [2, 13, 10, 64], filter: [1, 1, 64, 24], strides: 2, pad: 'same'},
    {shape: [2, 16, 12, 12], filter: [3, 5, 12, 8], strides: 1, pad: 1},
    {shape: [1, 16, 12, 12], filter: [2, 3, 12, 8], strides: 3, pad: 'same'},
  ] as const)('agrees with cpu, gradients too: $shape by $filter, stride $strides, $pad', async ({shape, filter, strides, pad}) => {
    const run = withGradients((x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides as number, pad));
    expect(await disagreement([tensor([...shape]), tensor([...filter], 2, 0.1)], run, 4e-6)).toBe('none');
  });

  test.each([
    {shape: [2, 16, 14, 8], filter: [3, 3, 8, 1], strides: 1, pad: 'same'},
    {shape: [2, 17, 14, 8], filter: [3, 3, 8, 2], strides: 2, pad: 'same'},
    {shape: [2, 16, 14, 8], filter: [5, 3, 8, 2], strides: 1, pad: 'valid'},
    {shape: [2, 16, 14, 8], filter: [3, 3, 8, 1], strides: 2, pad: 'valid'},
  ] as const)(
    'depthwise agrees with cpu, gradients too: $shape by $filter, stride $strides, $pad',
    async ({shape, filter, strides, pad}) => {
      const run = withGradients((x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad));
      expect(await disagreement([tensor([...shape]), tensor([...filter], 2, 0.1)], run, 4e-6)).toBe('none');
    },
  );

  test('dilated', async () => {
    const run = (x: tf.Tensor, w: tf.Tensor): tf.Tensor => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same', 'NHWC', 2);
    expect(await disagreement([tensor([1, 15, 12, 8]), tensor([3, 3, 8, 4], 2)], run)).toBe('none');
  });

  test('transposed', async () => {
    const run = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
      tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, 14, 12, 6], 2, 'same');
    expect(await disagreement([tensor([2, 7, 6, 8]), tensor([3, 3, 6, 8], 2)], run)).toBe('none');
  });

  test('fused with bias and activation', async () => {
    const run = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor): tf.Tensor[] =>
      (['relu', 'relu6', 'elu', 'sigmoid', 'linear'] as const).map((activation) =>
        tf.fused.conv2d({x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, strides: 1, pad: 'same', bias, activation}),
      );
    expect(await disagreement([tensor([1, 9, 7, 8]), tensor([3, 3, 8, 4], 2), tensor([4], 3)], run)).toBe('none');
  });
});

describe('pooling', () => {
  test.each([
    {shape: [2, 16, 12, 8], size: 2, strides: 2, pad: 'valid'},
    {shape: [2, 17, 13, 8], size: 2, strides: 2, pad: 'same'},
    {shape: [2, 17, 13, 8], size: 3, strides: 2, pad: 'same'},
    {shape: [2, 16, 12, 8], size: 3, strides: 1, pad: 'valid'},
    {shape: [2, 16, 12, 8], size: 2, strides: 3, pad: 'valid'},
  ] as const)('agrees with cpu, gradients too: $shape, window $size, stride $strides, $pad', async ({shape, size, strides, pad}) => {
    const pools = [tf.maxPool, tf.avgPool].map((pool) => (x: tf.Tensor) => pool(x as tf.Tensor4D, size, strides, pad) as tf.Tensor);
    const run = (x: tf.Tensor): tf.Tensor[] =>
      pools.flatMap((pool) => {
        const y = pool(x);
        return [y, tf.grad(pool)(x, tf.tensor(normal(y.shape, 5), y.shape))];
      });
    expect(await disagreement([tensor([...shape])], run)).toBe('none');
  });

  test('gives the gradient of a tie to the first maximum', async () => {
    await tf.setBackend('onnx');
    const x = tf.ones([1, 2, 2, 1]);
    const dx = tf.grad((input: tf.Tensor) => tf.maxPool(input as tf.Tensor4D, 2, 2, 'valid'))(x);
    expect([...dx.dataSync()]).toEqual([1, 0, 0, 0]);
    tf.dispose([x, dx]);
  });
});

describe('element-wise', () => {
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1e-8, -1e-8, 0.3, -0.3, 1, -1, 2.5, -2.5, 3.5, 7];
  const operations = [
    [
      tf.abs,
      tf.atan,
      tf.ceil,
      tf.elu,
      tf.exp,
      tf.expm1,
      tf.floor,
      tf.isNaN,
      tf.isInf,
      tf.isFinite,
      tf.neg,
      tf.reciprocal,
      tf.relu,
      tf.relu6,
    ],
    [tf.round, tf.selu, tf.sigmoid, tf.sign, tf.softplus, tf.square, tf.step, tf.tanh, tf.leakyRelu, tf.erf],
  ].flat() as ((x: tf.Tensor) => tf.Tensor)[];

  test('treats NaN, infinities and halves as cpu does', async () => {
    expect(await disagreement([tf.tensor1d(odd)], (x) => operations.map((operation) => operation(x)))).toBe('none');
    expect(await disagreement([tf.tensor1d(odd.filter((value) => !(value <= -1)))], (x) => [tf.log1p(x), tf.sqrt(x)])).toBe('none');
  });

  test('broadcasts channel vectors over large tensors from either side', async () => {
    const run = (x: tf.Tensor, c: tf.Tensor): tf.Tensor[] => [
      tf.mul(x, c),
      tf.sub(c, x),
      tf.div(x, c),
      tf.squaredDifference(c, x),
      tf.maximum(x, c),
    ];
    expect(await disagreement([tensor([3, 40, 30, 24]), tensor([24], 2)], run)).toBe('none');
  });

  test('broadcasts between ranks and over inner axes', async () => {
    const run = (a: tf.Tensor, b: tf.Tensor): tf.Tensor[] => [tf.add(a, b), tf.greater(a, b), tf.pow(tf.abs(a), b), tf.prelu(a, b)];
    expect(await disagreement([tensor([4, 5, 6]), tensor([5, 1], 2)], run)).toBe('none');
  });

  test('leaves int32 and empty tensors to JavaScript', async () => {
    expect(
      await disagreement([tf.tensor1d([7, -7, 5], 'int32'), tf.tensor1d([2, 2, -3], 'int32')], (a, b) => [
        tf.floorDiv(a, b),
        tf.div(a, b),
        tf.mul(a, b),
      ]),
    ).toBe('none');
    expect(await disagreement([tf.zeros([0, 3])], (x) => [tf.relu(x), tf.add(x, 1), tf.sum(x, 0)])).toBe('none');
  });
});

describe('reductions and products', () => {
  test('sum and mean over any axes of a large tensor', async () => {
    const run = (x: tf.Tensor): tf.Tensor[] =>
      [[0, 1, 2], [3], [1, 2], [0], undefined].flatMap((axes) => [tf.sum(x, axes), tf.mean(x, axes), tf.sum(x, axes, true)]);
    expect(await disagreement([tensor([3, 37, 25, 12])], run, 1e-5)).toBe('none');
  });

  test('a long column sum keeps float32 accuracy', async () => {
    expect(await disagreement([tf.add(tensor([100_000, 3]), 1)], (x) => tf.mean(x, 0), 1e-6)).toBe('none');
  });

  test('matrix products, transposed and batched, and softmax', async () => {
    const run = (a: tf.Tensor, b: tf.Tensor): tf.Tensor[] => [
      tf.matMul(a, b, false, true),
      tf.matMul(a, b, true, false),
      tf.softmax(tf.mul(a, 50)),
      tf.logSoftmax(a),
    ];
    expect(await disagreement([tensor([3, 20, 30]), tensor([1, 20, 30], 2)], run)).toBe('none');
  });

  test('batch normalisation with and without factor', async () => {
    const run = (x: tf.Tensor, mean: tf.Tensor1D, variance: tf.Tensor1D, scale: tf.Tensor1D): tf.Tensor[] => [
      tf.batchNorm(x, mean, tf.abs(variance), mean, scale),
      tf.batchNorm(x, mean, tf.abs(variance)),
    ];
    expect(await disagreement([tensor([2, 30, 31, 16]), tensor([16], 2), tensor([16], 3), tensor([16], 4)], run)).toBe('none');
  });
});

describe('indices and types', () => {
  test('gather and its gradient, gatherND, one-hot, top-k and arg-max', async () => {
    const run = (x: tf.Tensor2D, ids: tf.Tensor1D, pairs: tf.Tensor2D): tf.Tensor[] => {
      const {values, indices} = tf.topk(x, 3);
      const gathered = tf.grad((table: tf.Tensor) => tf.sum(tf.square(tf.gather(table, ids))))(x);
      const marks = [tf.oneHot(ids, 5), tf.oneHot(tf.sub(ids, tf.scalar(2, 'int32')), 3, 2, -1), tf.gatherND(x, pairs)];
      return [values, indices, gathered, tf.gather(x, ids), tf.gather(x, ids, 1), tf.argMax(x, 1), tf.argMin(x, 0), ...marks];
    };
    const ids = tf.tensor1d([3, 0, 3, 1], 'int32');
    expect(
      await disagreement(
        [
          tensor([5, 6]),
          ids,
          tf.tensor2d(
            [
              [4, 5],
              [0, 2],
            ],
            [2, 2],
            'int32',
          ),
        ],
        run,
      ),
    ).toBe('none');
  });

  test('reductions of every kind, running sums, and pieces', async () => {
    const run = (x: tf.Tensor2D): tf.Tensor[] => [
      tf.max(x, 1),
      tf.min(x, 0, true),
      tf.prod(x, 1),
      tf.all(tf.greater(x, -9), 0),
      tf.any(tf.less(x, -1), 1),
      tf.cumsum(x, 1),
      tf.cumsum(x, 0, true, true),
      tf.stack([x, x], 1),
      ...tf.unstack(x),
      ...tf.split(x, [1, 3, 2], 1),
      tf.addN([x, x, x]),
      tf.expandDims(x, 1),
      tf.where(tf.greater(x, 0), x, tf.zerosLike(x)),
      tf.logicalAnd(tf.greater(x, 0), tf.less(x, 1)),
    ];
    expect(await disagreement([tensor([4, 6])], run)).toBe('none');
  });

  test('casts between types, arithmetic of int32, and comparisons with NaN', async () => {
    const run = (x: tf.Tensor1D, n: tf.Tensor1D): tf.Tensor[] => [
      tf.cast(x, 'int32'),
      tf.cast(n, 'float32'),
      tf.cast(n, 'bool'),
      tf.cast(tf.greater(n, 0), 'float32'),
      tf.add(n, n),
      tf.mul(n, n),
      tf.maximum(n, 2),
      tf.abs(n),
      tf.neg(n),
      tf.equal(n, 2),
      tf.sum(n),
      tf.square(n),
      tf.greater(tf.div(x, tf.zerosLike(x)), 0),
      tf.notEqual(x, x),
      tf.logicalNot(tf.isNaN(x)),
      tf.clipByValue(x, -1, 1),
    ];
    expect(await disagreement([tf.tensor1d([-2.7, 0, 2.7, 0.5]), tf.tensor1d([-7, 0, 2, 3], 'int32')], run)).toBe('none');
  });
});

describe('movement', () => {
  test('slice, strided slice, reverse, transpose, tile, pad and concat', async () => {
    const run = (x: tf.Tensor): tf.Tensor[] => [
      tf.slice(x, [0, 1, 2, 0], [2, 3, -1, 2]),
      tf.stridedSlice(x, [1, 6, 0, 3], [2, 1, 7, 0], [1, -2, 3, -1]),
      tf.reverse(x, [1, 3]),
      tf.transpose(x, [3, 1, 0, 2]),
      tf.tile(x, [1, 2, 1, 3]),
      tf.pad(
        x,
        [
          [0, 0],
          [1, 2],
          [0, 3],
          [2, 0],
        ],
        -1.5,
      ),
      tf.mirrorPad(
        x,
        [
          [0, 0],
          [1, 2],
          [2, 1],
          [0, 0],
        ],
        'reflect',
      ),
      tf.concat([x, tf.neg(x)], 2),
    ];
    expect(await disagreement([tensor([2, 7, 8, 4])], run)).toBe('none');
  });

  test.each([
    {from: [7, 9], to: [13, 5], alignCorners: false, halfPixelCenters: true},
    {from: [7, 9], to: [13, 20], alignCorners: true, halfPixelCenters: false},
    {from: [8, 6], to: [16, 12], alignCorners: false, halfPixelCenters: false},
  ] as const)(
    'resizes $from to $to, corners $alignCorners, half pixels $halfPixelCenters',
    async ({from, to, alignCorners, halfPixelCenters}) => {
      const resizes = [tf.image.resizeBilinear, tf.image.resizeNearestNeighbor].map(
        (resize) => (x: tf.Tensor) => resize(x as tf.Tensor4D, [...to] as [number, number], alignCorners, halfPixelCenters) as tf.Tensor,
      );
      const x = tensor([2, ...from, 3]);
      expect(await disagreement([x], (input: tf.Tensor) => resizes.map((resize) => resize(input)), 5e-6)).toBe('none');
      if (halfPixelCenters) return; // TensorFlow.js's gradient kernels leave half pixels out
      await tf.setBackend('onnx');
      for (const resize of resizes) {
        const difference = tf.tidy(() => {
          const dy = tensor([2, ...to, 3], 3);
          const dx = tf.grad(resize)(x, dy);
          expect(dx.shape).toEqual(x.shape);
          return tf.sub(tf.sum(tf.mul(dx, x)), tf.sum(tf.mul(dy, resize(x)))); // a linear map and its transpose
        });
        expect(difference.dataSync()[0]).toBeCloseTo(0, 3);
        difference.dispose();
      }
      x.dispose();
    },
  );
});
