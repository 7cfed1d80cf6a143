import '@tensorflow/tfjs';
import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {createTinyNet} from '../../test/tiny-net.ts';
import {toOnnx} from '../index.ts';

/** A Python that has the package `onnx`; where it is not named, the tests show as skipped. */
const PYTHON = process.env['OID_PYTHON'];
const CHECK =
  'import onnx, sys; [onnx.checker.check_model(onnx.load(file), full_check=True) for file in sys.argv[1:]]; print(len(sys.argv) - 1)';

beforeAll(() => tf.setBackend('onnx'));

describe.skipIf(PYTHON === undefined)("ONNX's own checker, shapes inferred", () => {
  test('passes a detector with suppression, depthwise and other convolutions, a training step, and the smallest file', async () => {
    const net = createTinyNet(3);
    const [depthwise, transposed] = [tf.variable(tf.ones<tf.Rank.R4>([3, 3, 3, 2])), tf.variable(tf.ones<tf.Rank.R4>([2, 2, 4, 6]))];
    const image = {image: {shape: [1, 16, 12, 3]}};
    const files = {
      detector: toOnnx(
        (x: tf.Tensor4D) => ({boxes: tf.sigmoid(tf.reshape(x, [1, 144, 4])), scores: tf.reshape(tf.softmax(x), [1, 192, 3])}),
        {
          inputs: image,
        },
      ),
      detections: toOnnx((x: tf.Tensor4D) => ({boxes: tf.reshape(x, [1, 144, 4]), scores: tf.reshape(x, [1, 144, 4])}), {
        inputs: image,
        detections: {boxes: 'boxes', scores: 'scores'},
      }),
      convolutions: toOnnx(
        (x: tf.Tensor4D) => {
          const y = tf.depthwiseConv2d(
            tf.pad(x, [
              [0, 0],
              [1, 0],
              [0, 2],
              [0, 0],
            ]),
            depthwise,
            2,
            'same',
          );
          return [
            tf.conv2dTranspose(y, transposed, [1, 18, 14, 4], 2, 'same'),
            tf.maxPool(y, 3, 2, 'same'),
            tf.argMax(y, 3),
            tf.topk(y, 2).values,
          ];
        },
        {inputs: image},
      ),
      gradients: toOnnx(
        (x: tf.Tensor, t: tf.Tensor) => {
          const {value, grads} = tf.variableGrads(() => net.loss(x, t), net.variables);
          return {value, ...grads};
        },
        {inputs: {x: {shape: [2, 16, 12, 3]}, t: {shape: [2, 4, 3, 4]}}},
      ),
      smallest: toOnnx((x: tf.Tensor) => x, {inputs: {x: {shape: [], dtype: 'bool'}}}),
    };
    const folder = await mkdtemp(join(tmpdir(), 'oid-onnx-'));
    try {
      const paths = Object.keys(files).map((name) => join(folder, `${name}.onnx`));
      for (const [index, bytes] of Object.values(files).entries()) await writeFile(paths[index] as string, bytes);
      const {stdout} = await promisify(execFile)(PYTHON as string, ['-c', CHECK, ...paths]);
      expect(stdout.trim()).toBe('5');
    } finally {
      await rm(folder, {recursive: true});
    }
    tf.dispose([depthwise, transposed]);
    net.dispose();
  });
});
