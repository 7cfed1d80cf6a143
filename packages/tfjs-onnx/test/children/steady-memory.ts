import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {compile} from '../../src/index.ts';
import {normal} from '../compare-backends.ts';
import {createTinyNet} from '../tiny-net.ts';

// Prints resident bytes and tensors at steps 100 and 500 of compiled training.
await tf.setBackend('onnx');
const net = createTinyNet(3, [16, 32]);
const optimizer = tf.train.momentum(0.01, 0.9);
const step = compile((x: tf.Tensor, t: tf.Tensor) => optimizer.minimize(() => net.loss(x, t), true) as tf.Scalar);
const x = tf.tensor(normal([2, 32, 32, 3], 1), [2, 32, 32, 3]);
const t = tf.tensor(normal([2, 8, 8, 4], 2), [2, 8, 8, 4]);
const measures: {step: number; resident: number; tensors: number}[] = [];
for (let index = 1; index <= 500; index++) {
  const loss = step(x, t);
  await loss.data();
  loss.dispose();
  if (index === 100 || index === 500) {
    measures.push({step: index, resident: process.memoryUsage.rss(), tensors: tf.memory().numTensors});
  }
}
console.log(JSON.stringify({mode: step.mode, measures}));
