import '@tensorflow/tfjs-backend-cpu';
import {ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {VariableExistsError} from './errors/variable-exists-error.ts';
import {VariableMissingError} from './errors/variable-missing-error.ts';
import {VariableStore} from './variable-store.ts';

let store: VariableStore;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => {
  store = new VariableStore();
  store.create('Net/weights', {shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6), trainable: true});
  store.create('Net/moving_mean', {shape: [2], data: Float32Array.of(7, 8), trainable: false});
});
afterEach(() => {
  store.dispose();
});

describe('VariableStore', () => {
  test('keeps order, names and what is trainable', () => {
    expect(store.names()).toEqual(['Net/weights', 'Net/moving_mean']);
    expect([...store.entries()].map(([name, variable]) => [name, variable.shape])).toEqual([
      ['Net/weights', [2, 3]],
      ['Net/moving_mean', [2]],
    ]);
    expect(store.trainable()).toEqual([store.get('Net/weights')]);
    expect([store.has('Net/weights'), store.has('Net/biases')]).toEqual([true, false]);
  });

  test('names the nearest variable when one is missing', () => {
    expect(() => store.get('Net/weight')).toThrow(VariableMissingError);
    expect(() => store.get('Net/weight')).toThrow('no variable Net/weight among its 2. Did you mean Net/weights?');
  });

  test('refuses a second variable of one name, and data that does not fill its shape', () => {
    const again = {shape: [1], data: Float32Array.of(0), trainable: true};
    expect(() => store.create('Net/weights', again)).toThrow(VariableExistsError);
    expect(() => store.create('Net/biases', {...again, shape: [2]})).toThrow(ShapeError);
    expect(store.has('Net/biases')).toBe(false);
  });

  test('sets a value of the same shape only', () => {
    tf.tidy(() => {
      store.set('Net/moving_mean', tf.tensor1d([1, -1]));
      expect([...store.get('Net/moving_mean').dataSync()]).toEqual([1, -1]);
      expect(() => store.set('Net/moving_mean', tf.tensor2d([[1, -1]]))).toThrow('Net/moving_mean has shape [1, 2], but must be [2]');
    });
  });

  test('loads what it read, into a second store of the same names', async () => {
    const tensors = await store.read();
    expect(tensors.get('Net/weights')).toEqual({dtype: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6)});
    const other = new VariableStore();
    other.create('Net/weights', {shape: [2, 3], data: new Float32Array(6), trainable: true});
    other.create('Net/moving_mean', {shape: [2], data: new Float32Array(2), trainable: false});
    other.load(new Map([...tensors, ['Net/weights/Momentum', {dtype: 'float32', shape: [2, 3], data: new Float32Array(6)}]]));
    expect(await other.read()).toEqual(tensors);
    other.dispose();
  });

  test('copies: neither reading nor loading shares memory', async () => {
    const tensors = await store.read();
    (tensors.get('Net/moving_mean') as {data: Float32Array}).data[0] = 99;
    expect([...store.get('Net/moving_mean').dataSync()]).toEqual([7, 8]);
    store.load(tensors);
    (tensors.get('Net/moving_mean') as {data: Float32Array}).data[0] = 0;
    expect([...store.get('Net/moving_mean').dataSync()]).toEqual([99, 8]);
  });

  test('changes nothing when a value is missing or does not fit', async () => {
    const before = await store.read();
    const weights = {shape: [2, 3], data: new Float32Array(6)};
    expect(() => store.load(new Map([['Net/weights', weights]]))).toThrow(VariableMissingError);
    const transposed = new Map([
      ['Net/weights', {shape: [3, 2], data: new Float32Array(6)}],
      ['Net/moving_mean', {shape: [2], data: new Float32Array(2)}],
    ]);
    expect(() => store.load(transposed)).toThrow('Net/weights has shape [3, 2], but must be [2, 3]');
    const integers = new Map<string, {shape: number[]; data: ArrayBufferView}>([
      ['Net/weights', weights],
      ['Net/moving_mean', {shape: [2], data: new Int32Array(2)}],
    ]);
    expect(() => store.load(integers)).toThrow(ShapeError);
    expect(await store.read()).toEqual(before);
  });

  test('lets two stores hold the same names at once', () => {
    const other = new VariableStore();
    const twin = other.create('Net/weights', {shape: [1], data: Float32Array.of(0), trainable: true});
    expect(twin.name).toBe('Net/weights_1');
    expect(other.get('Net/weights')).toBe(twin);
    other.dispose();
  });

  test('frees its variables, and says so when it is used after', () => {
    const before = tf.memory().numTensors;
    store.dispose();
    expect(tf.memory().numTensors).toBe(before - 2);
    expect(() => store.get('Net/weights')).toThrow('create it again');
  });
});
