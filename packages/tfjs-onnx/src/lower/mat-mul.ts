import type {Graph} from '../graph/graph.ts';
import {broadcastShapes, sizeOf} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';
import {activate} from './activation.ts';
import type {Activation} from './activation.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

type MatMulAttributes = {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly activation?: Activation;
  readonly leakyreluAlpha?: number;
};

function outputShape(a: Shape, b: Shape, {transposeA = false, transposeB = false}: MatMulAttributes): Shape {
  const rows = a.at(transposeA ? -1 : -2) as number;
  const columns = b.at(transposeB ? -2 : -1) as number;
  return [...broadcastShapes(a.slice(0, -2), b.slice(0, -2)), rows, columns];
}

const work = ({a}: {readonly a: Spec}, {transposeA = false}: MatMulAttributes, outputs: readonly Spec[]): number =>
  (sizeOf((outputs[0] as Spec).shape) * (a.shape.at(transposeA ? -2 : -1) as number)) / 4;

/** ONNX Runtime folds these transposes into the product. */
function operand(graph: Graph, value: Value, isTransposed: boolean | undefined): string {
  if (isTransposed !== true) return graph.plain(value);
  const rank = value.shape.length;
  const order = value.shape.map((_, axis) => (axis === rank - 1 ? rank - 2 : axis === rank - 2 ? rank - 1 : axis));
  return graph.transpose(graph.plain(value), value.shape, order);
}

function product(graph: Graph, a: Value, b: Value, {transposeA, transposeB}: MatMulAttributes, output: Spec): Value {
  return graph.value(graph.emit('MatMul', [operand(graph, a, transposeA), operand(graph, b, transposeB)]), output);
}

const isMatrix = ({a, b}: {readonly a: Spec; readonly b: Spec}): boolean => a.shape.length >= 2 && b.shape.length >= 2;

/** Matrix products, batched and with bias and activation. */
export const MAT_MUL_LOWERINGS: Readonly<Record<string, Lowering>> = {
  BatchMatMul: defineLowering({
    required: ['a', 'b'],
    weights: ['b'],
    supports: (inputs, _attributes: MatMulAttributes) => allFloat(inputs) && isMatrix(inputs),
    infer: ({a, b}, attributes): readonly Spec[] => [{shape: outputShape(a.shape, b.shape, attributes), dtype: 'float32'}],
    work,
    lower: (graph, {a, b}, attributes, outputs) => [product(graph, a, b, attributes, outputs[0] as Spec)],
  }),
  _FusedMatMul: defineLowering({
    required: ['a', 'b'],
    optional: ['bias', 'preluActivationWeights'],
    weights: ['b', 'bias'],
    supports: (inputs, _attributes: MatMulAttributes) => allFloat(inputs) && isMatrix(inputs),
    infer: ({a, b}, attributes): readonly Spec[] => [{shape: outputShape(a.shape, b.shape, attributes), dtype: 'float32'}],
    work,
    lower: (graph, {a, b, bias, preluActivationWeights}, attributes, outputs) => {
      const output = outputs[0] as Spec;
      const matrix = product(graph, a, b, attributes, output);
      const sum = bias === undefined ? matrix : graph.value(graph.emit('Add', [matrix.name, graph.plain(bias)]), output);
      const parameters = {slope: preluActivationWeights, leakyreluAlpha: attributes.leakyreluAlpha};
      return [activate(graph, sum, attributes.activation ?? 'linear', parameters)];
    },
  }),
};
