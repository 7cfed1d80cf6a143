import type {Graph} from '../graph/graph.ts';
import type {DType, Spec} from '../graph/value.ts';
import {elementwise} from './elementwise.ts';
import {defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

type Emit = (graph: Graph, x: string) => string;
type UnaryOptions = {readonly output?: DType; readonly input?: DType; readonly eager?: boolean; readonly alsoInt?: boolean};

function unary(emit: Emit, {output, input = 'float32', eager = true, alsoInt = false}: UnaryOptions = {}): Lowering {
  return defineLowering({
    required: ['x'],
    eager,
    supports: ({x}) => x.dtype === input || (alsoInt && x.dtype === 'int32'),
    infer: ({x}): readonly Spec[] => [{shape: x.shape, dtype: output ?? x.dtype}],
    lower: (graph, {x}, _attributes, outputs) => [elementwise(graph, [x], outputs[0] as Spec, ([name]) => emit(graph, name as string))],
  });
}

const operator =
  (name: string): Emit =>
  (graph, x) =>
    graph.emit(name, [x]);

/** exp(x) - 1 without cancellation near 0: tanh(x / 2) · (exp(x) + 1). */
const expm1: Emit = (graph, x) =>
  graph.emit('Mul', [
    graph.emit('Tanh', [graph.emit('Mul', [x, graph.scalar(0.5)])]),
    graph.emit('Add', [graph.emit('Exp', [x]), graph.scalar(1)]),
  ]);

/** log(1 + x) as `log(u) + (x - (u - 1)) / u` with u = 1 + x rounded: the second term is what rounding took from x. */
const log1p: Emit = (graph, x) => {
  const sum = graph.emit('Add', [x, graph.scalar(1)]);
  const log = graph.emit('Log', [sum]);
  const lost = graph.emit('Sub', [x, graph.emit('Sub', [sum, graph.scalar(1)])]);
  const corrected = graph.emit('Add', [log, graph.emit('Div', [lost, sum])]);
  return graph.emit('Where', [graph.emit('IsInf', [log]), log, corrected]); // at -1 and infinity
};

/** The sign of NaN is 0 in TensorFlow.js. */
const sign: Emit = (graph, x) => graph.emit('Where', [graph.emit('IsNaN', [x]), graph.scalar(0), graph.emit('Sign', [x])]);

const isFinite: Emit = (graph, x) => graph.emit('Less', [graph.emit('Abs', [x]), graph.scalar(Number.POSITIVE_INFINITY)]);

/** Kernels of one tensor, element by element. */
export const UNARY_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Abs: unary(operator('Abs'), {alsoInt: true}),
  Acos: unary(operator('Acos')),
  Acosh: unary(operator('Acosh')),
  Asin: unary(operator('Asin')),
  Asinh: unary(operator('Asinh')),
  Atan: unary(operator('Atan')),
  Atanh: unary(operator('Atanh')),
  Ceil: unary(operator('Ceil')),
  Cos: unary(operator('Cos')),
  Cosh: unary(operator('Cosh')),
  Elu: unary(operator('Elu')),
  Erf: unary(operator('Erf')),
  Exp: unary(operator('Exp')),
  Expm1: unary(expm1),
  Floor: unary(operator('Floor')),
  IsFinite: unary(isFinite, {output: 'bool'}),
  IsInf: unary(operator('IsInf'), {output: 'bool'}),
  IsNan: unary(operator('IsNaN'), {output: 'bool'}),
  Log: unary(operator('Log')),
  Log1p: unary(log1p),
  LogicalNot: unary(operator('Not'), {input: 'bool', output: 'bool'}),
  Neg: unary(operator('Neg'), {alsoInt: true}),
  Reciprocal: unary(operator('Reciprocal')),
  Relu: unary(operator('Relu'), {alsoInt: true}),
  Round: unary(operator('Round')),
  Rsqrt: unary((graph, x) => graph.emit('Reciprocal', [graph.emit('Sqrt', [x])])),
  Selu: unary(operator('Selu')),
  Sigmoid: unary(operator('Sigmoid')),
  Sign: unary(sign),
  Sin: unary(operator('Sin')),
  Sinh: unary(operator('Sinh')),
  Softplus: unary(operator('Softplus')),
  Sqrt: unary(operator('Sqrt')),
  Square: unary((graph, x) => graph.emit('Mul', [x, x]), {alsoInt: true}),
  Tan: unary(operator('Tan'), {eager: false}),
  Tanh: unary(operator('Tanh')),
};
