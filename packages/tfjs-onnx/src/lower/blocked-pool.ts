import type {Graph} from '../graph/graph.ts';
import {BLOCKED_DOMAIN} from '../graph/layouts.ts';
import type {Spec, Value} from '../graph/value.ts';
import {blockedConvolution, blockedOperand, blockedResult} from './blocked.ts';
import type {Geometry} from './convolution-geometry.ts';

/** Windows of more cells would need weights that float32 cannot hold side by side. */
const MOST_CELLS = 16;

/** The largest float32. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

/** Whether the gradient of a maximum can be computed in blocks: windows lie side by side and fill the image. */
export function isTiling({filterHeight, filterWidth, strides, pads, inHeight, inWidth, outHeight, outWidth}: Geometry): boolean {
  const [strideHeight, strideWidth] = strides as [number, number];
  return (
    filterHeight === strideHeight &&
    filterWidth === strideWidth &&
    filterHeight * filterWidth <= MOST_CELLS &&
    pads.every((pad) => pad === 0) &&
    inHeight === outHeight * filterHeight &&
    inWidth === outWidth * filterWidth
  );
}

/** `MaxPool` or `AveragePool` of a value in blocks. */
export function poolInBlocks(graph: Graph, operator: 'MaxPool' | 'AveragePool', x: Value, geometry: Geometry, output: Spec): Value {
  const {filterHeight, filterWidth, strides, pads} = geometry;
  const attributes = {kernel_shape: {ints: [filterHeight, filterWidth]}, strides: {ints: strides}, pads: {ints: pads}};
  return blockedResult(graph, graph.emit(`${BLOCKED_DOMAIN}.${operator}`, [blockedOperand(graph, x)], attributes), output);
}

/**
 * The gradient of a maximum goes to the first cell of each window that has it. Cells that have it get a power of 2, the first cell the largest; of these,
 * only the first exceeds half of their sum. All passes are element by element, which is faster than indices: ONNX Runtime finds those one by one.
 */
export function maxPoolGradientInBlocks(graph: Graph, dy: Value, x: Value, geometry: Geometry): Value {
  const {batchSize, inChannels, inHeight, inWidth, outHeight, filterHeight, filterWidth} = geometry;
  const block = graph.options.channelBlock as number;
  const rows = (batchSize * inChannels * outHeight) / block; // of windows
  const row = inWidth * block;
  const output = {shape: dy.shape, dtype: dy.dtype};
  const cells = (name: string): string => graph.emit('Reshape', [name, graph.ints([rows, filterHeight, row])]);
  const windows = (name: string): string => {
    const wide = graph.emit(`${BLOCKED_DOMAIN}.Upsample`, [name], {scales: {ints: [1, 1, 1, filterWidth]}});
    return graph.emit('Reshape', [wide, graph.ints([rows, 1, row])]);
  };
  const clip = (name: string, slope: number, offset: number): string =>
    graph.emit('HardSigmoid', [name], {alpha: {float: slope}, beta: {float: offset}});

  const pooled = graph.whole(poolInBlocks(graph, 'MaxPool', x, geometry, output), 'blocked');
  const maximum = graph.emit('Clip', [pooled, graph.scalar(-LARGEST), graph.scalar(LARGEST)]); // infinity less infinity is NaN
  const isMaximum = clip(graph.emit('Sub', [cells(graph.whole(x, 'blocked')), windows(maximum)]), 1e38, 1);
  const weights = graph.tensor(weightsOf(geometry, block), {shape: [filterHeight, row], dtype: 'float32'});
  const weighted = graph.emit('Mul', [isMaximum, weights]);
  const image = graph.emit('Reshape', [weighted, graph.ints([batchSize, inChannels, inHeight, inWidth])]);
  const half = graph.filled(0.5, [inChannels, 1, filterHeight, filterWidth]);
  const kernel = [filterHeight, filterWidth];
  const halfSum = blockedConvolution(graph, [image, half], {kernel_shape: kernel, strides: kernel, group: inChannels});
  const isFirst = clip(graph.emit('Sub', [cells(weighted), windows(halfSum)]), 1, 0);
  const gradient = graph.emit('Mul', [isFirst, windows(graph.whole(dy, 'blocked'))]);
  return blockedResult(graph, graph.emit('Reshape', [gradient, graph.ints([batchSize, inChannels, inHeight, inWidth])]), x);
}

/** Powers of 2 by the cell's place in its window, from the last cell's 2 up, for a row of windows in blocks. */
function weightsOf({inWidth, filterHeight, filterWidth}: Geometry, block: number): Float32Array {
  const count = filterHeight * filterWidth;
  return Float32Array.from({length: filterHeight * inWidth * block}, (_, index) => {
    const cell = Math.floor(index / block);
    return 2 ** (count - Math.floor(cell / inWidth) * filterWidth - (cell % filterWidth));
  });
}
