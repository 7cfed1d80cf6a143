import * as tf from '@tensorflow/tfjs-core';
import type {TraceOperation} from '../compile/trace.ts';
import type {Spec} from '../graph/value.ts';
import type {Pattern, PatternForm, Surroundings} from './pattern.ts';
import {withGradients} from './with-gradients.ts';

const NAME = 'batchNormTraining';
const AXES = [0, 1, 2];

type Statistics = {readonly mean: tf.Tensor; readonly variance: tf.Tensor; readonly centred?: tf.Tensor};
type Writing = {
  readonly statistics: (x: tf.Tensor) => Statistics;
  /** Whether TensorFlow.js differentiates it. */
  readonly isDifferentiable: boolean;
  readonly normalize: (x: tf.Tensor, statistics: Statistics, scale: tf.Tensor, offset: tf.Tensor) => tf.Tensor;
};

/** The forms of one way of writing it: with a ReLU behind, and without. `keepDims` tells the statistics' shape. */
function formsOf(
  key: string,
  x: Spec,
  {writing, epsilon, keepDims}: {writing: Writing; epsilon: number; keepDims: boolean},
): PatternForm[] {
  const vector: Spec = {shape: x.shape.slice(-1), dtype: 'float32'};
  const specs = [x, vector, vector, x];
  return [true, false].map((relu) => ({
    key: `${key} ${epsilon} ${keepDims} ${relu}`,
    specs,
    naive: (input, scale, offset, dy) => {
      const run = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor[] => {
        const statistics = writing.statistics(x);
        const normalized = writing.normalize(x, statistics, scale, offset);
        return [relu ? tf.relu(normalized) : normalized, statistics.mean, statistics.variance];
      };
      const inputs = [input, scale, offset] as [tf.Tensor, tf.Tensor, tf.Tensor];
      return writing.isDifferentiable ? withGradients(run, inputs, dy) : run(...inputs);
    },
    fused: (input, scale, offset, dy) => {
      const inputs = {x: input, scale, offset} as tf.NamedTensorMap;
      const attributes = {epsilon, relu};
      const [y, mean, variance] = tf.engine().runKernel<tf.Tensor[]>('FusedBatchNormTraining', inputs, attributes) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const all = {...inputs, dy: dy, mean, variance};
      const gradients = writing.isDifferentiable ? tf.engine().runKernel<tf.Tensor[]>('FusedBatchNormTrainingGrad', all, attributes) : [];
      const shaped = (statistic: tf.Tensor): tf.Tensor => (keepDims ? tf.reshape(statistic, [1, 1, 1, -1]) : statistic);
      return [y, shaped(mean), shaped(variance), ...gradients];
    },
  }));
}

const moments = (x: tf.Tensor): Statistics => tf.moments(x, AXES);

/** `tf.moments`, then `tf.batchNorm`, as `tf.layers.batchNormalization` trains. */
export const BATCH_NORM_PATTERN: Pattern = {
  name: NAME,
  anchor: 'FusedBatchNorm',
  forms: (call, surroundings) => {
    const x = call.inputs.find(({name}) => name === 'x')?.spec;
    const isTraining = surroundings.producerOf(call, 'variance')?.kernel === 'Mean';
    if (!isTraining || x?.shape.length !== 4 || call.inputs.length !== 5) return [];
    const epsilon = (call.attributes as {varianceEpsilon: number}).varianceEpsilon;
    const writing: Writing = {
      statistics: moments,
      isDifferentiable: true,
      normalize: (input, {mean, variance}, scale, offset) =>
        tf.batchNorm(
          input as tf.Tensor4D,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          offset as tf.Tensor1D,
          scale as tf.Tensor1D,
          epsilon,
        ),
    };
    return formsOf('batchNorm', x, {writing, epsilon, keepDims: false});
  },
};

