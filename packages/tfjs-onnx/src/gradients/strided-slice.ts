import * as tf from '@tensorflow/tfjs-core';
import {sizeOf} from '../graph/shape.ts';

type StridedSliceAttributes = {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
};

/**
 * Gradient of `tf.stridedSlice`: what was read gets `dy`, the rest 0. Negative strides and all masks.
 *
 * @see TensorFlow, `array_grad.py`, `_StridedSliceGrad`.
 */
export const stridedSliceGradient: tf.GradConfig = {
  kernelName: tf.StridedSlice,
  inputsToSave: ['x'],
  gradFunc: (dy, saved, attributes) => {
    const [x] = saved as [tf.Tensor];
    const {begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask} =
      attributes as unknown as StridedSliceAttributes;
    return {
      x: () => {
        if ((dy as tf.Tensor).size === 0) return tf.zeros(x.shape);
        const read = tf.slice_util.sliceInfo(x.shape, begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask);
        const sparse = tf.slice_util.computeOutShape(read.begin, read.end, read.strides);
        return x.shape.reduce(
          (gradient: tf.Tensor, length, axis) => spread(gradient, axis, length, read.begin[axis] as number, read.strides[axis] as number),
          tf.reshape(dy as tf.Tensor, sparse),
        );
      },
    };
  },
};

/** Puts the entries of one axis at `begin`, `begin + stride`, … of `length` zeros. */
function spread(x: tf.Tensor, axis: number, length: number, begin: number, stride: number): tf.Tensor {
  const count = x.shape[axis] as number;
  const step = Math.abs(stride);
  const first = stride > 0 ? begin : begin + (count - 1) * stride;
  const ahead = x.shape.slice(0, axis);
  const behind = x.shape.slice(axis + 1);
  const [outer, inner] = [sizeOf(ahead), sizeOf(behind)];
  const ordered = tf.reshape(stride > 0 ? x : tf.reverse(x, axis), [outer, count, 1, inner]);
  const gaps: [number, number][] = [0, 0, step - 1, 0].map((zeros) => [0, zeros]);
  const spaced = tf.reshape(tf.pad(ordered, gaps), [outer, count * step, inner]);
  const reach = (count - 1) * step + 1;
  const margins: [number, number][] = [[0, 0], [first, length - first - reach], [0, 0]]; // biome-ignore format: one pair an axis
  const placed = tf.pad(tf.slice(spaced, [0, 0, 0], [outer, reach, inner]), margins);
  return tf.reshape(placed, [...ahead, length, ...behind]);
}
