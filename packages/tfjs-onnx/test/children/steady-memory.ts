import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {compile} from '../../src/index.ts';
import {normal} from '../compare-backends.ts';
import {createTinyNet} from '../tiny-net.ts';

// Prints resident bytes and tensors at steps 100 and 500 of training. Argument: `compiled` or `eager`.
await tf.setBackend('onnx');
const net = createTinyNet(3, [16, 32]);
const optimizer = tf.train.momentum(0.01, 0.9);
const eager = (x: tf.Tensor, t: tf.Tensor): tf.Scalar => optimizer.minimize(() => net.loss(x, t), true) as tf.Scalar;
const compiled = compile(eager);
const step = process.argv[2] === 'compiled' ? compiled : eager;
const x = tf.tensor(normal([2, 32, 32, 3], 1), [2, 32, 32, 3]);
const t = tf.tensor(normal([2, 8, 8, 4], 2), [2, 8, 8, 4]);
const measures: {step: number; resident: number; numTensors: number; numDataBuffers: number; numBytes: number}[] = [];
for (let index = 1; index <= 500; index++) {
  const loss = step(x, t);
  await loss.data();
  loss.dispose();
  if (index === 100 || index === 500) {
    (globalThis as {gc?: () => void}).gc?.();
    const {numTensors, numDataBuffers, numBytes} = tf.memory();
    measures.push({step: index, resident: process.memoryUsage.rss(), numTensors, numDataBuffers, numBytes});
  }
}
console.log(JSON.stringify({mode: compiled.mode, measures}));
