import type {Graph} from '../graph/graph.ts';
import {sameShape, sizeOf} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';
import {convolutionWork} from './conv2d.ts';
import {convolutionGeometry, isRegular} from './convolution-geometry.ts';
import type {ConvolutionAttributes, Geometry} from './convolution-geometry.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

type FilterGradientAttributes = ConvolutionAttributes & {readonly filterShape: Shape};

const geometryOf = (x: Spec, attributes: FilterGradientAttributes): Geometry =>
  convolutionGeometry(x.shape, attributes.filterShape, {...attributes, dilations: 1});

/** For each filter cell, in row-major order, the input cells that it meets; `axes` are the height and width axes of `name`. */
function shifts(graph: Graph, name: string, geometry: Geometry, axes: readonly [number, number]): readonly string[] {
  const {filterHeight, filterWidth, outHeight, outWidth, strideHeight, strideWidth, pads} = geometry;
  if (filterHeight === 1 && filterWidth === 1 && strideHeight === 1 && strideWidth === 1) return [name];
  const [top, left, bottom, right] = pads as [number, number, number, number];
  const begin = [0, 0, 0, 0];
  const end = [0, 0, 0, 0];
  begin[axes[0]] = top;
  begin[axes[1]] = left;
  end[axes[0]] = bottom;
  end[axes[1]] = right;
  const padded = pads.some((pad) => pad > 0) ? graph.emit('Pad', [name, graph.ints([...begin, ...end])]) : name;
  const slices: string[] = [];
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column++) {
      const last = [row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1];
      const steps = graph.ints([strideHeight, strideWidth]);
      slices.push(graph.emit('Slice', [padded, graph.ints([row, column]), graph.ints(last), graph.ints(axes), steps]));
    }
  }
  return slices;
}

/** Plain operands: one transposed matrix product per filter cell, or a single one over gathered columns for few channels or a stride. */
function lowerPlain(graph: Graph, x: Value, dy: Value, geometry: Geometry, output: Spec): Value {
  const {inChannels, outChannels, filterHeight, filterWidth, strideHeight, strideWidth} = geometry;
  const rows = sizeOf(dy.shape) / outChannels;
  const gradient = graph.reshape(graph.plain(dy), dy.shape, [rows, outChannels]);
  const cells = shifts(graph, graph.plain(x), geometry, [1, 2]);
  const cellShape = [geometry.batchSize, geometry.outHeight, geometry.outWidth, inChannels];
  const product = (matrix: string): string => graph.emit('Gemm', [matrix, gradient], {transA: {int: 1}});
  if (cells.length > 1 && (inChannels <= 8 || strideHeight > 1 || strideWidth > 1)) {
    const columns = filterHeight * filterWidth * inChannels;
    const gathered = graph.emit('Concat', cells, {axis: {int: 3}});
    const matrix = graph.reshape(gathered, [...cellShape.slice(0, 3), columns], [rows, columns]);
    return graph.value(graph.reshape(product(matrix), [columns, outChannels], output.shape), output);
  }
  const products = cells.map((cell) => product(graph.reshape(cell, cellShape, [rows, inChannels])));
  const joined = products.length === 1 ? (products[0] as string) : graph.emit('Concat', products, {axis: {int: 0}});
  return graph.value(graph.reshape(joined, [products.length * inChannels, outChannels], output.shape), output);
}

/** NCHW operands: a product per image, summed over the batch. */
function lowerNchw(graph: Graph, x: Value, dy: Value, geometry: Geometry, output: Spec): Value {
  const {batchSize, inChannels, outChannels, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth} = geometry;
  if (strideHeight === 1 && strideWidth === 1 && filterHeight * filterWidth > 1) return lowerStacked(graph, x, dy, geometry, output);
  const area = outHeight * outWidth;
  const gradient = graph.reshape(graph.nchw(dy), [batchSize, outChannels, outHeight, outWidth], [batchSize, outChannels, area]);
  const cells = shifts(graph, graph.nchw(x), geometry, [2, 3]);
  const rows = cells.length * inChannels;
  const gathered = cells.length === 1 ? (cells[0] as string) : graph.emit('Concat', cells, {axis: {int: 1}});
  const columns = graph.reshape(gathered, [batchSize, rows, outHeight, outWidth], [batchSize, rows, area]);
  return graph.value(
    graph.reshape(productSum(graph, columns, gradient, [batchSize, outChannels, area]), [rows, outChannels], output.shape),
    output,
  );
}

