import * as tf from '@tensorflow/tfjs-core';
import type {Graph} from '../graph/graph.ts';
import {sameShape, sizeOf} from '../graph/shape.ts';
import type {DType, Spec, Value} from '../graph/value.ts';
import {commonLayout, elementwise} from './elementwise.ts';
import {defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

type Emit = (graph: Graph, a: string, b: string) => string;
type BinaryOptions = {
  readonly output?: DType;
  readonly inputs?: readonly DType[];
  /** A constant operand that leaves the other as it is, e.g. 1 for a product; a right operand only, unless `commutes`. */
  readonly neutral?: number;
  readonly commutes?: boolean;
};

function binary(emit: Emit, {output, inputs = ['float32', 'int32'], neutral, commutes = false}: BinaryOptions = {}): Lowering {
  return defineLowering({
    required: ['a', 'b'],
    supports: ({a, b}) => a.dtype === b.dtype && inputs.includes(a.dtype),
    infer: ({a, b}): readonly Spec[] => [
      {shape: tf.backend_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]), dtype: output ?? a.dtype},
    ],
    lower: (graph, {a, b}, _attributes, outputs) => {
      const spec = outputs[0] as Spec;
      if (neutral !== undefined && b.constant === neutral && keepsMeaning(a, spec)) return [{...a, shape: spec.shape}];
      if (neutral !== undefined && commutes && a.constant === neutral && keepsMeaning(b, spec)) return [{...b, shape: spec.shape}];
      return [
        tiled(graph, emit, a, b, spec) ?? elementwise(graph, [a, b], spec, ([left, right]) => emit(graph, left as string, right as string)),
      ];
    },
  });
}

/** Whether a value may stand for its broadcast: an NCHW value only while it has four axes. */
function keepsMeaning(value: Value, spec: Spec): boolean {
  return value.layout === 'plain' || spec.shape.length === 4;
}

/**
 * A channel vector against a large plain tensor: ONNX Runtime's inner loop is then only C long. Viewing the tensor as rows of m·C elements
 * and repeating the vector m times is several times faster.
 */
function tiled(graph: Graph, emit: Emit, a: Value, b: Value, output: Spec): Value | undefined {
  if (commonLayout([a, b], output) !== 'plain') return undefined;
  const [big, small] = sizeOf(a.stored) >= sizeOf(b.stored) ? [a, b] : [b, a];
  const channels = small.stored.at(-1) ?? 1;
  const rows = sizeOf(big.stored) / channels;
  if (!sameShape(big.stored, output.shape) || big.stored.at(-1) !== channels || sizeOf(small.stored) !== channels) return undefined;
  if (channels === 1 || channels > 256 || sizeOf(big.stored) < 16384) return undefined;
  let repeats = 1;
  while (rows % (repeats * 2) === 0 && repeats * 2 * channels <= 4096) repeats *= 2;
  if (repeats < 4) return undefined;
  const vector = graph.reshape(graph.operand(small, 'plain'), small.stored, [channels]);
  const row = graph.emit('Tile', [vector, graph.ints([repeats])]);
  const shape = [rows / repeats, repeats * channels];
  const matrix = graph.reshape(graph.operand(big, 'plain'), big.stored, shape);
  const result = big === a ? emit(graph, matrix, row) : emit(graph, row, matrix);
  return graph.value(graph.reshape(result, shape, output.shape), output);
}

const operator =
  (name: string): Emit =>
  (graph, a, b) =>
    graph.emit(name, [a, b]);

const squaredDifference: Emit = (graph, a, b) => {
  const difference = graph.emit('Sub', [a, b]);
  return graph.emit('Mul', [difference, difference]);
};

/** The remainder has the divisor's sign; ONNX's has the dividend's. */
const modulo: Emit = (graph, a, b) => {
  const remainder = (x: string): string => graph.emit('Mod', [x, b], {fmod: {int: 1}});
  const isPositive = (x: string): string => graph.emit('GreaterOrEqual', [x, graph.scalar(0)]);
  const [first, differ] = [remainder(a), graph.emit('Xor', [isPositive(a), isPositive(b)])];
  return graph.emit('Where', [differ, remainder(graph.emit('Add', [first, b])), first]);
};

