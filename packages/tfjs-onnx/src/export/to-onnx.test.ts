import * as layers from '@tensorflow/tfjs';
import {hasCode} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {beforeEach, describe, expect, test} from 'vitest';
import {nativeTensor, outputTensor} from '../eager/native-tensor.ts';
import type {NativeTensor} from '../binding/native-binding.ts';
import {Session} from '../binding/session.ts';
import {CompileRefusedError, toOnnx} from '../index.ts';

beforeEach(() => tf.setBackend('onnx'));

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return ['tfjs-onnx/wrong-backend', 'tfjs-onnx/compile-refused', 'core/shape'].find((code) => hasCode(error, code)) ?? String(error);
  }
  return 'nothing';
}

/** What a file gives for inputs, by the names of its outputs. */
function run(bytes: Uint8Array, feeds: Record<string, NativeTensor>, fetches: Record<string, NativeTensor>): Record<string, number[]> {
  const session = new Session('exported', bytes, {threads: 1, spinning: 'off', memory: 'borrow'});
  session.run(feeds, fetches);
  session.dispose();
  return Object.fromEntries(Object.entries(fetches).map(([name, {data}]) => [name, Array.from(data)]));
}

describe('toOnnx', () => {
  test('writes a file that ONNX Runtime loads and that gives the function’s results', () => {
    const filter = tf.variable(tf.randomNormal<tf.Rank.R4>([3, 3, 3, 4], 0, 1, 'float32', 5));
    const model = (image: tf.Tensor4D): {features: tf.Tensor; parts: tf.Tensor[]} => {
      const features = tf.maxPool(tf.relu(tf.conv2d(tf.sub(image, 0.5), filter, 1, 'same')), 2, 2, 'valid');
      return {features, parts: [tf.softmax(tf.reshape(features, [1, 24, 4])), tf.argMax(tf.reshape(features, [24, 4]), 1)]};
    };
    const before = tf.memory().numTensors;
    const bytes = toOnnx(model, {inputs: {image: {shape: [1, 8, 12, 3]}}});
    expect(tf.memory().numTensors).toBe(before);
    const session = new Session('exported', bytes, {threads: 1, spinning: 'off', memory: 'borrow'});
    const image = tf.randomNormal<tf.Rank.R4>([1, 8, 12, 3], 0, 1, 'float32', 6);
    const expected = model(image);
    const fetches = {
      features: outputTensor({shape: [1, 4, 6, 4], dtype: 'float32'}),
      'parts.0': outputTensor({shape: [1, 24, 4], dtype: 'float32'}),
      'parts.1': outputTensor({shape: [24], dtype: 'int32'}),
    };
    session.run({image: nativeTensor(image, image.dataSync())}, fetches);
    for (const [index, value] of expected.features.dataSync().entries()) expect(fetches.features.data[index]).toBeCloseTo(value, 5);
    for (const [index, value] of (expected.parts[0] as tf.Tensor).dataSync().entries())
      expect(fetches['parts.0'].data[index]).toBeCloseTo(value, 6);
    expect([...fetches['parts.1'].data]).toEqual([...(expected.parts[1] as tf.Tensor).dataSync()]);
    session.dispose();
    filter.dispose();
  });

  test('stores variables with their present values, whatever becomes of them', () => {
    const factor = tf.variable(tf.scalar(2));
    const bytes = toOnnx((x: tf.Tensor) => tf.mul(x, factor), {inputs: {x: {shape: [2]}}, outputs: ['y'], name: 'scaling'});
    factor.assign(tf.scalar(100));
    const session = new Session('exported', bytes, {threads: 1, spinning: 'off', memory: 'borrow'});
    const y = outputTensor({shape: [2], dtype: 'float32'});
    session.run({x: nativeTensor({shape: [2], dtype: 'float32'}, Float32Array.of(1, 3))}, {y});
    expect([...y.data]).toEqual([2, 6]);
    session.dispose();
  });

  test('writes the predict of a tf.LayersModel', () => {
    const model = layers.sequential({
      layers: [
        layers.layers.conv2d({inputShape: [8, 6, 3], filters: 4, kernelSize: 3, activation: 'relu', padding: 'same'}),
        layers.layers.batchNormalization(),
        layers.layers.maxPooling2d({poolSize: 2}),
        layers.layers.flatten(),
        layers.layers.dense({units: 5, activation: 'softmax'}),
      ],
    });
    const bytes = toOnnx(model, {inputs: {image: {shape: [2, 8, 6, 3]}}, outputs: ['classes']});
    const session = new Session('exported', bytes, {threads: 1, spinning: 'off', memory: 'borrow'});
    const image = tf.randomNormal([2, 8, 6, 3], 0, 1, 'float32', 6);
    const classes = outputTensor({shape: [2, 5], dtype: 'float32'});
    session.run({image: nativeTensor({shape: image.shape, dtype: 'float32'}, image.dataSync())}, {classes});
    const expected = model.predict(image) as unknown as tf.Tensor;
    for (const [index, value] of expected.dataSync().entries()) expect(classes.data[index]).toBeCloseTo(value, 5);
    session.dispose();
    model.dispose();
  });

  test('hands a model with several inputs one array', () => {
    const [left, right] = [layers.input({shape: [3]}), layers.input({shape: [3]})];
    const sum = layers.layers.add().apply([left, right]) as layers.SymbolicTensor;
    const model = layers.model({inputs: [left, right], outputs: sum});
    const bytes = toOnnx(model, {inputs: {left: {shape: [1, 3]}, right: {shape: [1, 3]}}, outputs: ['sum']});
    const spec = {shape: [1, 3], dtype: 'float32'} as const;
    const feeds = {left: nativeTensor(spec, Float32Array.of(1, 2, 3)), right: nativeTensor(spec, Float32Array.of(4, 5, 6))};
    expect(run(bytes, feeds, {sum: outputTensor(spec)})).toEqual({sum: [5, 7, 9]});
    model.dispose();
  });

  test('takes any names, also those that its own inner ones would have', () => {
    const inputs = {t0: {shape: [2]}, c1: {shape: [2]}};
    const bytes = toOnnx((x: tf.Tensor, y: tf.Tensor) => [tf.exp(tf.neg(x)), tf.add(tf.mul(y, 3), 0.5)], {inputs, outputs: ['t1', 'c0']});
    const spec = {shape: [2], dtype: 'float32'} as const;
    const feeds = {t0: nativeTensor(spec, Float32Array.of(0, 0)), c1: nativeTensor(spec, Float32Array.of(1, 2))};
    expect(run(bytes, feeds, {t1: outputTensor(spec), c0: outputTensor(spec)})).toEqual({t1: [1, 1], c0: [3.5, 6.5]});
  });

  test('refuses names that are equal or empty, a result without tensors, and what is no model', () => {
    const options = {inputs: {x: {shape: [2]}}};
    const two = (x: tf.Tensor): tf.Tensor[] => [tf.neg(x), tf.abs(x)];
    expect(() => toOnnx(two, {...options, outputs: ['y', 'y']})).toThrow(/outputs is "y", but must be a name of its own/);
    expect(() => toOnnx(two, {...options, outputs: ['x', 'y']})).toThrow(/outputs is "x"/);
    expect(() => toOnnx(two, {...options, outputs: ['', 'y']})).toThrow(/outputs is ""/);
    expect(() => toOnnx(() => 3, options)).toThrow(
      /model is "a function without a tensor in its result", but must be one that returns a tensor/,
    );
    expect(() => toOnnx({} as never, options)).toThrow(/model is .*, but must be a function of tensors, or a model with a predict/);
    expect(() => toOnnx(two, undefined as never)).toThrow(/inputs is undefined.*such as \{image:/);
  });

  test('refuses what is not a forward pass, a wrong number of names, and another backend', async () => {
    const state = tf.variable(tf.scalar(0));
    const options = {inputs: {x: {shape: [2]}}};
    expect(() => toOnnx((x: tf.Tensor) => x.dataSync(), options)).toThrow(CompileRefusedError);
    expect(() => toOnnx((x: tf.Tensor) => state.assign(tf.sum(x)), options)).toThrow(/assigns the variable/);
    expect(codeOf(() => toOnnx((x: tf.Tensor) => [x, x], {...options, outputs: ['one']}))).toBe('core/shape');
    await tf.setBackend('cpu');
    expect(codeOf(() => toOnnx((x: tf.Tensor) => x, options))).toBe('tfjs-onnx/wrong-backend');
  });

  test.each([null, -1, 1.5, Number.NaN])('refuses the size %s, which a graph cannot have', (size) => {
    const options = {inputs: {image: {shape: [size as number, 3]}}};
    expect(() => toOnnx((x: tf.Tensor) => tf.relu(x), options)).toThrow(/inputs\.image\.shape\[0\].*an integer of at least 0/);
  });

  test('refuses an element type that graphs do not carry', () => {
    const options = {inputs: {x: {shape: [1], dtype: 'int64' as 'int32'}}};
    expect(() => toOnnx((x: tf.Tensor) => x, options)).toThrow(/inputs\.x\.dtype.*one of float32, int32, bool/);
  });
});
