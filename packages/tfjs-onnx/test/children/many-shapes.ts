import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {compile} from '../../src/index.ts';
import type {OnnxBackend} from '../../src/index.ts';
import {normal} from '../compare-backends.ts';
import {createTinyNet} from '../tiny-net.ts';

// Prints resident bytes, graphs, sessions and tensors while images of 50 shapes train a net, eagerly and compiled.
await tf.setBackend('onnx');
const net = createTinyNet(3, [16, 32]);
const optimizer = tf.train.momentum(0.01, 0.9);
const step = (x: tf.Tensor, t: tf.Tensor): tf.Scalar => optimizer.minimize(() => net.loss(x, t), true) as tf.Scalar;
const compiled = compile(step);
const measures: {shapes: number; resident: number; graphs: number; sessions: number; tensors: number}[] = [];
for (let index = 1; index <= 50; index++) {
  const [height, width] = [64 + 4 * (index % 10), 64 + 4 * Math.floor(index / 10)];
  const x = tf.tensor(normal([2, height, width, 3], 1), [2, height, width, 3]);
  const t = tf.tensor(normal([2, height / 4, width / 4, 4], 2), [2, height / 4, width / 4, 4]);
  for (const run of [step, compiled]) {
    const loss = run(x, t);
    await loss.data();
    loss.dispose();
  }
  tf.dispose([x, t]);
  if (index % 10 === 0) {
    const {sessionCount: sessions} = tf.backend() as OnnxBackend;
    measures.push({
      shapes: index,
      resident: process.memoryUsage.rss(),
      graphs: compiled.graphCount,
      sessions,
      tensors: tf.memory().numTensors,
    });
  }
}
console.log(JSON.stringify({mode: compiled.mode, measures}));
