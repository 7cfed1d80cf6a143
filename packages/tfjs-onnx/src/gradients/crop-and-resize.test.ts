import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {MATCHES, compareWithDifferences, uniform} from '../../test/finite-differences.ts';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

const images = (values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');

function cropper(boxInd: number[], cropSize: [number, number], method: 'bilinear' | 'nearest' = 'bilinear', fill = 0) {
  return (image: tf.Tensor, boxes: tf.Tensor): tf.Tensor =>
    tf.image.cropAndResize(image as tf.Tensor4D, boxes as tf.Tensor2D, images(boxInd), cropSize, method, fill);
}

function gradients(crop: (image: tf.Tensor, boxes: tf.Tensor) => tf.Tensor, image: tf.Tensor, boxes: tf.Tensor, dy: tf.Tensor): number[][] {
  return tf.tidy(() =>
    tf
      .grads(crop)([image, boxes], dy)
      .map((gradient) => [...gradient.dataSync()]),
  );
}

describe('cropAndResizeGradient', () => {
  test('splits the gradient of a sample between two pixels and moves both edges', () => {
    // One sample in the middle of [0, 0.5] on the pixels 0 10 20: at 0.5, half of the first two, slope 10 over 2 · 0.5 pixels an edge.
    const image = tf.tensor4d([0, 10, 20], [1, 1, 3, 1]);
    const [dImage, dBoxes] = gradients(cropper([0], [1, 1]), image, tf.tensor2d([[0, 0, 0, 0.5]]), tf.ones([1, 1, 1, 1]));
    expect(dImage).toEqual([0.5, 0.5, 0]);
    expect(dBoxes).toEqual([0, 10, 0, 10]);
  });

  test('gives each edge the samples near it', () => {
    // Samples at 0.5, 1.5, 2.5 of the pixels 0 1 4 9: slopes 1, 3, 5; x1 moves them by 3, 1.5, 0 pixels a unit, x2 by 0, 1.5, 3.
    const image = tf.tensor4d([0, 1, 4, 9], [1, 1, 4, 1]);
    const [, dBoxes] = gradients(cropper([0], [1, 3]), image, tf.tensor2d([[0, 1 / 6, 0, 5 / 6]]), tf.ones([1, 1, 3, 1]));
    expect(dBoxes?.[1]).toBeCloseTo(3 * 1 + 1.5 * 3, 4);
    expect(dBoxes?.[3]).toBeCloseTo(1.5 * 3 + 3 * 5, 4);
  });

  test('is that of finite differences for the image and the boxes, over a batch that is not square', () => {
    const boxes = tf.tensor2d([
      [0.11, 0.07, 0.83, 0.91],
      [0.21, 0.52, 0.77, 0.94],
      [0.71, 0.9, 0.13, 0.08],
    ]);
    const image = uniform([2, 5, 7, 2]);
    const crop = cropper([1, 0, 1], [3, 4]);
    expect(compareWithDifferences((pixels) => crop(pixels, boxes), [image])).toEqual(MATCHES);
    expect(compareWithDifferences((corners) => crop(image, corners), [boxes], 1e-3)).toEqual(MATCHES);
  });

  test('is that of finite differences for one sample a side and for nearest sampling of the image', () => {
    const boxes = tf.tensor2d([
      [0.1, 0.2, 0.72, 0.83],
      [0.35, 0.1, 0.5, 0.53],
    ]);
    const image = uniform([1, 4, 6, 3]);
    expect(compareWithDifferences((corners) => cropper([0, 0], [1, 1])(image, corners), [boxes], 1e-3)).toEqual(MATCHES);
    expect(compareWithDifferences((pixels) => cropper([0, 0], [3, 2], 'nearest')(pixels, boxes), [image])).toEqual(MATCHES);
  });

  test('takes the slope of bilinear sampling for the boxes of nearest sampling', () => {
    const [image, boxes, dy] = [uniform([1, 4, 5, 2]), tf.tensor2d([[0.1, 0.2, 0.8, 0.7]]), uniform([1, 3, 3, 2], 2)];
    expect(gradients(cropper([0], [3, 3], 'nearest'), image, boxes, dy)[1]).toEqual(gradients(cropper([0], [3, 3]), image, boxes, dy)[1]);
  });

  test('gives nothing for samples outside the image', () => {
    const image = uniform([1, 3, 4, 1]);
    const boxes = tf.tensor2d([
      [-2, -2, -1, -1],
      [-0.5, 0.1, 0.7, 1.4],
    ]);
    const crop = cropper([0, 0], [3, 3], 'bilinear', 5);
    expect(compareWithDifferences((pixels) => crop(pixels, boxes), [image])).toEqual(MATCHES);
    expect(gradients(crop, image, boxes, tf.ones([2, 3, 3, 1]))[1]?.slice(0, 4)).toEqual([0, 0, 0, 0]);
  });

  test('reaches the border pixels of boxes that end on the border', () => {
    const starts = Array.from({length: 40}, (_value, index) => [index / 97, index / 89, 1, 1]);
    const image = tf.ones([1, 38, 53, 1]);
    const crop = cropper(
      starts.map(() => 0),
      [7, 7],
    );
    const sampled = tf.sum(crop(image, tf.tensor2d(starts))).dataSync()[0];
    const [dImage = []] = gradients(crop, image, tf.tensor2d(starts), tf.ones([40, 7, 7, 1]));
    expect(sampled).toBe(40 * 49);
    expect(dImage.reduce((sum, value) => sum + value, 0)).toBeCloseTo(40 * 49, 2);
  });

  test('gives zeros to a box of no image and for no boxes', () => {
    const image = uniform([1, 3, 4, 2]);
    const stray = gradients(cropper([1], [2, 2]), image, tf.tensor2d([[0, 0, 1, 1]]), tf.ones([1, 2, 2, 2]));
    expect(stray.flat().every((value) => value === 0)).toBe(true);
    const [dImage, dBoxes] = gradients(cropper([], [2, 2]), image, tf.zeros([0, 4]), tf.zeros([0, 2, 2, 2]));
    expect(dImage).toEqual(Array.from({length: 24}, () => 0));
    expect(dBoxes).toEqual([]);
  });
});
