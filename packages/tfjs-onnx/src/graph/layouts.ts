import type {Graph} from './graph.ts';
import {padRank, permuteShape, sizeOf} from './shape.ts';
import type {Shape} from './shape.ts';
import {FROM_NCHW, TO_NCHW} from './value.ts';
import type {Layout, Value} from './value.ts';

/** Domain of the operators that ONNX Runtime keeps for itself, in whose layout values lie in blocks. */
export const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

/** Order of the axes batch (0), height (1), width (2), block (3) and channel in the block (4). */
const FIVE_AXES: Readonly<Record<Layout, readonly number[]>> = {plain: [0, 1, 2, 3, 4], nchw: [0, 3, 4, 1, 2], blocked: [0, 3, 1, 2, 4]};

/**
 * The sizes of a tensor as it lies. In blocks, a channel axis of size 1, which broadcasts, is one block of one channel.
 *
 * @param block - channels in a block; needed for `'blocked'` alone.
 */
export function dimsOf(shape: Shape, layout: Layout, block = 1): Shape {
  if (layout === 'plain') return shape;
  if (layout === 'nchw') return permuteShape(padRank(shape, 4), TO_NCHW);
  return permuteShape(inBlocks(shape, block), FIVE_AXES.blocked);
}

/** What is stored of a value, with its elements in the order of a layout. */
export function reorder(graph: Graph, value: Value, layout: Layout): string {
  const {name, stored, layout: from} = value;
  if (from === layout || (from !== 'blocked' && sizeOf(stored) === 1)) return name;
  if (from === 'blocked' || layout === 'blocked') return reorderBlocks(graph, value, layout);
  if (from === 'nchw') return graph.transpose(name, permuteShape(stored, TO_NCHW), FROM_NCHW);
  const padded = padRank(stored, 4);
  return graph.transpose(graph.reshape(name, stored, padded), padded, TO_NCHW);
}

/** ONNX Runtime has operators to and from blocks, which run on all threads, for float32. */
function reorderBlocks(graph: Graph, {name, stored, dtype, layout: from}: Value, to: Layout): string {
  const block = graph.options.channelBlock ?? 1;
  const [batch, height, width, channels] = padRank(stored, 4) as [number, number, number, number];
  const image = [batch, channels, height, width];
  if (dtype === 'float32' && channels > 1 && height * width > 1) {
    if (to === 'blocked') {
      const source = from === 'plain' ? graph.reshape(name, stored, padRank(stored, 4)) : name;
      const blocks = graph.emit(`${BLOCKED_DOMAIN}.ReorderInput`, [source], {channels_last: {int: from === 'plain' ? 1 : 0}});
      return graph.reshape(blocks, image, dimsOf(stored, to, block));
    }
    const blocks = graph.reshape(name, dimsOf(stored, from, block), image);
    const attributes = {channels: {int: channels}, channels_last: {int: to === 'plain' ? 1 : 0}};
    return graph.emit(`${BLOCKED_DOMAIN}.ReorderOutput`, [blocks], attributes);
  }
  const axes = inBlocks(stored, block);
  const lying = graph.reshape(name, dimsOf(stored, from, block), permuteShape(axes, FIVE_AXES[from]));
  const order = FIVE_AXES[to].map((axis) => FIVE_AXES[from].indexOf(axis));
  const moved = graph.transpose(lying, permuteShape(axes, FIVE_AXES[from]), order);
  return graph.reshape(moved, permuteShape(axes, FIVE_AXES[to]), dimsOf(padRank(stored, 4), to, block));
}

/** `[B, H, W, C]` with its channels in blocks: `[B, H, W, C / block, block]`. */
function inBlocks(shape: Shape, block: number): Shape {
  const [batch, height, width, channels] = padRank(shape, 4) as [number, number, number, number];
  return [batch, height, width, ...(channels === 1 ? [1, 1] : [channels / block, block])];
}
