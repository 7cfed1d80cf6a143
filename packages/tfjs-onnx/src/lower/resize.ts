import type {Graph} from '../graph/graph.ts';
import type {Shape} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

type ResizeAttributes = {readonly size?: readonly [number, number]; readonly alignCorners: boolean; readonly halfPixelCenters?: boolean};
/** One output cell as a mix of two input cells. */
type Mix = {readonly low: number; readonly high: number; readonly fraction: number};

/** Step between the input positions of neighbouring outputs, and the first position, as TensorFlow.js's kernels compute them. */
function positions(from: number, to: number, {alignCorners, halfPixelCenters = false}: ResizeAttributes): (index: number) => number {
  const step = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  return (index) => (halfPixelCenters ? step * (index + 0.5) - 0.5 : step * index);
}

function bilinearMixes(from: number, to: number, attributes: ResizeAttributes): readonly Mix[] {
  const position = positions(from, to, attributes);
  return Array.from({length: to}, (_, index) => {
    const exact = position(index);
    const low = Math.max(0, Math.floor(exact));
    return {low, high: Math.min(from - 1, Math.ceil(exact)), fraction: Math.max(0, exact - low)};
  });
}

/** The input cell that each output cell copies. */
function nearestCells(from: number, to: number, attributes: ResizeAttributes): readonly number[] {
  const step = attributes.alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  return Array.from({length: to}, (_, index) => {
    const exact = attributes.halfPixelCenters === true ? step * (index + 0.5) : step * index;
    return Math.max(0, Math.min(from - 1, attributes.alignCorners ? Math.round(exact) : Math.floor(exact)));
  });
}

/** Weights `[to, from]` of a resize along one axis. */
function resizeMatrix(from: number, to: number, mixes: readonly Mix[]): Float32Array {
  const matrix = new Float32Array(to * from);
  for (const [row, {low, high, fraction}] of mixes.entries()) {
    matrix[row * from + low] = (matrix[row * from + low] as number) + 1 - fraction;
    matrix[row * from + high] = (matrix[row * from + high] as number) + fraction;
  }
  return matrix;
}

/** A resize is linear: its gradient is the product with the transposed weights along both axes. */
function gradient(graph: Graph, images: Spec, dy: Value, mixesOf: (from: number, to: number) => readonly Mix[]): Value {
  const [, height, width] = images.shape as [number, number, number, number];
  const [, outHeight, outWidth] = dy.shape as [number, number, number, number];
  const rows = resizeMatrix(height, outHeight, mixesOf(height, outHeight));
  const columns = resizeMatrix(width, outWidth, mixesOf(width, outWidth));
  const down = graph.transpose(graph.tensor(rows, {shape: [outHeight, height], dtype: 'float32'}), [outHeight, height], [1, 0]);
  const across = graph.tensor(columns, {shape: [outWidth, width], dtype: 'float32'});
  return graph.value(graph.emit('MatMul', [graph.emit('MatMul', [down, graph.nchw(dy)]), across]), images, 'nchw');
}

const outputOf = ({images}: {readonly images: Spec}, {size}: ResizeAttributes): readonly Spec[] => {
  const [batch, , , channels] = images.shape as [number, number, number, number];
  const shape: Shape = [batch, ...(size as readonly [number, number]), channels];
  return [{shape, dtype: 'float32'}];
};

/** Resizing of `[B, H, W, C]`, bilinear and nearest, and its gradients. */
export const RESIZE_LOWERINGS: Readonly<Record<string, Lowering>> = {
  ResizeBilinear: defineLowering({
    required: ['images'],
    supports: (inputs, {alignCorners, size}: ResizeAttributes) =>
      allFloat(inputs) && (!alignCorners || (size as readonly number[]).every((side) => side > 1)),
    infer: outputOf,
    lower: (graph, {images}, {alignCorners, halfPixelCenters = false}, outputs) => {
      const [batch, height, width, channels] = (outputs[0] as Spec).shape as [number, number, number, number];
      const mode = alignCorners ? 'align_corners' : halfPixelCenters ? 'half_pixel' : 'asymmetric';
      const name = graph.emit('Resize', [graph.nchw(images), '', '', graph.ints([batch, channels, height, width])], {
        mode: {string: 'linear'},
        coordinate_transformation_mode: {string: mode},
      });
      return [graph.value(name, outputs[0] as Spec, 'nchw')];
    },
  }),
  /** Always on ONNX Runtime: the JavaScript kernel of TensorFlow.js 4.22 swaps height and width of the result. */
  ResizeBilinearGrad: defineLowering({
    required: ['images', 'dy'],
    work: () => Number.POSITIVE_INFINITY,
    supports: (inputs, _attributes: ResizeAttributes) => allFloat(inputs),
    infer: ({images}): readonly Spec[] => [images],
    lower: (graph, {images, dy}, {alignCorners}) => [
      gradient(graph, images, dy, (from, to) => bilinearMixes(from, to, {alignCorners, halfPixelCenters: false})),
    ],
  }),
  ResizeNearestNeighbor: defineLowering({
    required: ['images'],
    supports: (inputs, _attributes: ResizeAttributes) => allFloat(inputs),
    infer: outputOf,
    lower: (graph, {images}, attributes, outputs) => {
      const [, height, width] = images.shape as [number, number, number, number];
      const [, outHeight, outWidth] = (outputs[0] as Spec).shape as [number, number, number, number];
      const rows = graph.emit('Gather', [graph.nchw(images), graph.ints(nearestCells(height, outHeight, attributes))], {axis: {int: 2}});
      const name = graph.emit('Gather', [rows, graph.ints(nearestCells(width, outWidth, attributes))], {axis: {int: 3}});
      return [graph.value(name, outputs[0] as Spec, 'nchw')];
    },
  }),
  ResizeNearestNeighborGrad: defineLowering({
    required: ['images', 'dy'],
    supports: (inputs, _attributes: ResizeAttributes) => allFloat(inputs),
    infer: ({images}): readonly Spec[] => [images],
    lower: (graph, {images, dy}, {alignCorners}) => [
      gradient(graph, images, dy, (from, to) =>
        nearestCells(from, to, {alignCorners, halfPixelCenters: false}).map((cell) => ({low: cell, high: cell, fraction: 0})),
      ),
    ],
  }),
};
