import '@tensorflow/tfjs';
import {createRandom} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {difference, disagreement, normal, runOn} from '../../test/compare-backends.ts';
import {channelBlock} from '../eager/channel-block.ts';
import {Graph} from '../graph/graph.ts';
import {compile, registerOnnxBackend} from '../index.ts';
import {LOWERINGS} from './lowerings.ts';
import type {Lowering} from './lowering.ts';

beforeAll(async () => {
  registerOnnxBackend({threshold: 1, threads: 2});
  await tf.setBackend('cpu');
});

type Shape = [number, number, number, number];
type Pads = tf.backend_util.ExplicitPadding;

const tensor = (shape: number[], seed = 1, deviation = 1): tf.Tensor => tf.tensor(normal(shape, seed, deviation), shape);

/** Shapes, strides and pads that fit one another; channels fewer than a block, whole blocks, and in between. */
function randomCase(seed: number): {shape: Shape; filter: Shape; strides: [number, number]; pad: 'same' | 'valid' | Pads} {
  const random = createRandom(seed);
  const between = (low: number, high: number): number => low + random.integer(high - low + 1);
  const channels = (): number => [3, 5, 8, 12, 16, 20, 24, 32, 48][random.integer(9)] as number;
  const [h, w] = [between(1, 4), between(1, 4)];
  const pads: Pads = [
    [0, 0],
    [between(0, h - 1), between(0, h - 1)],
    [between(0, w - 1), between(0, w - 1)],
    [0, 0],
  ];
  const inChannels = channels();
  const isDense = random.integer(2) === 0;
  return {
    shape: [between(1, 3), between(h, 11), between(w, 11), inChannels],
    filter: [h, w, inChannels, channels()],
    strides: isDense ? [1, 1] : [between(1, 3), between(1, 3)],
    pad: (['same', 'valid', pads] as const)[random.integer(3)] as 'same' | 'valid' | Pads,
  };
}

describe('convolutions in blocks', () => {
  test.each(Array.from({length: 48}, (_, seed) => randomCase(seed + 1)))(
    'agree with cpu, gradients too: $shape by $filter, stride $strides, pad $pad',
    async ({shape, filter, strides, pad}) => {
      const convolve = (x: tf.Tensor, weights: tf.Tensor): tf.Tensor => tf.conv2d(x as tf.Tensor4D, weights as tf.Tensor4D, strides, pad);
      const run = (x: tf.Tensor, weights: tf.Tensor): tf.Tensor[] => {
        const y = convolve(x, weights);
        return [y, ...tf.grads(convolve)([x, weights], tensor(y.shape, 9))];
      };
      expect(await disagreement([tensor(shape), tensor(filter, 2, 0.2)], run, 5e-6)).toBe('none');
    },
  );

  test('agree with cpu where a gradient has ten thousand terms', async () => {
    const convolve = (x: tf.Tensor, weights: tf.Tensor): tf.Tensor => tf.conv2d(x as tf.Tensor4D, weights as tf.Tensor4D, 1, 'same');
    const run = (x: tf.Tensor, weights: tf.Tensor, dy: tf.Tensor): tf.Tensor[] => tf.grads(convolve)([x, weights], dy);
    const inputs = [tensor([2, 70, 72, 4]), tensor([3, 3, 4, 16], 2), tensor([2, 70, 72, 16], 3)];
    expect(await disagreement(inputs, run, 1e-5)).toBe('none');
  });

  test('agree with cpu with dilation, bias and each activation, NaN and infinity included', async () => {
    const x = tensor([2, 9, 8, 16]).dataSync().slice();
    [x[5], x[500], x[1000]] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const run = (image: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor): tf.Tensor[] =>
      (['relu', 'relu6', 'elu', 'sigmoid', 'linear'] as const).map((activation) =>
        tf.fused.conv2d({x: image as tf.Tensor4D, filter: filter as tf.Tensor4D, strides: 1, pad: 'same', dilations: 2, bias, activation}),
      );
    expect(await disagreement([tf.tensor(x, [2, 9, 8, 16]), tensor([3, 3, 16, 32], 2), tensor([32], 3)], run)).toBe('none');
  });
});

