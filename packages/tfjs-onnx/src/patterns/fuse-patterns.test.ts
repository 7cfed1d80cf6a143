import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {difference, normal} from '../../test/compare-backends.ts';
import {compile, registerOnnxBackend} from '../index.ts';
import type {Result} from '../../test/compare-backends.ts';

beforeAll(() => registerOnnxBackend({threads: 2}));
beforeEach(() => tf.setBackend('onnx'));
afterAll(() => registerOnnxBackend());

type Run = (...inputs: tf.Tensor[]) => tf.Tensor[];

/** What a function gives on a backend; `tf.losses` leaves tensors behind, so they are not counted. */
async function results(backend: string, run: Run, inputs: readonly tf.Tensor[]): Promise<Result[]> {
  const data = inputs.map(({shape, dtype}, index) => ({values: (inputs[index] as tf.Tensor).dataSync().slice(), shape, dtype}));
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const outputs = run(...data.map(({values, shape, dtype}) => tf.tensor(values, shape, dtype)));
    return outputs.map((output) => ({shape: output.shape, dtype: output.dtype, values: Array.from(output.dataSync())})) as never;
  });
}

/** What compiling finds in a function, and where its results differ from those of cpu. */
async function fuse(
  run: Run,
  inputs: readonly tf.Tensor[],
  tolerance = 1e-5,
): Promise<{fused: Record<string, number>; difference: string}> {
  const expected = await results('cpu', run, inputs);
  await tf.setBackend('onnx');
  const compiled = compile(run);
  const found = await results('onnx', compiled, inputs);
  const {fused, mode, reason} = compiled;
  compiled.dispose();
  return {fused, difference: mode === 'compiled' ? difference(found, expected, tolerance) : String(reason)};
}

const tensor = (shape: number[], seed: number, deviation = 1): tf.Tensor => tf.tensor(normal(shape, seed, deviation), shape);

/** A value and its gradients in some of its inputs. */
const valueAndGradients =
  (f: (...inputs: tf.Tensor[]) => tf.Tensor, count: number): Run =>
  (...inputs) => {
    const [held, free] = [inputs.slice(count), inputs.slice(0, count)];
    const loss = (...variables: tf.Tensor[]): tf.Tensor => tf.sum(tf.exp(tf.mul(f(...variables, ...held), 0.5)));
    return [f(...inputs), ...tf.grads(loss)(free)];
  };

