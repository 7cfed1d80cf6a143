import * as tf from '@tensorflow/tfjs-core';

type DepthToSpaceAttributes = {blockSize: number; dataFormat: 'NHWC' | 'NCHW'};

/**
 * Gradient of `tf.depthToSpace`: the blocks of `dy` go back into the channels. Both data formats.
 *
 * @see TensorFlow, `array_grad.py`, `_DepthToSpaceGrad`.
 */
export const depthToSpaceGradient: tf.GradConfig = {
  kernelName: tf.DepthToSpace,
  inputsToSave: ['x'],
  gradFunc: (dy, saved, attributes) => {
    const [x] = saved as [tf.Tensor4D];
    const {blockSize: block, dataFormat} = attributes as unknown as DepthToSpaceAttributes;
    return {
      x: () => {
        const [batch, second, third, last] = x.shape;
        const cells =
          dataFormat === 'NCHW'
            ? tf.transpose(tf.reshape(dy as tf.Tensor, [batch, second / block ** 2, third, block, last, block]), [0, 3, 5, 1, 2, 4])
            : tf.transpose(tf.reshape(dy as tf.Tensor, [batch, second, block, third, block, last / block ** 2]), [0, 1, 3, 2, 4, 5]);
        return tf.reshape(cells, x.shape);
      },
    };
  },
};
