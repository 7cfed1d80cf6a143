/** The forward pass of SSD MobileNet V1 at 300 by 300 with 90 classes, batch norm folded into weights and biases. */
import {importBuilt, tf} from './packages.mjs';

const SIZE = 300;
const CLASSES = 90;
/** Output channels and stride of the depthwise and pointwise pairs. */
const PAIRS = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];
const FIRST_TAP = 10;
/** Output channels of the extra pairs: 1x1 of half as many, then 3x3 of stride 2. */
const EXTRAS = [512, 256, 256, 128];

/** @returns a function of images `[B, 300, 300, 3]` in -1..1: `classLogits` `[B, 1917, 91]`, `boxEncodings` `[B, 1917, 4]`. */
export async function createSsdMobileNet() {
  const {createRandom} = await importBuilt('core');
  const random = createRandom(7);
  const weights = (shape, fanIn) => {
    const data = Float32Array.from({length: shape.reduce((a, b) => a * b)}, () => random.normal() * Math.sqrt(2 / fanIn));
    return tf.variable(tf.tensor(data, shape), false);
  };
  const convolution = (side, inputs, outputs, strides, activation) => {
    const filter = weights([side, side, inputs, outputs], side * side * inputs);
    const bias = weights([outputs], 50);
    return (x) => tf.fused.conv2d({x, filter, strides, pad: 'same', bias, activation});
  };
  const depthwise = (channels, strides) => {
    const filter = weights([3, 3, channels, 1], 9);
    const bias = weights([channels], 50);
    return (x) => tf.fused.depthwiseConv2d({x, filter, strides, pad: 'same', bias, activation: 'relu6'});
  };
  const body = [[convolution(3, 3, 32, 2, 'relu6')]];
  const tapped = [];
  let channels = 32;
  for (const [index, [outputs, strides]] of PAIRS.entries()) {
    body.push([depthwise(channels, strides), convolution(1, channels, outputs, 1, 'relu6')]);
    channels = outputs;
    if (index === FIRST_TAP || index === PAIRS.length - 1) tapped.push({layer: body.length - 1, channels});
  }
  for (const outputs of EXTRAS) {
    body.push([convolution(1, channels, outputs / 2, 1, 'relu6'), convolution(3, outputs / 2, outputs, 2, 'relu6')]);
    channels = outputs;
    tapped.push({layer: body.length - 1, channels});
  }
  const heads = tapped.map(({channels}, scale) => {
    const anchors = scale === 0 ? 3 : 6;
    return {
      classes: convolution(1, channels, anchors * (CLASSES + 1), 1, 'linear'),
      boxes: convolution(1, channels, anchors * 4, 1, 'linear'),
    };
  });
  const joined = (maps, predictor, columns) =>
    tf.concat(
      maps.map((map, scale) => tf.reshape(heads[scale][predictor](map), [map.shape[0], -1, columns])),
      1,
    );
  const forward = (images) =>
    tf.tidy(() => {
      const maps = [];
      let x = images;
      for (const [layer, steps] of body.entries()) {
        for (const step of steps) x = step(x);
        if (tapped.some((tap) => tap.layer === layer)) maps.push(x);
      }
      return {classLogits: joined(maps, 'classes', CLASSES + 1), boxEncodings: joined(maps, 'boxes', 4)};
    });
  const pixels = Float32Array.from({length: SIZE * SIZE * 3}, () => 2 * random.uniform() - 1);
  return {forward, pixels, shape: [1, SIZE, SIZE, 3]};
}

/** Sum of magnitudes of the class logits: the number that subjects compare. */
export const magnitude = (values) => values.reduce((sum, value) => sum + Math.abs(value), 0);

/** @param compile - makes the pass one graph; the identity runs it operation by operation. */
export async function createSsdMobileNetWork(compile) {
  const {forward, pixels, shape} = await createSsdMobileNet();
  const run = compile(forward);
  const images = tf.tensor4d(pixels, shape);
  return {
    perRun: 1,
    run: async () => {
      const {classLogits, boxEncodings} = run(images);
      const [logits] = await Promise.all([classLogits.data(), boxEncodings.data()]);
      tf.dispose([classLogits, boxEncodings]);
      return logits;
    },
    check: magnitude,
    describe: () => (run.mode === undefined || run.mode === 'compiled' ? undefined : run.reason?.message),
  };
}
