import * as tf from '@tensorflow/tfjs-core';
import {cropBoxesGradient} from './crop-boxes-gradient.ts';
import {cropImageGradient} from './crop-image-gradient.ts';
import {cropSamples} from './crop-samples.ts';
import type {CropSamples} from './crop-samples.ts';

type CropAndResizeAttributes = {cropSize: [number, number]; method: 'bilinear' | 'nearest'};

/** One `tf.image.cropAndResize`, as its gradients need it. */
export type Crop = {
  /** float32 `[N, cropHeight, cropWidth, C]`: the gradient of the crops. */
  dy: tf.Tensor4D;
  /** int32 `[N]`, in [0, B). */
  images: tf.Tensor1D;
  rows: CropSamples;
  columns: CropSamples;
};

/**
 * Gradients of `tf.image.cropAndResize` for the image and for the boxes.
 *
 * As in TensorFlow: samples outside the image give none; the boxes' gradient is that of bilinear sampling for `nearest` too; a sample on a
 * pixel has the slope 0 along that axis. `boxInd` gets zeros, and so does everything that belongs to a box with a `boxInd` outside the batch.
 *
 * @see TensorFlow, `crop_and_resize_op.cc`, CropAndResizeBackpropImage and CropAndResizeBackpropBoxes.
 */
export const cropAndResizeGradient: tf.GradConfig = {
  kernelName: tf.CropAndResize,
  inputsToSave: ['image', 'boxes', 'boxInd'],
  gradFunc: (dy, saved, attributes) => {
    const [image, boxes, boxInd] = saved as [tf.Tensor4D, tf.Tensor2D, tf.Tensor1D];
    const {cropSize, method} = attributes as unknown as CropAndResizeAttributes;
    const crop = (): Crop => cropOf(dy as tf.Tensor4D, image.shape, boxes, boxInd, cropSize);
    const empty = image.size === 0 || (dy as tf.Tensor).size === 0;
    return {
      image: () => (empty ? tf.zeros(image.shape) : cropImageGradient(crop(), image.shape, method)),
      boxes: () => (empty ? tf.zeros(boxes.shape) : cropBoxesGradient(crop(), image)),
      boxInd: () => tf.zeros(boxInd.shape),
    };
  },
};

function cropOf(dy: tf.Tensor4D, imageShape: number[], boxes: tf.Tensor2D, boxInd: tf.Tensor1D, cropSize: [number, number]): Crop {
  const [batch, height, width] = imageShape as [number, number, number, number];
  const [y1, x1, y2, x2] = tf.split(boxes, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]; // [N, 1] each
  const rows = cropSamples(y1, y2, cropSize[0], height);
  const known = tf.cast(tf.logicalAnd(tf.greaterEqual(boxInd, 0), tf.less(boxInd, batch)), 'float32'); // [N]
  const images = tf.cast(tf.clipByValue(tf.cast(boxInd, 'float32'), 0, batch - 1), 'int32');
  return {
    dy,
    images,
    rows: {...rows, inside: tf.mul(rows.inside, tf.expandDims(known, 1))},
    columns: cropSamples(x1, x2, cropSize[1], width),
  };
}
