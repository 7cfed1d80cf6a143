import * as tf from '@tensorflow/tfjs-core';
import {cpuCandidate} from '../../src/node/backends/cpu.ts';
import {webgpuCandidate} from '../../src/node/backends/webgpu.ts';
import {startFirst} from '../../src/node/start-runtime.ts';

// Prints what becomes of TensorFlow.js on Dawn, both as installed for tests. Argument: `train`, or the failure to bring about.

/** What is used here of a `GPUDevice`. */
type Device = {limits: {maxBufferSize: number}; createBuffer(descriptor: {size: number; usage: number}): unknown; destroy(): void};

const load = (name: string): Promise<unknown> => (name === 'webgpu' ? import('tested-webgpu') : import('tested-tfjs-backend-webgpu'));
const start = (backend: string): ReturnType<typeof startFirst> =>
  startFirst([webgpuCandidate(load), cpuCandidate], {backend, allowSoftware: true});

/** Losses of ten steps of a net with every kind of kernel that detectors train. */
async function train(): Promise<number[]> {
  const numbers = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 0.3, 'float32', seed);
  const variable = (shape: number[], seed: number): tf.Tensor4D => tf.variable(numbers(shape, seed)) as tf.Variable<tf.Rank.R4>;
  const [first, depthwise, second] = [variable([3, 3, 3, 8], 1), variable([3, 3, 8, 1], 2), variable([1, 1, 8, 4], 3)];
  const [scale, offset] = [tf.variable(tf.ones([8])), tf.variable(tf.zeros([8]))] as tf.Variable<tf.Rank.R1>[];
  const [x, t] = [numbers([2, 15, 12, 3], 4) as tf.Tensor4D, numbers([2, 8, 6, 4], 5)];
  const loss = (): tf.Scalar => {
    const y = tf.conv2d(x, first, 1, 'same');
    const {mean, variance} = tf.moments(y, [0, 1, 2]);
    const z = tf.relu(tf.batchNorm(y, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale));
    return tf.mean(
      tf.squaredDifference(tf.conv2d(tf.maxPool(tf.depthwiseConv2d(z, depthwise, 1, 'same'), 2, 2, 'same'), second, 1, 'same'), t),
    );
  };
  const optimizer = tf.train.momentum(0.05, 0.9);
  const losses: number[] = [];
  for (let step = 0; step < 10; step++) {
    const value = optimizer.minimize(loss, true) as tf.Scalar;
    losses.push(...(await value.data()));
    value.dispose();
  }
  return losses;
}

/** What a read gives after, or while, something fails. */
async function fail(failure: string): Promise<unknown> {
  const {device} = tf.backend() as unknown as {device: Device};
  const x = tf.neg(tf.ones<tf.Rank.R2>([64, 64])); // on the device
  try {
    if (failure === 'synchronous-read') return x.dataSync();
    if (failure === 'invalid') return await tf.sum(tf.tile(x, [2 ** 10, 2 ** 9])).data();
    if (failure === 'out-of-memory') {
      for (let buffer = 0; buffer < 64; buffer++) device.createBuffer({size: device.limits.maxBufferSize, usage: 128}); // 64 GiB
    }
    const read = tf.matMul(x, x).data();
    if (failure === 'lost') device.destroy();
    return await read;
  } catch (error) {
    const {code, detail, message} = error as {code?: string; detail?: object; message: string};
    return {code, ...detail, message};
  }
}

const [task = 'train'] = process.argv.slice(2);
const {device} = await start('webgpu');
const result: Record<string, unknown> = {device};
if (task === 'train') {
  result['webgpu'] = await train();
  await start('cpu');
  result['cpu'] = await train();
} else result['failure'] = await fail(task);
console.log(JSON.stringify(result));
process.exit(0); // Dawn's threads outlive a lost device
