import * as tf from '@tensorflow/tfjs-core';
import {channelAffine} from './channel-affine.ts';
import {channelMeans} from './channel-means.ts';
import {withoutGradient} from './without-gradient.ts';

/**
 * Mean and variance (divided by the count, not the count less one) of every channel, as constants: {@link composedBatchNormRelu} has what depends on
 * them in its own gradient. The variance is summed around the mean, so a large mean does not cancel it.
 *
 * @param x - float32 `[B, H, W, C]`, not empty.
 * @returns two float32 `[C]`. The caller disposes them.
 */
export function channelMoments(x: tf.Tensor4D): {mean: tf.Tensor1D; variance: tf.Tensor1D} {
  const mean = withoutGradient(() => channelMeans(x)); // [C]
  const variance = withoutGradient(() => {
    const centred = channelAffine(x, {scale: tf.onesLike(mean), offset: tf.neg(mean)}); // [B, H, W, C]
    const squares = tf.square(centred); // [B, H, W, C]
    centred.dispose();
    return channelMeans(squares);
  });
  return {mean, variance};
}
