import type {Graph} from '../graph/graph.ts';
import {broadcastShapes} from '../graph/shape.ts';
import type {Layout, Spec, Value} from '../graph/value.ts';

/** The layout in which an element-wise kernel does least reordering: blocks, else NCHW, as soon as one 4-D operand lies so. */
export function commonLayout(operands: readonly Value[], output: Spec): Layout {
  if (output.shape.length !== 4) return 'plain';
  return (['blocked', 'nchw'] as const).find((layout) => operands.some((operand) => operand.layout === layout)) ?? 'plain';
}

/** Applies operators element by element to what is stored of the operands, so that lazy broadcasts stay lazy. */
export function elementwise(graph: Graph, operands: readonly Value[], output: Spec, combine: (names: readonly string[]) => string): Value {
  const layout = commonLayout(operands, output);
  const name = combine(operands.map((operand) => graph.operand(operand, layout)));
  const stored = operands.reduce<readonly number[]>((shape, operand) => broadcastShapes(shape, operand.stored), []);
  return {name, shape: output.shape, dtype: output.dtype, layout, stored, constant: undefined};
}
