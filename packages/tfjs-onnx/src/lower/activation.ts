import type {Graph} from '../graph/graph.ts';
import type {Spec, Value} from '../graph/value.ts';
import {elementwise} from './elementwise.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

/** Names that TensorFlow.js's fused kernels give to their activation. */
export type Activation = 'linear' | 'relu' | 'relu6' | 'elu' | 'prelu' | 'leakyrelu' | 'sigmoid';

/** What a fused kernel needs besides the activation's name. */
export type ActivationParameters = {readonly slope?: Value | undefined; readonly leakyreluAlpha?: number | undefined};

/** Adds an activation to a value. */
export function activate(graph: Graph, x: Value, activation: Activation, parameters: ActivationParameters): Value {
  switch (activation) {
    case 'relu':
      return elementwise(graph, [x], x, ([name]) => graph.emit('Relu', [name as string]));
    case 'elu':
      return elementwise(graph, [x], x, ([name]) => graph.emit('Elu', [name as string]));
    case 'sigmoid':
      return elementwise(graph, [x], x, ([name]) => graph.emit('Sigmoid', [name as string]));
    case 'relu6':
      return clip(graph, x, 0, 6);
    case 'leakyrelu':
      return leakyRelu(graph, x, parameters.leakyreluAlpha ?? 0.2);
    case 'prelu':
      return parameters.slope === undefined ? x : prelu(graph, x, parameters.slope);
    default:
      return x;
  }
}

/** ONNX Runtime makes `Clip` a part of the convolution before it, and keeps NaN, as TensorFlow.js does. */
function clip(graph: Graph, x: Value, low: number, high: number): Value {
  return elementwise(graph, [x], x, ([name]) => graph.emit('Clip', [name as string, graph.scalar(low), graph.scalar(high)]));
}

function leakyRelu(graph: Graph, x: Value, alpha: number): Value {
  return elementwise(graph, [x], x, ([name]) => graph.emit('LeakyRelu', [name as string], {alpha: {float: alpha}}));
}

function prelu(graph: Graph, x: Value, slope: Value): Value {
  return elementwise(graph, [x, slope], x, ([name, alpha]) => {
    const negative = graph.emit('Less', [name as string, graph.scalar(0)]);
    return graph.emit('Where', [negative, graph.emit('Mul', [name as string, alpha as string]), name as string]);
  });
}

const sameSpec = ({x}: {readonly x: Spec}): readonly Spec[] => [x];

/** Activations with parameters, and the masks that activation gradients are made of. */
export const ACTIVATION_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Relu6: defineLowering({required: ['x'], supports: allFloat, infer: sameSpec, lower: (graph, {x}) => [clip(graph, x, 0, 6)]}),
  ClipByValue: defineLowering({
    required: ['x'],
    supports: allFloat,
    infer: sameSpec,
    lower: (graph, {x}, {clipValueMin, clipValueMax}: {clipValueMin: number; clipValueMax: number}) => [
      clip(graph, x, clipValueMin, clipValueMax),
    ],
  }),
  LeakyRelu: defineLowering({
    required: ['x'],
    supports: allFloat,
    infer: sameSpec,
    lower: (graph, {x}, {alpha}: {alpha: number}) => [leakyRelu(graph, x, alpha)],
  }),
  Prelu: defineLowering({
    required: ['x', 'alpha'],
    supports: (inputs) => allFloat(inputs) && inputs.alpha.shape.length <= inputs.x.shape.length,
    infer: sameSpec,
    lower: (graph, {x, alpha}) => [prelu(graph, x, alpha)],
  }),
  /** NaN stays NaN, unlike `x > 0`. Without a slope, which the gradients of ReLU and ReLU6 leave out, it is min(1, 2¹²⁶ x) in one pass. */
  Step: defineLowering({
    required: ['x'],
    supports: allFloat,
    infer: sameSpec,
    lower: (graph, {x}, attributes: {alpha?: number} | undefined) => [
      elementwise(graph, [x], x, ([name]) => {
        const alpha = attributes?.alpha ?? 0;
        if (alpha === 0) return graph.emit('HardSigmoid', [name as string], {alpha: {float: 2 ** 126}, beta: {float: 0}});
        const positive = graph.emit('Greater', [name as string, graph.scalar(0)]);
        const step = graph.emit('Where', [positive, graph.scalar(1), graph.scalar(alpha)]);
        return graph.emit('Where', [graph.emit('IsNaN', [name as string]), name as string, step]);
      }),
    ],
  }),
  EluGrad: defineLowering({
    required: ['dy', 'y'],
    supports: allFloat,
    infer: ({y}) => [y],
    lower: (graph, {dy, y}) => [
      elementwise(graph, [dy, y], y, ([gradient, output]) => {
        const positive = graph.emit('GreaterOrEqual', [output as string, graph.scalar(0)]);
        const slope = graph.emit('Add', [output as string, graph.scalar(1)]);
        return graph.emit('Where', [positive, gradient as string, graph.emit('Mul', [gradient as string, slope])]);
      }),
    ],
  }),
};