/** Mean, variance, division and affine map, each written out. */
function writtenOut(root: 'Rsqrt' | 'Sqrt'): Pattern {
  return {
    name: NAME,
    anchor: root,
    forms: (call, surroundings) => {
      const sum = surroundings.producerOf(call, 'x');
      const epsilon = (surroundings.constantOf(sum, 'b') ?? surroundings.constantOf(sum, 'a'))?.values;
      const variance = surroundings.producerOf(sum, 'a') ?? surroundings.producerOf(sum, 'b');
      const x = inputOf(variance, surroundings);
      if (sum?.kernel !== 'Add' || epsilon?.length !== 1 || x?.shape.length !== 4) return [];
      const keepDims = (variance?.attributes as {keepDims?: boolean} | undefined)?.keepDims === true;
      const number = epsilon[0] as number;
      return Object.entries(statisticsOf(keepDims)).flatMap(([from, statistics]) =>
        Object.entries(NORMALIZATIONS[root]).flatMap(([to, normalize]) => {
          const isDifferentiable = from !== 'difference'; // its gradient fails where it broadcasts, in TensorFlow.js 4.22
          const writing: Writing = {
            statistics,
            isDifferentiable,
            normalize: (input, found, scale, offset) => normalize({x: input, ...found, epsilon: number}, scale, offset),
          };
          return formsOf(`${root} ${from} ${to}`, x, {writing, epsilon: number, keepDims});
        }),
      );
    },
  };
}

/** What a variance is the variance of. */
function inputOf(variance: TraceOperation | undefined, surroundings: Surroundings): Spec | undefined {
  if (variance?.kernel !== 'Mean') return undefined;
  const squares = surroundings.producerOf(variance, 'x');
  const difference =
    squares?.kernel === 'SquaredDifference' ? squares : (surroundings.producerOf(squares, 'x') ?? surroundings.producerOf(squares, 'a'));
  return difference?.kernel === 'Sub' || difference?.kernel === 'SquaredDifference' ? variance.inputs[0]?.spec : undefined;
}

function statisticsOf(keepDims: boolean): Record<string, Writing['statistics']> {
  const mean = (x: tf.Tensor): tf.Tensor => tf.mean(x, AXES, keepDims);
  const centred =
    (square: (difference: tf.Tensor) => tf.Tensor) =>
    (x: tf.Tensor): Statistics => {
      const centre = mean(x);
      const difference = tf.sub(x, centre);
      return {mean: centre, variance: mean(square(difference)), centred: difference};
    };
  const twice =
    (square: (difference: tf.Tensor) => tf.Tensor) =>
    (x: tf.Tensor): Statistics => {
      const {mean: centre, variance} = centred(square)(x);
      return {mean: centre, variance};
    };
  const product = (difference: tf.Tensor): tf.Tensor => tf.mul(difference, difference);
  return {
    ...(keepDims ? {} : {moments}),
    squareTwice: twice(tf.square),
    square: centred(tf.square),
    productTwice: twice(product),
    product: centred(product),
    difference: (x) => {
      const centre = mean(x);
      return {mean: centre, variance: mean(tf.squaredDifference(x, centre))};
    },
  };
}

type Parts = Statistics & {readonly x: tf.Tensor; readonly epsilon: number};
type Normalize = (parts: Parts, scale: tf.Tensor, offset: tf.Tensor) => tf.Tensor;

const difference = ({x, mean, centred}: Parts): tf.Tensor => centred ?? tf.sub(x, mean);

const NORMALIZATIONS: Readonly<Record<'Rsqrt' | 'Sqrt', Record<string, Normalize>>> = {
  Rsqrt: {
    apart: (parts, scale, offset) =>
      tf.add(tf.mul(tf.mul(difference(parts), tf.rsqrt(tf.add(parts.variance, parts.epsilon))), scale), offset),
    folded: (parts, scale, offset) =>
      tf.add(tf.mul(difference(parts), tf.mul(tf.rsqrt(tf.add(parts.variance, parts.epsilon)), scale)), offset),
  },
  Sqrt: {
    apart: (parts, scale, offset) =>
      tf.add(tf.mul(tf.div(difference(parts), tf.sqrt(tf.add(parts.variance, parts.epsilon))), scale), offset),
    folded: (parts, scale, offset) =>
      tf.add(tf.mul(difference(parts), tf.div(scale, tf.sqrt(tf.add(parts.variance, parts.epsilon)))), offset),
  },
};

export const WRITTEN_OUT_BATCH_NORM_PATTERNS: readonly Pattern[] = [writtenOut('Rsqrt'), writtenOut('Sqrt')];
