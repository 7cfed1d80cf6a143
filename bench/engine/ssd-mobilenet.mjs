/**
 * SSD MobileNet V1 at 300 by 300 with 90 classes: its forward pass, batch norm folded into weights and biases, and its training step, batch norm
 * with the batch's statistics.
 */
import {importBuilt, tf} from './packages.mjs';

const SIZE = 300;
const CLASSES = 90;
/** Output channels and stride of the depthwise and pointwise pairs. */
export const PAIRS = [
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
const BATCH_NORM = {epsilon: 1e-3, relu: false};
const FIRST_TAP = 10;
/** Output channels of the extra pairs: 1x1 of half as many, then 3x3 of stride 2. */
const EXTRAS = [512, 256, 256, 128];

/**
 * @param training - whether to normalise by the batch instead of folding that into weights and biases.
 * @returns a function of images `[B, 300, 300, 3]` in -1..1: `classLogits` `[B, 1917, 91]`, `boxEncodings` `[B, 1917, 4]`; and its variables.
 */
export async function createSsdMobileNet({batch = 1, training = false} = {}) {
  const {createRandom} = await importBuilt('core');
  const random = createRandom(7);
  const variables = [];
  const variable = (tensor) => {
    variables.push(tf.variable(tensor, training));
    return variables.at(-1);
  };
  const weights = (shape, fanIn) => {
    const data = Float32Array.from({length: shape.reduce((a, b) => a * b)}, () => random.normal() * Math.sqrt(2 / fanIn));
    return variable(tf.tensor(data, shape));
  };
  /** @param kind - `'conv2d'` or `'depthwiseConv2d'`. */
  const layer = (kind, filter, channels, strides, activation) => {
    if (training && activation === 'relu6') {
      const [scale, offset] = [variable(tf.ones([channels])), variable(tf.zeros([channels]))];
      return (x) => {
        const inputs = {x: tf[kind](x, filter, strides, 'same'), scale, offset};
        return tf.relu6(tf.engine().runKernel('FusedBatchNormTraining', inputs, BATCH_NORM)[0]);
      };
    }
    const bias = weights([channels], 50);
    return (x) => tf.fused[kind]({x, filter, strides, pad: 'same', bias, activation});
  };
  const convolution = (side, inputs, outputs, strides, activation) =>
    layer('conv2d', weights([side, side, inputs, outputs], side * side * inputs), outputs, strides, activation);
  const depthwise = (channels, strides) => layer('depthwiseConv2d', weights([3, 3, channels, 1], 9), channels, strides, 'relu6');
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
  const shape = [batch, SIZE, SIZE, 3];
  const pixels = Float32Array.from({length: batch * SIZE * SIZE * 3}, () => 2 * random.uniform() - 1);
  return {forward, pixels, shape, variables};
}

/**
 * Forward, focal and smooth L1 losses for targets of which every 50th anchor is matched, gradients, SGD with momentum.
 *
 * @param compile - makes the step one graph; the identity runs it operation by operation.
 */
export async function createSsdMobileNetTraining(batch, compile) {
  const {detectionLosses} = await importBuilt('detector-model');
  const {forward, pixels, shape, variables} = await createSsdMobileNet({batch, training: true});
  const slots = variables.map((variable) => tf.variable(tf.zeros(variable.shape), false));
  const step = compile((images, classTargets, boxTargets, boxMask) =>
    tf.tidy(() => {
      const {value, grads} = tf.variableGrads(() => {
        const {classLoss, boxLoss} = detectionLosses(forward(images), {classTargets, boxTargets, boxMask}, {normalizeBy: 'matches'});
        return tf.add(classLoss, boxLoss);
      }, variables);
      for (const [index, variable] of variables.entries()) {
        slots[index].assign(tf.add(tf.mul(slots[index], 0.9), grads[variable.name]));
        variable.assign(tf.sub(variable, tf.mul(slots[index], 1e-4)));
      }
      return value;
    }),
  );
  const anchors = [batch, 1917];
  const isMatched = (anchor) => anchor % 50 === 0;
  const classes = Int32Array.from({length: batch * 1917}, (_, anchor) => (isMatched(anchor) ? 1 + (anchor % CLASSES) : 0));
  const mask = Float32Array.from({length: batch * 1917 * 4}, (_, index) => (isMatched(index >> 2) ? 1 : 0));
  const inputs = [
    tf.tensor4d(pixels, shape),
    tf.tensor2d(classes, anchors, 'int32'),
    tf.mul(tf.ones([...anchors, 4]), 0.5),
    tf.tensor3d(mask, [...anchors, 4]),
  ];
  return {
    perRun: batch,
    run: async () => {
      const loss = step(...inputs);
      const [value] = await loss.data();
      loss.dispose();
      return value;
    },
    describe: () => (step.mode === undefined || step.mode === 'compiled' ? undefined : step.reason?.message),
  };
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
