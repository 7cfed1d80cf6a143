import '@tensorflow/tfjs-backend-wasm';
import {OptionError, ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import type {DetectorModel} from './detector-model.ts';
import {InputTooSmallError} from './errors/input-too-small-error.ts';
import {TOY_SSD_DEFAULTS, createToySsd} from './toy-ssd.ts';

const SMALL = {height: 64, width: 64};

beforeAll(async () => {
  await tf.setBackend('wasm');
});

function withModel(options: Parameters<typeof createToySsd>[0], use: (model: DetectorModel) => void): void {
  const model = createToySsd(options);
  try {
    tf.tidy(() => use(model));
  } finally {
    model.dispose();
  }
}

function count(model: DetectorModel, prefix: string): number {
  return [...model.variables.entries()]
    .filter(([name, {trainable}]) => name.startsWith(prefix) && trainable)
    .reduce((sum, [, {size}]) => sum + size, 0);
}

describe('createToySsd', () => {
  test('has the parameters of the tutorial, part by part', () => {
    withModel({numClasses: 1, inputSize: SMALL}, (model) => {
      expect(count(model, 'ToySsd/Body')).toBe(72_528);
      expect(count(model, 'ToySsd/Down')).toBe(813_312);
      expect(count(model, 'ToySsd/ClassPredictor')).toBe(41_512);
      expect(count(model, 'ToySsd/BoxPredictor')).toBe(83_024);
      expect(count(model, '')).toBe(1_010_376);
    });
    withModel({numClasses: 2, inputSize: SMALL}, (model) => {
      expect(count(model, 'ToySsd/ClassPredictor')).toBe(62_268);
    });
  });

  test('starts with the prior that it is given, the classes alike', () => {
    withModel({numClasses: 3, inputSize: SMALL, foregroundPrior: 0.01, channelMeans: [0, 0, 0]}, (model) => {
      tf.tidy(() => {
        const {classLogits} = model.predict(tf.zeros([1, SMALL.height, SMALL.width, 3])); // black: the biases alone
        const probabilities = tf.softmax(classLogits).dataSync();
        for (const [at, value] of probabilities.entries()) expect(value).toBeCloseTo(at % 4 === 0 ? 0.99 : 0.01 / 3, 6);
      });
    });
    for (const foregroundPrior of [0, 1, NaN]) {
      expect(() => createToySsd({numClasses: 1, foregroundPrior})).toThrowError(expect.objectContaining({code: 'core/option'}));
    }
  });

  test('names its variables as TensorFlow does', () => {
    withModel({numClasses: 1, inputSize: SMALL}, ({variables}) => {
      expect(variables.names().slice(0, 6)).toEqual([
        'ToySsd/Body/Block_0/Conv_0/weights',
        'ToySsd/Body/Block_0/Conv_0/biases',
        'ToySsd/Body/Block_0/Conv_0/BatchNorm/gamma',
        'ToySsd/Body/Block_0/Conv_0/BatchNorm/beta',
        'ToySsd/Body/Block_0/Conv_0/BatchNorm/moving_mean',
        'ToySsd/Body/Block_0/Conv_0/BatchNorm/moving_variance',
      ]);
      expect(variables.get('ToySsd/Body/Block_0/Conv_0/weights').shape).toEqual([3, 3, 3, 16]);
      expect(variables.get('ToySsd/Down_2/Conv_1/weights').shape).toEqual([3, 3, 128, 128]);
      expect(variables.get('ToySsd/ClassPredictor_0/weights').shape).toEqual([3, 3, 64, 8]);
      expect(variables.names()).toHaveLength(12 * 6 + 10 * 2);
    });
  });

  test('predicts for 5,444 anchors at 256 by 256', () => {
    withModel({numClasses: 3}, (model) => {
      expect(model.numAnchors).toBe(5444);
      const {classLogits, boxEncodings} = model.predict(tf.zeros([1, 256, 256, 3], 'int32'));
      expect([classLogits.shape, boxEncodings.shape]).toEqual([
        [1, 5444, 4],
        [1, 5444, 4],
      ]);
    });
  });

  test.each([
    [128, 192],
    [96, 96],
    [79, 64],
  ])('predicts for every anchor at %d by %d', (height, width) => {
    withModel({numClasses: 2, inputSize: {height, width}}, (model) => {
      const images = tf.randomUniform<tf.Rank.R4>([2, height, width, 3], 0, 255, 'float32', 1);
      for (const {classLogits, boxEncodings} of [model.predict(images), model.predictForTraining(images)]) {
        expect(classLogits.shape).toEqual([2, model.numAnchors, 3]);
        expect(boxEncodings.shape).toEqual([2, model.numAnchors, 4]);
      }
      expect(model.anchors).toHaveLength(4 * model.numAnchors);
    });
  });

  test('puts class j of anchor i in channel i (K+1) + j, cells row by row, scales one after the other', () => {
    withModel({numClasses: 2, inputSize: {height: 64, width: 128}}, (model) => {
      const scales = [0, 1, 2, 3, 4];
      for (const scale of scales) {
        model.variables.set(
          `ToySsd/ClassPredictor_${scale}/weights`,
          tf.zerosLike(model.variables.get(`ToySsd/ClassPredictor_${scale}/weights`)),
        );
        model.variables.set(`ToySsd/ClassPredictor_${scale}/biases`, tf.add(tf.range(0, 12), 100 * scale));
      }
      const logits = model.predict(tf.zeros([1, 64, 128, 3])).classLogits.arraySync()[0] as number[][];
      const cells = [8 * 16, 4 * 8, 2 * 4, 1 * 2, 1];
      const expected = scales.flatMap((scale) =>
        Array.from({length: cells[scale] as number}, () => [0, 1, 2, 3].map((i) => [0, 1, 2].map((j) => 100 * scale + i * 3 + j))).flat(),
      );
      expect(logits).toEqual(expected);
    });
  });

  test('keeps images of a batch apart in inference', () => {
    withModel({numClasses: 1, inputSize: SMALL}, (model) => {
      const images = tf.randomUniform<tf.Rank.R4>([2, 64, 64, 3], 0, 255, 'float32', 5);
      const both = model.predict(images).boxEncodings.arraySync();
      const second = model.predict(tf.slice(images, [1, 0, 0, 0], [1, 64, 64, 3])).boxEncodings.arraySync();
      expect(both[1]?.flat()).toEqual(second[0]?.flat().map((value) => expect.closeTo(value, 4) as number));
      expect(both[0]).not.toEqual(both[1]);
    });
  });

  test('takes the same picture as integers and as floats', () => {
    withModel({numClasses: 1, inputSize: SMALL}, (model) => {
      const image = tf.cast<tf.Tensor4D>(tf.randomUniform([1, 64, 64, 3], 0, 255, 'float32', 5), 'int32');
      const integers = model.predict(image).classLogits.dataSync();
      expect(model.predict(tf.cast(image, 'float32')).classLogits.dataSync()).toEqual(integers);
    });
  });

  test('starts from its seed', () => {
    const weightsOf = (seed: number): Float32Array => {
      const model = createToySsd({numClasses: 1, inputSize: SMALL, seed});
      const weights = model.variables.get('ToySsd/BoxPredictor_4/weights').dataSync() as Float32Array;
      model.dispose();
      return Float32Array.from(weights);
    };
    expect(weightsOf(3)).toEqual(weightsOf(3));
    expect(weightsOf(3)).not.toEqual(weightsOf(4));
    expect(weightsOf(TOY_SSD_DEFAULTS.seed)).toHaveLength(9 * 128 * 16);
  });

  test('predicts the same with the variables of another model', async () => {
    const [first, second] = [1, 2].map((seed) => createToySsd({numClasses: 1, inputSize: SMALL, seed})) as [DetectorModel, DetectorModel];
    const image = tf.randomUniform<tf.Rank.R4>([1, 64, 64, 3], 0, 255, 'float32', 5);
    const outputs = (model: DetectorModel): number[] => tf.tidy(() => [...model.predict(image).classLogits.dataSync()]);
    expect(outputs(second)).not.toEqual(outputs(first));
    second.variables.load(await first.variables.read());
    expect(outputs(second)).toEqual(outputs(first));
    image.dispose();
    first.dispose();
    second.dispose();
  });

  test('refuses images of another size, of another rank, and none', () => {
    withModel({numClasses: 1, inputSize: {height: 64, width: 96}}, (model) => {
      expect(() => model.predict(tf.zeros([1, 96, 64, 3]))).toThrow('images has shape [1, 96, 64, 3], but must be [B, 64, 96, 3]');
      expect(() => model.predictForTraining(tf.zeros([0, 64, 96, 3]))).toThrow(ShapeError);
      expect(() => model.predict(tf.zeros<tf.Rank>([64, 96, 3]) as tf.Tensor4D)).toThrow(ShapeError);
    });
  });

  test('refuses options out of range, before it makes a variable', () => {
    const before = tf.memory().numTensors;
    expect(() => createToySsd({numClasses: 0})).toThrow(OptionError);
    expect(() => createToySsd({numClasses: 1, seed: 0.5})).toThrow(OptionError);
    expect(() => createToySsd({numClasses: 1, inputSize: {height: 64.5, width: 64}})).toThrow(OptionError);
    expect(() => createToySsd({numClasses: 1, inputSize: {height: 64, width: 32}})).toThrow(InputTooSmallError);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('frees everything', () => {
    const before = tf.memory();
    const model = createToySsd({numClasses: 1, inputSize: SMALL});
    const image = tf.zeros<tf.Rank.R4>([1, 64, 64, 3]);
    const {classLogits, boxEncodings} = model.predict(image);
    tf.dispose([classLogits, boxEncodings, image]);
    expect(tf.memory().numTensors).toBe(before.numTensors + model.variables.names().length);
    model.dispose();
    expect([tf.memory().numTensors, tf.memory().numBytes]).toEqual([before.numTensors, before.numBytes]);
  });
});
