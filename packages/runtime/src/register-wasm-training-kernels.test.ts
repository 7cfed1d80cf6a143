import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {registerWasmTrainingKernels, startRuntime} from './index.ts';
import {SAME, compareWithCpu, tensorOf} from './testing/compare-with-cpu.ts';
import {CONVOLUTION_CASES, convolutionGradients, depthwiseGradients, nameOf} from './testing/convolution-cases.ts';

beforeAll(async () => {
  await startRuntime({backend: 'wasm', threads: 1});
});

describe('Conv2D gradients', () => {
  test.each(CONVOLUTION_CASES.map((one) => [nameOf(one), one] as const))('%s', async (_name, one) => {
    expect(await compareWithCpu(() => convolutionGradients(one))).toEqual(SAME);
  });

  test('of an empty batch are zero', async () => {
    await tf.setBackend('wasm');
    const filter = tf
      .engine()
      .runKernel<tf.Tensor>(
        'Conv2DBackpropFilter',
        {x: tf.zeros([0, 5, 5, 2]), dy: tf.zeros([0, 5, 5, 3])},
        {strides: 1, pad: 'same', dataFormat: 'NHWC', filterShape: [3, 3, 2, 3]},
      );
    expect(Array.from(filter.dataSync())).toEqual(Array.from({length: 54}, () => 0));
  });

  test('refuse NCHW', async () => {
    await tf.setBackend('wasm');
    const inputs = {x: tf.zeros([1, 2, 5, 5]), dy: tf.zeros([1, 2, 5, 5])};
    const attributes = {strides: 1, pad: 'same', dataFormat: 'NCHW', filterShape: [3, 3, 2, 2]};
    expect(() => tf.engine().runKernel('Conv2DBackpropFilter', inputs, attributes)).toThrow(/dataFormat is "NCHW"/);
  });
});

describe('depthwise convolution gradients', () => {
  test.each(CONVOLUTION_CASES.filter(({strides: [h, w]}) => h === w).map((one) => [nameOf(one), one] as const))(
    '%s',
    async (_name, one) => {
      expect(await compareWithCpu(() => depthwiseGradients(one))).toEqual(SAME);
    },
  );
});

describe('MaxPoolGrad', () => {
  const cases: [shape: [number, number, number, number], size: number | [number, number], stride: number, pad: 'same' | 'valid'][] = [
    [[2, 6, 10, 8], 2, 2, 'same'],
    [[1, 7, 5, 4], 2, 2, 'same'],
    [[3, 8, 8, 5], 2, 2, 'valid'],
    [[1, 9, 9, 4], 3, 2, 'same'],
    [[2, 4, 4, 8], [4, 4], 1, 'valid'],
  ];
  test.each(cases)('%j window %j stride %d %s', async (shape, size, stride, pad) => {
    expect(
      await compareWithCpu(() => {
        const pool = (x: tf.Tensor): tf.Tensor => tf.maxPool(x as tf.Tensor4D, size, stride, pad);
        const x = tensorOf(shape);
        return [tf.grad(pool)(x, tensorOf(pool(x).shape, 2))];
      }),
    ).toEqual(SAME);
  });

  test('gives all of dy to the first of equal values', async () => {
    await tf.setBackend('wasm');
    const gradient = tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'));
    const x = tf.tensor4d([1, 3, 3, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1], [1, 2, 2, 4]);
    expect(Array.from(gradient(x, tf.tensor4d([5, 6, 7, 8], [1, 1, 1, 4])).dataSync())).toEqual([
      5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
  });
});

describe('FusedBatchNormTraining', () => {
  const composed = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, relu: boolean): tf.Tensor => {
    const {mean, variance} = tf.moments(x, [...x.shape.keys()].slice(0, -1));
    const y = tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3))), scale), offset);
    return relu ? tf.relu(y) : y;
  };
  const fused = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, relu: boolean): tf.Tensor =>
    tf.getBackend() === 'wasm'
      ? (tf.engine().runKernel<tf.Tensor[]>('FusedBatchNormTraining', {x, scale, offset}, {epsilon: 1e-3, relu})[0] as tf.Tensor)
      : composed(x, scale, offset, relu);

  test.each([
    [[2, 5, 7, 3], true],
    [[1, 4, 4, 16], true],
    [[3, 33, 17, 20], false],
    [[2, 40, 40, 32], true],
    [[9, 6], true],
  ] as const)('%j, relu %j', async (shape, relu) => {
    const channels = shape.at(-1) as number;
    expect(
      await compareWithCpu(() => {
        const inputs = [tf.add(tf.mul(tensorOf(shape), 3), 10), tf.add(tensorOf([channels], 2), 2), tensorOf([channels], 3)] as const;
        const op = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor => fused(x, scale, offset, relu);
        return [op(...inputs), ...tf.grads(op)([...inputs], tensorOf(shape, 4))];
      }, 1e-4),
    ).toEqual(SAME);
  });

  test('returns the mean and the variance of the batch', async () => {
    await tf.setBackend('wasm');
    const x = tf.tensor2d([1000, 5, 1002, 5, 1004, 5], [3, 2]);
    const inputs = {x, scale: tf.ones([2]), offset: tf.zeros([2])};
    const [y, mean, variance] = tf.engine().runKernel<tf.Tensor[]>('FusedBatchNormTraining', inputs, {epsilon: 0.001, relu: false}) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    expect(Array.from(mean.dataSync())).toEqual([1002, 5]);
    expect(variance.dataSync()[0]).toBeCloseTo(8 / 3, 5);
    expect(variance.dataSync()[1]).toBe(0);
    expect(y.dataSync()[0]).toBeCloseTo(-2 / Math.sqrt(8 / 3 + 0.001), 4);
  });
});

