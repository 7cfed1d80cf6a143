import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {afterEach, describe, expect, test} from 'vitest';
import {registerMissingGradients} from './register-missing-gradients.ts';

const added = new Set<string>();

function register(): readonly string[] {
  const names = registerMissingGradients();
  for (const name of names) added.add(name);
  return names;
}

afterEach(() => {
  for (const name of added) tf.unregisterGradient(name);
  added.clear();
});

describe('registerMissingGradients', () => {
  test('registers each gradient once', () => {
    const names = register();
    expect(names).toContain(tf.CropAndResize);
    expect(new Set(names).size).toBe(names.length);
    expect(register()).toEqual([]);
  });

  test('leaves a gradient alone that the engine has, but widens those of convolutions and gather', () => {
    const theirs = {kernelName: tf.TopK, gradFunc: () => ({})};
    tf.registerGradient(theirs);
    tf.registerGradient({kernelName: tf.Conv2D, gradFunc: () => ({})});
    added.add(tf.TopK);
    const names = register();
    expect(names).toContain(tf.Conv2D);
    expect(names).not.toContain(tf.TopK);
    expect(tf.getGradient(tf.TopK)).toBe(theirs);
  });
});