describe('batch norm', () => {
  const inputs = (): tf.Tensor[] => [tensor([2, 7, 5, 3], 1), tensor([3], 2), tensor([3], 3)];
  const AXES = [0, 1, 2];
  const EPSILON = 1e-3;
  type Norm = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => tf.Tensor;
  const writings: Record<string, Norm> = {
    'tf.moments and tf.batchNorm': (x, scale, offset) => {
      const {mean, variance} = tf.moments(x, AXES);
      return tf.batchNorm(
        x as tf.Tensor4D,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
        0.01,
      );
    },
    'with a square root and a division': (x, scale, offset) => {
      const mean = tf.mean(x, AXES);
      const variance = tf.mean(tf.square(tf.sub(x, mean)), AXES);
      return tf.add(tf.mul(scale, tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, EPSILON)))), offset);
    },
    'with kept dimensions and one difference': (x, scale, offset) => {
      const centred = tf.sub(x, tf.mean(x, AXES, true));
      const variance = tf.mean(tf.mul(centred, centred), AXES, true);
      return tf.add(offset, tf.mul(tf.mul(centred, tf.rsqrt(tf.add(EPSILON, variance))), scale));
    },
    'with a folded scale': (x, scale, offset) => {
      const mean = tf.mean(x, AXES);
      const factor = tf.mul(tf.rsqrt(tf.add(tf.mean(tf.square(tf.sub(x, mean)), AXES), EPSILON)), scale);
      return tf.add(tf.mul(tf.sub(x, mean), factor), offset);
    },
    'with tf.moments and a division': (x, scale, offset) => {
      const {mean, variance} = tf.moments(x, AXES);
      return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, EPSILON))), scale), offset);
    },
  };

  test.each(Object.entries(writings))('%s becomes one kernel, alone and with a ReLU, with gradients and without', async (_, norm) => {
    const rectified: Norm = (...all) => tf.relu(norm(...all));
    const relu6: Norm = (...all) => tf.relu6(norm(...all)); // another activation stays outside
    for (const f of [norm, rectified, relu6]) {
      expect(await fuse(valueAndGradients(f as never, 3), inputs())).toEqual({fused: {batchNormTraining: 1}, difference: 'none'});
      expect(await fuse((...all) => [f(...(all as [tf.Tensor, tf.Tensor, tf.Tensor]))], inputs())).toEqual({
        fused: {batchNormTraining: 1},
        difference: 'none',
      });
    }
  });

  test('with tf.squaredDifference, which TensorFlow.js does not differentiate here, becomes one kernel without gradients', async () => {
    const run: Run = (x, scale, offset) => {
      const mean = tf.mean(x, AXES);
      const variance = tf.mean(tf.squaredDifference(x, mean), AXES);
      const normalized = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, EPSILON)));
      return [tf.add(tf.mul(normalized, scale), offset)];
    };
    expect(await fuse(run, inputs())).toEqual({fused: {batchNormTraining: 1}, difference: 'none'});
  });

  test('becomes one kernel in every layer of a net, whose statistics are used and whose weights move as before', async () => {
    const build = (): {step: (x: tf.Tensor) => tf.Tensor[]; variables: tf.Variable[]} => {
      const variable = (shape: number[], seed: number): tf.Variable => tf.tidy(() => tf.variable(tensor(shape, seed, 0.3)));
      const layers = [
        [3, 4],
        [4, 6],
      ].map(([from, to], index) => ({
        filter: variable([3, 3, from as number, to as number], index),
        scale: variable([to as number], index + 5),
        offset: variable([to as number], index + 10),
        moving: variable([to as number], index + 15),
      }));
      const optimizer = tf.train.momentum(0.1, 0.9);
      const step = (x: tf.Tensor): tf.Tensor[] => [
        optimizer.minimize(
          () => {
            let y = x as tf.Tensor4D;
            for (const {filter, scale, offset, moving} of layers) {
              const convolved = tf.conv2d(y, filter as tf.Tensor4D, 1, 'same');
              const {mean, variance} = tf.moments(convolved, AXES);
              moving.assign(tf.add(tf.mul(moving, 0.9), tf.mul(mean, 0.1)));
              const [m, v, b, g] = [mean, variance, offset, scale] as tf.Tensor1D[];
              y = tf.add(
                convolved.shape[3] === y.shape[3] ? y : 0,
                tf.relu(tf.batchNorm(convolved, m as tf.Tensor1D, v as tf.Tensor1D, b, g)),
              );
            }
            return tf.mean<tf.Scalar>(tf.square(y));
          },
          true,
          layers.flatMap(({filter, scale, offset}) => [filter, scale, offset]),
        ) as tf.Tensor,
      ];
      return {step, variables: layers.flatMap((layer) => Object.values(layer))};
    };
    const seen: number[][][] = [];
    const counts: unknown[] = [];
    for (const fusePatterns of [false, true]) {
      const {step, variables} = build();
      const compiled = compile(step, {fusePatterns});
      const x = tensor([2, 8, 6, 3], 40);
      for (let index = 0; index < 3; index++) tf.dispose(compiled(x));
      counts.push(compiled.mode, compiled.fused);
      seen.push(variables.map((variable) => Array.from(variable.dataSync())));
      compiled.dispose();
      tf.dispose([x, variables]);
    }
    expect(counts).toEqual(['compiled', {}, 'compiled', {batchNormTraining: 2}]);
    for (const [index, values] of (seen[0] as number[][]).entries()) {
      for (const [position, value] of values.entries()) expect(seen[1]?.[index]?.[position]).toBeCloseTo(value, 5);
    }
  });

  test('is found again right behind the first', async () => {
    const norm = writings['tf.moments and tf.batchNorm'] as Norm;
    const twice: Norm = (x, scale, offset) => norm(tf.relu(norm(x, scale, offset)), offset, scale);
    expect(await fuse(valueAndGradients(twice as never, 3), inputs(), 5e-5)).toEqual({fused: {batchNormTraining: 2}, difference: 'none'});
  });

  test('stays as it is where something else uses what is inside, or it is another formula', async () => {
    const inside: Run = (x, scale, offset) => {
      const centred = tf.sub(x, tf.mean(x, AXES));
      const variance = tf.mean(tf.square(centred), AXES);
      return [tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, EPSILON))), scale), offset), centred];
    };
    expect(await fuse(inside, inputs())).toEqual({fused: {}, difference: 'none'});
    const unscaled: Run = (x) => {
      const {mean, variance} = tf.moments(x, [1, 2], true);
      return [tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, EPSILON)))];
    };
    expect(await fuse(unscaled, inputs())).toEqual({fused: {}, difference: 'none'});
  });
});