describe('other kernels', () => {
  test('Sum over all axes but the last', async () => {
    expect(
      await compareWithCpu(() => [
        tf.sum(tensorOf([3, 5, 7, 6]), [0, 1, 2]),
        tf.sum(tensorOf([40, 70, 12]), [0, 1], true),
        tf.sum(tensorOf([4, 5]), 0),
        tf.sum(tensorOf([4, 5]), 1),
        tf.sum(tensorOf([4, 5])),
      ]),
    ).toEqual(SAME);
  });

  test('gather hands its gradient back to the rows', async () => {
    expect(
      await compareWithCpu(() => {
        const gather = (x: tf.Tensor): tf.Tensor => tf.gather(x, tf.tensor1d([2, 0, 2, 3], 'int32'));
        return [tf.grad(gather)(tensorOf([5, 2, 3]), tensorOf([4, 2, 3], 2))];
      }),
    ).toEqual(SAME);
  });

  test('clone and cast share data that outlives the original', async () => {
    await tf.setBackend('wasm');
    const x = tf.tensor1d([1.5, 2.5]);
    const copies = [tf.clone(x), tf.cast(x, 'float32'), tf.cast(x, 'int32')];
    x.dispose();
    expect(copies.map((copy) => Array.from(copy.dataSync()))).toEqual([
      [1.5, 2.5],
      [1.5, 2.5],
      [1, 2],
    ]);
    tf.dispose(copies);
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ['avgPool', (x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same')],
    ['resizeBilinear', (x) => tf.image.resizeBilinear(tf.slice(x as tf.Tensor4D, 0, [1, 5, 5, 3]), [9, 4])],
    ['resizeNearestNeighbor', (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [12, 10])],
    ['softmax', (x) => tf.softmax(x)],
    ['logSoftmax', (x) => tf.logSoftmax(x)],
    ['relu6', (x) => tf.relu6(tf.mul(x, 9))],
    ['sigmoid', (x) => tf.sigmoid(x)],
    [
      'concat, slice, pad',
      (x) =>
        tf.concat(
          [
            tf.slice(x, [0, 1, 0, 0], [1, 3, 3, 3]),
            tf.slice(
              tf.pad(x, [
                [0, 0],
                [1, 1],
                [0, 0],
                [0, 0],
              ]),
              0,
              [1, 3, 3, 3],
            ),
          ],
          3,
        ),
    ],
    [
      'batchNorm of frozen statistics',
      (x) => tf.batchNorm(x, tf.tensor1d([0.1, 0.2, 0.3]), tf.tensor1d([1, 2, 3]), tf.ones([3]), tf.ones([3])),
    ],
    ['max over the map', (x) => tf.max(x, [1, 2])],
  ])('the gradient of %s', async (_name, op) => {
    expect(
      await compareWithCpu(() => {
        const x = tensorOf([1, 6, 5, 3]);
        return [tf.grad((input) => op(input))(x, tensorOf(op(x).shape, 2))];
      }, 1e-5),
    ).toEqual(SAME);
  });
});

describe('registerWasmTrainingKernels', () => {
  test('may be called again', async () => {
    registerWasmTrainingKernels();
    expect(await compareWithCpu(() => convolutionGradients(CONVOLUTION_CASES[0] as (typeof CONVOLUTION_CASES)[number]))).toEqual(SAME);
  });

  test('leaves the memory of a training loop as it found it', async () => {
    await tf.setBackend('wasm');
    const {wasm} = tf.backend() as unknown as {wasm: {HEAPU8: Uint8Array}};
    const x = tensorOf([2, 24, 24, 3]) as tf.Tensor4D;
    const variables = [tf.variable(tensorOf([3, 3, 3, 16], 2)), tf.variable(tf.ones([16])), tf.variable(tf.zeros([16]))] as const;
    const loss = (): tf.Scalar => {
      const features = tf.conv2d(x, variables[0] as tf.Tensor as tf.Tensor4D, 1, 'same');
      const inputs = {x: features, scale: variables[1] as tf.Tensor, offset: variables[2] as tf.Tensor};
      const [y] = tf.engine().runKernel<tf.Tensor[]>('FusedBatchNormTraining', inputs, {epsilon: 1e-3, relu: true});
      return tf.mean(tf.square(tf.sub(tf.maxPool(y as tf.Tensor4D, 2, 2, 'same'), 0.25)));
    };
    const optimizer = tf.train.momentum(0.05, 0.9);
    const step = (): number => {
      const value = optimizer.minimize(loss, true) as tf.Scalar;
      const [number] = value.dataSync();
      value.dispose();
      return number as number;
    };
    const first = step();
    for (let i = 0; i < 20; i += 1) step();
    const {numTensors} = tf.memory();
    const heap = wasm.HEAPU8.length;
    for (let i = 0; i < 180; i += 1) step();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(wasm.HEAPU8.length).toBe(heap);
    expect(step()).toBeLessThan(first / 2);
    tf.dispose([x, ...variables]);
    optimizer.dispose();
  });

  test('views survive a heap that grows in between', async () => {
    await tf.setBackend('wasm');
    const {wasm} = tf.backend() as unknown as {wasm: {HEAPU8: Uint8Array}};
    const before = wasm.HEAPU8.length;
    const x = tf.ones<tf.Rank.R4>([1, 512, 512, 16]);
    const gradient = tf.grad((w) => tf.conv2d(x, w as tf.Tensor4D, 1, 'valid'))(tf.ones([1, 1, 16, 16]), tf.ones([1, 512, 512, 16]));
    expect(wasm.HEAPU8.length).toBeGreaterThan(before);
    expect(new Set(gradient.dataSync())).toEqual(new Set([512 * 512]));
    tf.dispose([x, gradient]);
  });
});
