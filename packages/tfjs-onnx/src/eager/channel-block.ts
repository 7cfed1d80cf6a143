import {Session} from '../binding/session.ts';
import {withoutCopies} from '../binding/without-copies.ts';
import {OnnxRunError} from '../errors/run-error.ts';
import {Graph} from '../graph/graph.ts';
import type {Spec} from '../graph/value.ts';
import {BLOCKED_DOMAIN} from '../graph/layouts.ts';
import {convolveDepthwiseInBlocks} from '../lower/blocked-depthwise.ts';
import {convolutionGeometry} from '../lower/convolution-geometry.ts';
import {encodeModel} from '../onnx/encode-model.ts';
import {nativeTensor, outputTensor} from './native-tensor.ts';

/** A picture of two by two pixels and four channels, and what each channel convolved with itself gives. */
const PICTURE = {spec: {shape: [1, 2, 2, 4], dtype: 'float32'} satisfies Spec, values: Float32Array.from({length: 16}, (_, i) => i + 1)};
const SUMS_OF_SQUARES = [276, 336, 404, 480];

let known: {readonly block: number | undefined} | undefined;

/**
 * Channels in a block of ONNX Runtime's blocked layout: 8 or 16 on x64, by the width of the processor's vectors; undefined where there is no such
 * layout. Its operators are internal to ONNX Runtime, so the first call tries them on a small convolution.
 */
export function channelBlock(): number | undefined {
  known ??= {block: findBlock()};
  return known.block;
}

function findBlock(): number | undefined {
  try {
    const [, block] = probe(new Graph(), {shape: [4], dtype: 'int32'}, (graph) => {
      const shape = graph.emit('Shape', [graph.emit(`${BLOCKED_DOMAIN}.ReorderInput`, ['x'], {channels_last: {int: 1}})]);
      return graph.emit('Cast', [shape], {to: {int: 6}});
    });
    const output: Spec = {shape: [1, 1, 1, 4], dtype: 'float32'};
    const sums = probe(new Graph({preferNchw: false, poolIndices: false, channelBlock: block}), output, (graph) => {
      const filter: Spec = {shape: [2, 2, 4, 1], dtype: 'float32'};
      const weights = graph.value(graph.reshape('x', PICTURE.spec.shape, filter.shape), filter);
      const geometry = convolutionGeometry(PICTURE.spec.shape, filter.shape, {strides: 1, pad: 'valid'}, true);
      return graph.plain(convolveDepthwiseInBlocks(graph, graph.value('x', PICTURE.spec), weights, {}, geometry, output));
    });
    return SUMS_OF_SQUARES.every((sum, channel) => sum === sums[channel]) ? block : undefined;
  } catch (error) {
    if (error instanceof OnnxRunError) return undefined;
    throw error;
  }
}

/** Runs a graph of the picture `x`. */
function probe(graph: Graph, output: Spec, build: (graph: Graph) => string): ArrayLike<number> & Iterable<number> {
  graph.output(build(graph), 'y');
  const [x, y] = [{name: 'x', type: 'float32', shape: PICTURE.spec.shape} as const, {name: 'y', type: output.dtype, shape: output.shape}];
  const model = encodeModel(withoutCopies(graph.toModel('probe', [x], [y])));
  const session = new Session('blocked layout', model, {threads: 1, spinning: 'off', memory: 'borrow'});
  const result = outputTensor(output);
  try {
    session.run({x: nativeTensor(PICTURE.spec, PICTURE.values)}, {y: result});
  } finally {
    session.dispose();
  }
  return result.data;
}
