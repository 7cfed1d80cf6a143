import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {MATCHES, compareWithDifferences, uniform} from '../../test/finite-differences.ts';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

const einsum =
  (equation: string) =>
  (...factors: tf.Tensor[]): tf.Tensor =>
    tf.einsum(equation, ...factors);

const LENGTHS: Readonly<Record<string, number>> = {b: 2, c: 2, h: 2, i: 2, j: 3, k: 4, n: 2, w: 3};

function gradientOf(gradients: Readonly<Record<string, () => tf.Tensor>>, input: string | number): tf.Tensor {
  const gradient = gradients[input];
  if (gradient === undefined) expect.fail(`no gradient for ${input}`);
  return gradient();
}

describe('einsumGradient', () => {
  test('is that of a matrix product', () => {
    const [a, b] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])];
    const [da, db] = tf.grads(einsum('ij,jk->ik'))([a, b], tf.tensor2d([[10]])) as [tf.Tensor, tf.Tensor];
    expect([...da.dataSync()]).toEqual([30, 40]);
    expect([...db.dataSync()]).toEqual([10, 20]);
  });

  test.each(['ij,jk->ik', 'bij,bkj->bik', 'bhwc,nc->bnhw', 'i,j->ij', 'ij,ij->', 'i,i->', ' ij , jk -> ki ', 'ijk->kj', 'ij->', 'ij->ji'])(
    'is that of finite differences for %s',
    (equation) => {
      const terms = equation.replace(/\s|->.*/g, '').split(',');
      const shapes = terms.map((labels) => labels.split('').map((label) => LENGTHS[label] as number));
      expect(
        compareWithDifferences(
          einsum(equation),
          shapes.map((shape, index) => uniform(shape, index + 1)),
        ),
      ).toEqual(MATCHES);
    },
  );

  test('repeats and sums along labels that only one tensor has', () => {
    const inputs = [tf.tensor2d([[1, 2, 3]]), tf.tensor1d([10, 20])]; // y[i] = sum over j of a[i, j] times sum over k of b[k]
    const gradients = tf.getGradient(tf.Einsum).gradFunc(tf.tensor1d([2]), inputs, {equation: 'ij,k->i'});
    expect([...gradientOf(gradients, 0).dataSync()]).toEqual([60, 60, 60]);
    expect([...gradientOf(gradients, 1).dataSync()]).toEqual([12, 12]);
  });
});
