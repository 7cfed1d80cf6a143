import type {Graph} from '../graph/graph.ts';
import {permuteShape, sizeOf} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

type SpaceToBatchAttributes = {readonly blockShape: readonly number[]; readonly paddings: readonly (readonly number[])[]};
type BatchToSpaceAttributes = {readonly blockShape: readonly number[]; readonly crops: readonly (readonly number[])[]};

const before = (pairs: readonly (readonly number[])[]): number[] => pairs.map((pair) => pair[0] as number);
const after = (pairs: readonly (readonly number[])[]): number[] => pairs.map((pair) => pair[1] as number);

/** Sizes of the block axes after padding. */
function paddedSizes({shape}: Spec, {paddings}: SpaceToBatchAttributes): number[] {
  return paddings.map(([first = 0, last = 0], axis) => (shape[axis + 1] as number) + first + last);
}

function spaceToBatch(graph: Graph, x: Value, attributes: SpaceToBatchAttributes, output: Spec): Value {
  const {blockShape, paddings} = attributes;
  const rest = x.shape.slice(1 + blockShape.length);
  const none = rest.map(() => 0);
  const isPadded = paddings.flat().some((padding) => padding > 0);
  const pads = [0, ...before(paddings), ...none, 0, ...after(paddings), ...none];
  const padded = isPadded ? graph.emit('Pad', [graph.plain(x), graph.ints(pads)]) : graph.plain(x);
  const sizes = paddedSizes(x, attributes);
  const split = [x.shape[0] as number, ...blockShape.flatMap((block, axis) => [(sizes[axis] as number) / block, block]), ...rest];
  const offsets = blockShape.map((_, axis) => 2 * axis + 2);
  const order = [...offsets, 0, ...offsets.map((axis) => axis - 1), ...rest.map((_, axis) => 1 + 2 * blockShape.length + axis)];
  const dealt = graph.transpose(graph.emit('Reshape', [padded, graph.ints(split)]), split, order);
  return graph.value(graph.reshape(dealt, permuteShape(split, order), output.shape), output);
}

function batchToSpace(graph: Graph, x: Value, {blockShape, crops}: BatchToSpaceAttributes, output: Spec): Value {
  const blocks = blockShape.length;
  const [batches = 0, ...sizes] = x.shape;
  const split: Shape = [...blockShape, batches / sizeOf(blockShape), ...sizes];
  const order = [
    blocks,
    ...blockShape.flatMap((_, axis) => [blocks + 1 + axis, axis]),
    ...sizes.slice(blocks).map((_, axis) => 2 * blocks + 1 + axis),
  ];
  const joined = [split[blocks] as number, ...blockShape.map((block, axis) => block * (sizes[axis] as number)), ...sizes.slice(blocks)];
  const name = graph.reshape(
    graph.transpose(graph.reshape(graph.plain(x), x.shape, split), split, order),
    permuteShape(split, order),
    joined,
  );
  if (crops.flat().every((crop) => crop === 0)) return graph.value(name, output);
  const begin = before(crops);
  const end = begin.map((first, axis) => first + (output.shape[axis + 1] as number));
  return graph.value(graph.emit('Slice', [name, graph.ints(begin), graph.ints(end), graph.ints(begin.map((_, axis) => axis + 1))]), output);
}

/** Moves blocks of the axes behind the first into the batch, and back; dilated convolutions have such gradients. */
export const SPACE_TO_BATCH_LOWERINGS: Readonly<Record<string, Lowering>> = {
  SpaceToBatchND: defineLowering({
    required: ['x'],
    supports: allFloat,
    infer: ({x}, attributes: SpaceToBatchAttributes): readonly Spec[] => {
      const {blockShape} = attributes;
      const sizes = paddedSizes(x, attributes).map((size, axis) => size / (blockShape[axis] as number));
      return [{shape: [(x.shape[0] as number) * sizeOf(blockShape), ...sizes, ...x.shape.slice(1 + sizes.length)], dtype: x.dtype}];
    },
    lower: (graph, {x}, attributes, outputs) => [spaceToBatch(graph, x, attributes, outputs[0] as Spec)],
  }),
  BatchToSpaceND: defineLowering({
    required: ['x'],
    supports: allFloat,
    infer: ({x}, {blockShape, crops}: BatchToSpaceAttributes): readonly Spec[] => {
      const [batches = 0, ...sizes] = x.shape;
      const joined = crops.map(([first = 0, last = 0], axis) => (sizes[axis] as number) * (blockShape[axis] as number) - first - last);
      return [{shape: [batches / sizeOf(blockShape), ...joined, ...sizes.slice(joined.length)], dtype: x.dtype}];
    },
    lower: (graph, {x}, attributes, outputs) => [batchToSpace(graph, x, attributes, outputs[0] as Spec)],
  }),
};