/** The angle of `(b, a)`: that of the magnitudes, mirrored where b and where a is negative; so has -0 a side, and infinities a direction. */
const atan2: Emit = (graph, a, b) => {
  const zero = graph.scalar(0);
  const both = (isSo: (x: string) => string): string => graph.emit('And', [isSo(a), isSo(b)]);
  const isNegative = (x: string): string =>
    graph.emit('Or', [graph.emit('Less', [x, zero]), graph.emit('Less', [graph.emit('Reciprocal', [x]), zero])]);
  const ratio = graph.emit('Div', [graph.emit('Abs', [a]), graph.emit('Abs', [b])]);
  const finite = graph.emit('Where', [both((x) => graph.emit('Equal', [x, zero])), zero, graph.emit('Atan', [ratio])]);
  const angle = graph.emit('Where', [both((x) => graph.emit('IsInf', [x])), graph.scalar(Math.PI / 4), finite]);
  const turned = graph.emit('Where', [isNegative(b), graph.emit('Sub', [graph.scalar(Math.PI), angle]), angle]);
  return graph.emit('Where', [isNegative(a), graph.emit('Neg', [turned]), turned]);
};

/** TensorFlow.js keeps the quotient as int32, where what is not finite is 0. */
const floorDivide: Emit = (graph, a, b) => {
  const quotient = graph.emit('Floor', [graph.emit('Div', [a, b])]);
  const isFinite = graph.emit('Less', [graph.emit('Abs', [quotient]), graph.scalar(Number.POSITIVE_INFINITY)]);
  return graph.cast(graph.emit('Where', [isFinite, quotient, graph.scalar(0)]), 'float32', 'int32');
};

const FLOAT = ['float32'] as const;
const power = binary(operator('Pow'), {inputs: FLOAT, neutral: 1});

/** Powers by 2, as focal losses have them, are products. */
function square(graph: Graph, {a, b}: Readonly<Record<string, Value>>, outputs: readonly Spec[]): readonly Value[] | undefined {
  const output = outputs[0] as Spec;
  if (a === undefined || b?.constant !== 2 || !sameShape(a.shape, output.shape)) return undefined;
  return [elementwise(graph, [a], output, ([x]) => graph.emit('Mul', [x as string, x as string]))];
}

const BOOL = {output: 'bool', inputs: ['bool']} as const;

/** Kernels of two tensors with broadcasting. Integer division, which floors in TensorFlow.js and truncates in ONNX, is left out. */
export const BINARY_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Add: binary(operator('Add'), {neutral: 0, commutes: true}),
  Sub: binary(operator('Sub'), {neutral: 0}),
  Multiply: binary(operator('Mul'), {neutral: 1, commutes: true}),
  RealDiv: binary(operator('Div'), {inputs: FLOAT, neutral: 1}),
  FloorDiv: binary(floorDivide, {inputs: FLOAT, output: 'int32'}),
  Maximum: binary(operator('Max')),
  Minimum: binary(operator('Min')),
  Pow: {
    ...power,
    lower: (graph, inputs, attributes, outputs) => square(graph, inputs, outputs) ?? power.lower(graph, inputs, attributes, outputs),
  },
  Mod: binary(modulo, {inputs: FLOAT}),
  Atan2: {...binary(atan2, {inputs: FLOAT}), eager: false},
  SquaredDifference: binary(squaredDifference),
  Equal: binary(operator('Equal'), {output: 'bool'}),
  NotEqual: binary((graph, a, b) => graph.emit('Not', [graph.emit('Equal', [a, b])]), {output: 'bool'}),
  Greater: binary(operator('Greater'), {output: 'bool'}),
  GreaterEqual: binary(operator('GreaterOrEqual'), {output: 'bool'}),
  Less: binary(operator('Less'), {output: 'bool'}),
  LessEqual: binary(operator('LessOrEqual'), {output: 'bool'}),
  LogicalAnd: binary(operator('And'), BOOL),
  LogicalOr: binary(operator('Or'), BOOL),
};
