import * as tf from '@tensorflow/tfjs-core';
import {channelAffine} from './channel-affine.ts';
import {channelMeans} from './channel-means.ts';
import {channelMoments} from './channel-moments.ts';

/**
 * Training batch norm and ReLU out of the plain kernels of any backend: `max(0, scale (x - mean) / √(variance + epsilon) + offset)`.
 *
 * Forward and backward are closed forms that are affine in x and in the masked gradient `d = dy · [y > 0]`, channel by channel:
 * `dx = a d + b x + c` with a, b, c from the means of `d` and `d x`. That takes 5 passes over the tensor forward and 8 backward, and keeps
 * only x and y; composed of differentiable ops it would be some 25.
 *
 * @param inputs - x float32 `[B, H, W, C]`, not empty; scale and offset `[C]`.
 * @returns y, and the batch's mean and variance `[C]` as constants. The caller disposes them.
 * @see Ioffe and Szegedy 2015, Batch Normalization, arXiv:1502.03167, §3 for the gradient.
 */
export function composedBatchNormRelu(
  {x, scale, offset}: {x: tf.Tensor4D; scale: tf.Tensor1D; offset: tf.Tensor1D},
  epsilon: number,
): {y: tf.Tensor4D; mean: tf.Tensor1D; variance: tf.Tensor1D} {
  const {mean, variance} = channelMoments(x);
  const normalize = tf.customGrad<tf.Tensor>((...parts) => {
    const [input, factor, shift, save] = parts as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const inverse = tf.rsqrt(tf.add(variance, epsilon)); // [C], 1 / standard deviation
    const slope = tf.mul<tf.Tensor1D>(factor, inverse); // [C]
    const y = channelAffine(input, {scale: slope, offset: tf.sub(shift, tf.mul(mean, slope)), relu: true}); // [B, H, W, C]
    save([input, y, mean, inverse, slope]);
    return {value: y, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.tidy(() => gradient(dy, saved as Saved))};
  });
  return {y: normalize(x, scale, offset) as tf.Tensor4D, mean, variance};
}

type Saved = [x: tf.Tensor4D, y: tf.Tensor4D, mean: tf.Tensor1D, inverse: tf.Tensor1D, slope: tf.Tensor1D];

/** Of x, scale and offset. */
function gradient(dy: tf.Tensor, [x, y, mean, inverse, slope]: Saved): tf.Tensor[] {
  const masked = tf.tidy(() => tf.mul<tf.Tensor4D>(dy, tf.step(y))); // [B, H, W, C], d
  const meanOfMasked = channelMeans(masked); // [C]
  const meanOfProduct = tf.tidy(() => channelMeans(tf.mul(masked, x))); // [C]
  const correlation = tf.mul(tf.sub(meanOfProduct, tf.mul(mean, meanOfMasked)), inverse); // [C], mean of d · normalised x

  const b = tf.neg<tf.Tensor1D>(tf.mul(tf.mul(slope, inverse), correlation)); // [C]
  const c = tf.neg<tf.Tensor1D>(tf.add(tf.mul(slope, meanOfMasked), tf.mul(b, mean))); // [C]
  const ofMasked = channelAffine(masked, {scale: slope, offset: c}); // [B, H, W, C]
  masked.dispose();
  const ofX = channelAffine(x, {scale: b}); // [B, H, W, C]

  const count = x.size / mean.size;
  return [tf.add(ofMasked, ofX), tf.mul(correlation, count), tf.mul(meanOfMasked, count)];
}