test('an empty batch gives nothing, and gradients of zeros', async () => {
  const loss = (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    tf.sum(tf.maxPool(tf.relu<tf.Tensor4D>(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same')), 2, 2, 'valid'));
  await tf.setBackend('onnx');
  const step = compile((x: tf.Tensor, filter: tf.Tensor) => [loss(x, filter), tf.grad((w: tf.Tensor) => loss(x, w))(filter)]);
  const [value, gradient] = step(tf.zeros([0, 8, 8, 16]), tensor([3, 3, 16, 32])) as [tf.Tensor, tf.Tensor];
  expect([step.mode, value.dataSync()[0], gradient.shape, gradient.dataSync().every((element) => element === 0)]).toEqual([
    'compiled',
    0,
    [3, 3, 16, 32],
    true,
  ]);
  await tf.setBackend('cpu');
});

/** A value that lies in blocks: one convolution behind the input. */
const inBlocks = (x: tf.Tensor): tf.Tensor4D => {
  const channels = x.shape[3] as number;
  return tf.conv2d(x as tf.Tensor4D, tf.reshape(tf.eye(channels), [1, 1, channels, channels]), 1, 'same');
};

describe('pooling in blocks', () => {
  test.each([
    {shape: [2, 8, 12, 32], size: [2, 2], strides: [2, 2], pad: 'valid'},
    {shape: [1, 9, 12, 16], size: [3, 4], strides: [3, 4], pad: 'valid'},
    {shape: [2, 6, 9, 16], size: [1, 3], strides: [1, 3], pad: 'valid'},
    {shape: [2, 9, 7, 16], size: [2, 2], strides: [2, 2], pad: 'same'},
    {shape: [2, 9, 7, 16], size: [3, 3], strides: [2, 2], pad: 'same'},
    {shape: [1, 20, 20, 16], size: [5, 5], strides: [5, 5], pad: 'valid'},
  ] as const)('agrees with cpu, gradients too: $shape, window $size, stride $strides, $pad', async ({shape, size, strides, pad}) => {
    const pools = [tf.maxPool, tf.avgPool].map(
      (pool) => (x: tf.Tensor) => pool(inBlocks(x), [...size] as [number, number], [...strides] as [number, number], pad) as tf.Tensor,
    );
    const run = (x: tf.Tensor): tf.Tensor[] => pools.flatMap((pool) => [pool(x), tf.grad(pool)(x, tensor(pool(x).shape, 5))]);
    expect(await disagreement([tensor([...shape])], run)).toBe('none');
    const ties = tf.floor(tf.mul(tensor([...shape], 7), 1.5)); // many equal cells: the first one counts
    expect(await disagreement([ties], run)).toBe('none');
  });
});

test('the gradient of a maximum in blocks reaches an infinite one', async () => {
  const x = tensor([1, 4, 4, 16]).dataSync().slice();
  [x[0], x[16 * 6 + 5], x[16 * 9 + 3]] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const run = (input: tf.Tensor): tf.Tensor => {
    const y = tf.add(inBlocks(tf.zerosLike(input)), input);
    return tf.grad((z: tf.Tensor) => tf.maxPool(z as tf.Tensor4D, 2, 2, 'valid'))(y);
  };
  expect(await disagreement([tf.tensor(x, [1, 4, 4, 16])], run)).toBe('none');
});

describe('statistics in blocks', () => {
  test('have no cancellation: a mean a thousand times the deviation', async () => {
    const shape = [2, 33, 20, 16];
    const x = tf.add(tensor(shape), 1000);
    const run = (image: tf.Tensor): tf.Tensor[] => {
      const y = inBlocks(image);
      const {mean, variance} = tf.moments(y, [0, 1, 2]);
      return [mean, variance];
    };
    const expected = await runOn('cpu', [x], run);
    await tf.setBackend('cpu');
    const compiled = compile(run);
    expect(difference(await runOn('onnx', [x], compiled), expected, 1e-4)).toBe('none');
    expect(compiled.mode).toBe('compiled');
  });
});

describe('blocks', () => {
  const lowered = (block: number | undefined, channels: number): string[] => {
    const graph = new Graph({preferNchw: true, poolIndices: false, channelBlock: block});
    const spec = (shape: number[]): {shape: number[]; dtype: 'float32'} => ({shape, dtype: 'float32'});
    const [first, second] = [spec([3, 3, 3, channels]), spec([3, 3, channels, channels])];
    let x = graph.value('x', spec([2, 9, 9, 3]));
    for (const [name, filter] of [['a', first] as const, ['b', second] as const]) {
      const output = spec([2, 9, 9, channels]);
      const inputs = {x, filter: graph.value(name, filter)};
      [x] = (LOWERINGS.get('Conv2D') as Lowering).lower(graph, inputs, {strides: 1, pad: 'same'}, [output]) as [typeof x];
      [x] = (LOWERINGS.get('Relu') as Lowering).lower(graph, {x}, undefined, [output]) as [typeof x];
    }
    graph.plain(x);
    return graph.toModel('blocks', [], []).nodes.map(({operator}) => operator.replace('com.microsoft.nchwc.', 'blocked '));
  };
  const images = (operators: string[]): string[] =>
    operators.filter((operator) => !['Reshape', 'Transpose', 'blocked ReorderInput'].includes(operator));

  test('are kept from convolution to convolution and left at the end', () => {
    expect(images(lowered(16, 32))).toEqual(['blocked Conv', 'Relu', 'blocked Conv', 'Relu', 'blocked ReorderOutput']);
  });

  test('are left where channels do not fill them, and not used where they would be mostly empty', () => {
    expect(images(lowered(16, 12))).toEqual([
      'blocked Conv',
      'blocked ReorderOutput',
      'Relu',
      'blocked Conv',
      'blocked ReorderOutput',
      'Relu',
    ]);
    expect(images(lowered(16, 4))).toEqual(['Conv', 'Relu', 'Conv', 'Relu']);
  });

  test('are not used where the processor has none', () => {
    expect(images(lowered(undefined, 32))).toEqual(['Conv', 'Relu', 'Conv', 'Relu']);
  });

  test.skipIf(process.arch !== 'x64')('are as long as the vectors of the processor', () => {
    expect([8, 16]).toContain(channelBlock());
  });
});
