import type {Random} from '@oid/core';

/**
 * Initial values of a convolution's weights, uniform in ±√(2 · magnitude / (fanIn + fanOut)), where a fan is channels times kernel area.
 *
 * @param shape - `[height, width, inputChannels, outputChannels]`.
 * @param random - draws one number a weight, row-major.
 * @see Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks; MXNet `Xavier(rnd_type='uniform',
 * factor_type='avg', magnitude=2)`.
 */
export function xavierUniform(shape: readonly [number, number, number, number], random: Random, magnitude = 2): Float32Array {
  const [height, width, inputs, outputs] = shape;
  const scale = Math.sqrt((2 * magnitude) / (height * width * (inputs + outputs)));
  return Float32Array.from({length: height * width * inputs * outputs}, () => (2 * random.uniform() - 1) * scale);
}
