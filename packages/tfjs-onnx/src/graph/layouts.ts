import type {Graph} from './graph.ts';
import {padRank, permuteShape, sameShape, sizeOf} from './shape.ts';
import type {Shape} from './shape.ts';
import {FROM_NCHW, TO_NCHW} from './value.ts';
import type {Layout, Value} from './value.ts';

/** Domain of the operators that ONNX Runtime keeps for itself, which take and give tensors in blocks. */
export const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

/** Sizes that a tensor has in the graph. In blocks too they read `[B, C, H, W]`, as ONNX Runtime's own operators want it. */
export function dimsOf(shape: Shape, layout: Layout): Shape {
  return layout === 'plain' ? shape : permuteShape(padRank(shape, 4), TO_NCHW);
}

/** What is there of a value. */
type Stored = Pick<Value, 'name' | 'stored' | 'dtype' | 'layout'>;

/** What is stored of a value, with its elements in the order of a layout. */
export function reorder(graph: Graph, value: Stored, layout: Layout): string {
  const {name, stored, layout: from} = value;
  if (from === layout || (from === 'plain' && sizeOf(stored) === 1)) return name;
  if (from === 'blocked' || layout === 'blocked') return reorderBlocks(graph, value, layout);
  if (from === 'nchw') return graph.transpose(name, permuteShape(stored, TO_NCHW), FROM_NCHW);
  const padded = padRank(stored, 4);
  return graph.transpose(graph.reshape(name, stored, padded), padded, TO_NCHW);
}

/** The value, repeated where not all of it is stored. */
export function expand(graph: Graph, value: Value, layout: Layout): string {
  const ordered = reorder(graph, value, layout);
  if (sameShape(value.stored, value.shape)) return ordered;
  const dims = dimsOf(value.shape, layout);
  if (layout !== 'blocked') return graph.emit('Expand', [ordered, graph.ints(dims)]);
  const sizes = blockDims(graph, value.shape);
  return graph.reshape(graph.emit('Expand', [splitBlocks(graph, ordered, value.stored), graph.ints(sizes)]), sizes, dims);
}

/** Sizes of a tensor in blocks by their order in memory, `[B, C / block, H, W, block]`; a channel axis of size 1, which broadcasts, is one block of one. */
export function blockDims({options: {channelBlock = 1}}: Graph, shape: Shape): Shape {
  const [batch, height, width, channels] = padRank(shape, 4) as [number, number, number, number];
  return channels === 1 ? [batch, 1, height, width, 1] : [batch, channels / channelBlock, height, width, channelBlock];
}

/** A tensor in blocks with its sizes by their order in memory, so that it broadcasts. */
export function splitBlocks(graph: Graph, name: string, stored: Shape): string {
  return sizeOf(stored) === 1 ? name : graph.emit('Reshape', [name, graph.ints(blockDims(graph, stored))]);
}

/** ONNX Runtime has operators to and from blocks, which run on all threads, for float32. */
function reorderBlocks(graph: Graph, {name, stored, dtype, layout: from}: Stored, to: Layout): string {
  const sizes = padRank(stored, 4);
  const [batch, height, width, channels] = sizes as [number, number, number, number];
  if (channels === 1 || height * width === 1) {
    // Without channels or cells the blocks lie as [B, C, H, W] does.
    if (to === 'blocked') return reorder(graph, {name, stored, dtype, layout: from}, 'nchw');
    return reorder(graph, {name, stored: sizes, dtype, layout: 'nchw'}, to);
  }
  if (channels === graph.options.channelBlock && to !== 'nchw' && from !== 'nchw') {
    return graph.emit('Reshape', [name, graph.ints(dimsOf(sizes, to))]); // one block: the same order
  }
  if (dtype === 'float32') {
    if (to !== 'blocked')
      return graph.emit(`${BLOCKED_DOMAIN}.ReorderOutput`, [name], {
        channels: {int: channels},
        channels_last: {int: to === 'plain' ? 1 : 0},
      });
    const source = from === 'plain' ? graph.reshape(name, stored, sizes) : name;
    return graph.emit(`${BLOCKED_DOMAIN}.ReorderInput`, [source], {channels_last: {int: from === 'plain' ? 1 : 0}});
  }
  const [, blocks, , , block] = blockDims(graph, stored) as [number, number, number, number, number];
  const split: Readonly<Record<Layout, Shape>> = {
    plain: [batch, height, width, blocks, block],
    nchw: [batch, blocks, block, height, width],
    blocked: [batch, blocks, height, width, block],
  };
  const order = SPLIT_AXES[to].map((axis) => SPLIT_AXES[from].indexOf(axis));
  const moved = graph.transpose(graph.emit('Reshape', [name, graph.ints(split[from])]), split[from], order);
  return graph.reshape(moved, split[to], dimsOf(sizes, to));
}

/** Order of the axes batch (0), height (1), width (2), block (3) and channel in the block (4). */
const SPLIT_AXES: Readonly<Record<Layout, readonly number[]>> = {plain: [0, 1, 2, 3, 4], nchw: [0, 3, 4, 1, 2], blocked: [0, 3, 1, 2, 4]};
