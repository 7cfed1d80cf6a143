import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import type {GroundTruth} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {applyMovingStatistics} from './apply-moving-statistics.ts';
import {assignBatchTargets} from './assign-batch-targets.ts';
import {detectionLosses} from './detection-losses.ts';
import type {DetectorModel} from './detector-model.ts';
import {GradientsMissingError} from './errors/gradients-missing-error.ts';
import {createToySsd} from './toy-ssd.ts';

let model: DetectorModel;
let images: tf.Tensor4D;

beforeAll(async () => {
  await tf.setBackend('wasm');
  registerFilterGradient();
});
beforeEach(() => {
  model = createToySsd({numClasses: 2, inputSize: {height: 64, width: 96}, seed: 1});
  images = tf.randomUniform([2, 64, 96, 3], 0, 255, 'float32', 9);
});
afterEach(() => {
  model.dispose();
  images.dispose();
});

/** The wasm backend alone lacks this kernel, which `@oid/runtime` brings. Here as loops: 3x3, stride 1, padding 1. */
function registerFilterGradient(): void {
  if (tf.getKernel(tf.Conv2DBackpropFilter, 'wasm') !== undefined) return;
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: ({inputs, attrs, backend}) => {
      const {readSync, write} = backend as WasmBackend;
      const [x, dy] = [inputs['x'], inputs['dy']] as [tf.TensorInfo, tf.TensorInfo];
      const {filterShape} = attrs as {filterShape: number[]};
      const values = filterGradient(readSync.call(backend, x.dataId), readSync.call(backend, dy.dataId), x.shape, dy.shape);
      return {dataId: write.call(backend, values, filterShape, 'float32'), shape: filterShape, dtype: 'float32'};
    },
  });
}

type WasmBackend = {
  readSync: (dataId: object) => Float32Array;
  write: (values: Float32Array, shape: number[], dtype: 'float32') => object;
};

function filterGradient(
  x: Float32Array,
  dy: Float32Array,
  [batch = 0, height = 0, width = 0, inputs = 0]: number[],
  dyShape: number[],
): Float32Array {
  const outputs = dyShape[3] as number;
  const sums = new Float32Array(9 * inputs * outputs);
  for (let position = 0; position < 9; position += 1) {
    const [down, right] = [Math.floor(position / 3) - 1, (position % 3) - 1];
    for (let image = 0; image < batch; image += 1) {
      for (let row = Math.max(0, -down); row < Math.min(height, height - down); row += 1) {
        for (let column = Math.max(0, -right); column < Math.min(width, width - right); column += 1) {
          const from = ((image * height + row + down) * width + column + right) * inputs;
          const to = ((image * height + row) * width + column) * outputs;
          for (let input = 0; input < inputs; input += 1) {
            const [value, at] = [x[from + input] as number, (position * inputs + input) * outputs];
            if (value === 0) continue;
            for (let output = 0; output < outputs; output += 1)
              sums[at + output] = (sums[at + output] as number) + value * (dy[to + output] as number);
          }
        }
      }
    }
  }
  return sums;
}

/** The summed losses. Ground truth lies on one anchor of each scale, so that each has a match. */
function lossOfBatch(): tf.Scalar {
  const [first, second] = [
    [400, 500],
    [30, 505, 510],
  ].map((anchors) => ({
    boxes: Float32Array.from(anchors.flatMap((anchor) => [...model.anchors.subarray(anchor * 4, anchor * 4 + 4)])),
    classes: Int32Array.from(anchors, (_, index) => 1 + (index % 2)),
  })) as [GroundTruth, GroundTruth];
  return tf.tidy(() => {
    const {movingStatistics, ...predictions} = model.predictForTraining(images);
    applyMovingStatistics(movingStatistics);
    const {classLoss, boxLoss} = detectionLosses(predictions, assignBatchTargets(model.anchors, [first, second]), {normalizeBy: 'matches'});
    return tf.add<tf.Scalar>(classLoss, boxLoss);
  });
}