describe('cross entropies', () => {
  const labels = (): tf.Tensor => tf.oneHot(tf.tensor1d([0, 2, 1, 1, 4, 3], 'int32'), 5).cast('float32');
  const inputs = (): tf.Tensor[] => [tensor([6, 5], 1, 3), labels()];
  type Entropy = (logits: tf.Tensor, labels: tf.Tensor) => tf.Tensor;

  test.each(
    Object.entries({
      'tf.losses.softmaxCrossEntropy': (x, t) => tf.losses.softmaxCrossEntropy(t, x),
      'with tf.logSoftmax': (x, t) => tf.neg(tf.sum(tf.mul(t, tf.logSoftmax(x)), -1)),
      'with tf.log(tf.softmax)': (x, t) => tf.neg(tf.sum(tf.mul(tf.log(tf.softmax(x)), t), -1)),
      'with tf.logSumExp': (x, t) => tf.sum(tf.mul(t, tf.sub(tf.logSumExp(x, -1, true), x)), -1),
    } satisfies Record<string, Entropy>),
  )('of a softmax, %s', async (title, entropy) => {
    const found = await fuse(valueAndGradients(entropy, 1), inputs());
    // The difference the other way round is none of the pattern's.
    expect(found).toEqual({fused: title.endsWith('logSumExp') ? {} : {logSoftmax: 1}, difference: 'none'});
  });

  test.each(
    Object.entries({
      'tf.losses.sigmoidCrossEntropy': (x, t) => tf.losses.sigmoidCrossEntropy(t, x),
      'written stably': (x, t) => tf.add(tf.log1p(tf.exp(tf.neg(tf.abs(x)))), tf.sub(tf.relu(x), tf.mul(t, x))),
      'with one sigmoid': (x, t) => {
        const p = tf.sigmoid(x);
        return tf.neg(tf.add(tf.mul(t, tf.log(p)), tf.mul(tf.sub(1, t), tf.log(tf.sub(1, p)))));
      },
      'with two sigmoids': (x, t) =>
        tf.neg(tf.add(tf.mul(tf.sub(1, t), tf.log(tf.sub(1, tf.sigmoid(x)))), tf.mul(t, tf.log(tf.sigmoid(x))))),
      'as a difference': (x, t) => {
        const p = tf.sigmoid(x);
        return tf.sub(tf.mul(tf.neg(t), tf.log(p)), tf.mul(tf.sub(1, t), tf.log(tf.sub(1, p))));
      },
    } satisfies Record<string, Entropy>),
  )('of sigmoids, %s', async (_, entropy) => {
    const found = await fuse(valueAndGradients(entropy, 1), inputs());
    expect(found).toEqual({fused: {sigmoidCrossEntropy: 1}, difference: 'none'});
    expect((await fuse((x, t) => [entropy(x, t)], inputs())).fused).toEqual({sigmoidCrossEntropy: 1});
  });

  test('is found where the gradient from above is a constant, as of a mean', async () => {
    const mean: Run = (x, t) => {
      const loss = (logits: tf.Tensor): tf.Tensor => {
        const p = tf.sigmoid(logits);
        return tf.mean(tf.neg(tf.add(tf.mul(t, tf.log(p)), tf.mul(tf.sub(1, t), tf.log(tf.sub(1, p))))));
      };
      const {value, grad} = tf.valueAndGrad(loss)(x);
      return [value, grad];
    };
    expect(await fuse(mean, inputs())).toEqual({fused: {sigmoidCrossEntropy: 1}, difference: 'none'});
  });

  test('stay finite where the written-out form overflows', () => {
    const naive = compile((x: tf.Tensor, t: tf.Tensor) => {
      const p = tf.sigmoid(x);
      return tf.neg(tf.add(tf.mul(t, tf.log(p)), tf.mul(tf.sub(1, t), tf.log(tf.sub(1, p)))));
    });
    const values = naive(tf.tensor1d([200, -200, 0]), tf.tensor1d([0, 1, 1]));
    expect(Array.from(values.dataSync())).toEqual([200, 200, expect.closeTo(Math.LN2, 6)]);
    naive.dispose();
  });
});