/** `Σ a · bᵀ` over the batch: a `[B, M, L]`, b of the given shape `[B, N, L]`, result `[M, N]`. */
function productSum(graph: Graph, a: string, b: string, shape: Shape): string {
  const product = graph.emit('MatMul', [a, graph.transpose(b, shape, [0, 2, 1])]);
  return graph.emit('ReduceSum', [product, graph.ints([0])], {keepdims: {int: 0}});
}

/**
 * With stride 1 the shifts along the width are stacked on the side of x. Each shift along the height is then one product, with rows of zeros
 * above and below the gradient, or with rows of the stack where that is the smaller one. A shift is a pad, cutting where it is negative, so
 * that h + w copies do for h · w cells.
 */
function lowerStacked(graph: Graph, x: Value, dy: Value, geometry: Geometry, output: Spec): Value {
  const {batchSize, inChannels, outChannels, outHeight, outWidth, filterHeight, filterWidth, pads} = geometry;
  const [top, left, bottom, right] = pads as [number, number, number, number];
  const shifted = Array.from({length: filterWidth}, (_, column) => {
    const amounts = [0, 0, top, left - column, 0, 0, bottom, right - (filterWidth - 1 - column)];
    return amounts.every((amount) => amount === 0) ? graph.nchw(x) : graph.emit('Pad', [graph.nchw(x), graph.ints(amounts)]);
  });
  const stack = filterWidth === 1 ? (shifted[0] as string) : graph.emit('Concat', shifted, {axis: {int: 1}}); // [B, w·C, H + h - 1, W]
  const channels = filterWidth * inChannels;
  const products = Array.from({length: filterHeight}, (_, row) => {
    const cutsStack = channels < outChannels;
    const rows = cutsStack || filterHeight === 1 ? outHeight : outHeight + filterHeight - 1;
    const cut =
      cutsStack && filterHeight > 1 ? graph.emit('Slice', [stack, graph.ints([row]), graph.ints([row + rows]), graph.ints([2])]) : stack;
    const gradient =
      rows === outHeight
        ? graph.nchw(dy)
        : graph.emit('Pad', [graph.nchw(dy), graph.ints([0, 0, row, 0, 0, 0, filterHeight - 1 - row, 0])]);
    const flat = (name: string, count: number): string => graph.emit('Reshape', [name, graph.ints([batchSize, count, rows * outWidth])]);
    return productSum(graph, flat(cut, channels), flat(gradient, outChannels), [batchSize, outChannels, rows * outWidth]); // [w·C, K]
  });
  const joined = products.length === 1 ? (products[0] as string) : graph.emit('Concat', products, {axis: {int: 0}});
  return graph.value(graph.reshape(joined, [filterHeight * channels, outChannels], output.shape), output);
}

/** Gradient of a convolution with respect to its filter. */
export const CONV2D_FILTER_GRADIENT_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Conv2DBackpropFilter: defineLowering({
    required: ['x', 'dy'],
    supports: ({x, dy}, attributes: FilterGradientAttributes) => {
      if (!allFloat({x, dy}) || attributes.dataFormat === 'NCHW' || x.shape.length !== 4) return false;
      const geometry = geometryOf(x, attributes);
      return isRegular(geometry) && sameShape(geometry.outShape, dy.shape);
    },
    infer: (_inputs, {filterShape}): readonly Spec[] => [{shape: filterShape, dtype: 'float32'}],
    work: ({x, dy}, attributes) => convolutionWork(geometryOf(x, attributes), dy),
    lower: (graph, {x, dy}, attributes, outputs) => {
      const isNchw = x.layout === 'nchw' || dy.layout === 'nchw' || graph.options.preferNchw;
      return [(isNchw ? lowerNchw : lowerPlain)(graph, x, dy, geometryOf(x, attributes), outputs[0] as Spec)];
    },
  }),
};
