import type {Graph} from '../graph/graph.ts';
import {dimsOf, splitBlocks} from '../graph/layouts.ts';
import {broadcastShapes, sameShape, sizeOf} from '../graph/shape.ts';
import type {Layout, Spec, Value} from '../graph/value.ts';

/** The layout in which an element-wise kernel does least reordering: blocks, else NCHW, as soon as one 4-D operand lies so. */
export function commonLayout(operands: readonly Value[], output: Spec): Layout {
  if (output.shape.length !== 4) return 'plain';
  return (['blocked', 'nchw'] as const).find((layout) => operands.some((operand) => operand.layout === layout)) ?? 'plain';
}

/** Applies operators element by element to what is stored of the operands, so that lazy broadcasts stay lazy. */
export function elementwise(graph: Graph, operands: readonly Value[], output: Spec, combine: (names: readonly string[]) => string): Value {
  const layout = commonLayout(operands, output);
  const names = operands.map((operand) => graph.operand(operand, layout));
  const stored = operands.reduce<readonly number[]>((shape, operand) => broadcastShapes(shape, operand.stored), []);
  const result = {shape: output.shape, dtype: output.dtype, layout, stored, constant: undefined};
  if (layout !== 'blocked' || operands.every((operand) => sizeOf(operand.stored) === 1 || sameShape(operand.stored, stored))) {
    return {...result, name: combine(names)};
  }
  const combined = combine(names.map((name, index) => splitBlocks(graph, name, (operands[index] as Value).stored)));
  return {...result, name: graph.emit('Reshape', [combined, graph.ints(dimsOf(stored, layout))])};
}
