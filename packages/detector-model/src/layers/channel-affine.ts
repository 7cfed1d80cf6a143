import * as tf from '@tensorflow/tfjs-core';

/**
 * `x · scale + offset` with one scale and offset a channel, then ReLU if asked.
 *
 * As a depthwise 1x1 convolution with bias this is a single pass in XNNPACK, behind the wasm backend. For use inside `tf.customGrad` only:
 * the fused kernel is called directly and has no gradient here.
 *
 * @param x - float32 `[B, H, W, C]`, not empty.
 * @param scale - float32 `[C]`.
 * @param offset - float32 `[C]`; none is 0.
 * @returns float32 `[B, H, W, C]`. The caller disposes it.
 */
export function channelAffine(
  x: tf.Tensor4D,
  {scale, offset, relu = false}: {scale: tf.Tensor1D; offset?: tf.Tensor1D; relu?: boolean},
): tf.Tensor4D {
  return tf.tidy(() => {
    if (tf.getKernel(tf.FusedDepthwiseConv2D, tf.getBackend()) === undefined) {
      const scaled = tf.mul(x, scale); // [B, H, W, C]
      const moved = offset === undefined ? scaled : tf.add(scaled, offset);
      return (relu ? tf.relu(moved) : moved) as tf.Tensor4D;
    }
    const filter = tf.reshape(scale, [1, 1, scale.size, 1]);
    const attributes = {
      strides: [1, 1],
      pad: 'valid',
      dataFormat: 'NHWC',
      dilations: [1, 1],
      activation: relu ? 'relu' : 'linear',
    };
    const inputs = offset === undefined ? {x, filter} : {x, filter, bias: offset};
    return tf.engine().runKernel<tf.Tensor4D>(tf.FusedDepthwiseConv2D, inputs, attributes);
  });
}