/** Gradients by names of the store. */
function lossAndGradients(): {loss: number; gradients: Map<string, tf.Tensor>} {
  const {value, grads} = tf.variableGrads(lossOfBatch, model.variables.trainable());
  const loss = value.dataSync()[0] as number;
  value.dispose();
  const named = [...model.variables.entries()].filter(([, variable]) => variable.name in grads);
  return {loss, gradients: new Map(named.map(([name, variable]) => [name, grads[variable.name] as tf.Tensor]))};
}

describe('training ToySsd', () => {
  test('sends a gradient to every trainable variable', () => {
    const {gradients} = lossAndGradients();
    const trainable = [...model.variables.entries()].filter(([, variable]) => variable.trainable);
    const gradientOf = (name: string): tf.Tensor => gradients.get(name) as tf.Tensor;
    const reached = trainable.filter(([name]) => tf.tidy(() => (tf.sum(tf.abs(gradientOf(name))).dataSync()[0] as number) > 0));
    const cancelsInBatchNorm = (name: string): boolean => name.endsWith('biases') && !name.includes('Predictor');
    expect(reached.map(([name]) => name)).toEqual(trainable.map(([name]) => name).filter((name) => !cancelsInBatchNorm(name)));
    expect(trainable.map(([name]) => gradientOf(name).shape)).toEqual(trainable.map(([, {shape}]) => shape));
    expect([...gradients.keys()]).toEqual(trainable.map(([name]) => name));
    tf.dispose([...gradients.values()]);
  });

  test('lowers the loss on one batch by stepping down the gradient', () => {
    const losses: number[] = [];
    for (let step = 0; step < 8; step += 1) {
      const {loss, gradients} = lossAndGradients();
      losses.push(loss);
      tf.tidy(() => {
        for (const [name, gradient] of gradients) model.variables.set(name, tf.sub(model.variables.get(name), tf.mul(gradient, 0.02)));
      });
      tf.dispose([...gradients.values()]);
    }
    expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] as number));
  });

  test('has the slope of finite differences along the gradient', () => {
    const names = ['ToySsd/Body/Block_1/Conv_0/weights', 'ToySsd/Down_1/Conv_1/BatchNorm/gamma', 'ToySsd/BoxPredictor_2/weights'];
    const {gradients} = lossAndGradients();
    for (const name of names) {
      tf.tidy(() => {
        const gradient = gradients.get(name) as tf.Tensor;
        const start = tf.clone(model.variables.get(name));
        const norm = tf.sqrt(tf.sum(tf.square(gradient))).dataSync()[0] as number;
        const lossAt = (by: number): number => {
          model.variables.set(name, tf.add(start, tf.mul(gradient, by / norm)));
          return lossOfBatch().dataSync()[0] as number;
        };
        const step = 0.01;
        expect((lossAt(step) - lossAt(-step)) / (2 * step) / norm).toBeCloseTo(1, 1);
        model.variables.set(name, start);
      });
    }
    tf.dispose([...gradients.values()]);
  });

  test('moves the statistics of inference towards the batch until both agree', () => {
    const outputs = (predictions: {classLogits: tf.Tensor3D}): number[] => [...predictions.classLogits.dataSync()];
    tf.tidy(() => {
      for (let step = 0; step < 90; step += 1) tf.tidy(() => applyMovingStatistics(model.predictForTraining(images).movingStatistics));
      const {movingStatistics, ...training} = model.predictForTraining(images);
      expect(movingStatistics).toHaveLength(24);
      const inference = outputs(model.predict(images));
      const spread = Math.max(...inference.map(Math.abs));
      outputs(training).forEach((value, index) => expect(Math.abs(value - (inference[index] as number))).toBeLessThan(0.02 * spread));
    });
  });

  test('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const {gradients} = lossAndGradients();
    tf.dispose([...gradients.values()]);
    const {movingStatistics, ...predictions} = model.predictForTraining(images);
    tf.dispose({...predictions});
    applyMovingStatistics(movingStatistics);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('says how to get gradients when the engine has none', () => {
    const gradient = tf.getGradient(tf.Concat);
    tf.unregisterGradient(tf.Concat);
    try {
      expect(lossAndGradients).toThrow(GradientsMissingError);
      expect(lossAndGradients).toThrow("import '@tensorflow/tfjs' once");
    } finally {
      tf.registerGradient(gradient);
    }
  });
});
