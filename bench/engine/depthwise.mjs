/**
 * The depthwise convolutions of MobileNet V1 at 300 by 300, and the 1x1 convolutions behind them, one graph a layer, values as `[B, C, H, W]`, as
 * they lie in a compiled training step. A forward pass, or a backward pass (gradients of input and filter) over all layers.
 */
import {availableParallelism} from 'node:os';
import {importBuilt, requireFrom, tf} from './packages.mjs';
import {PAIRS} from './ssd-mobilenet.mjs';

const NCHW = ([batch, height, width, channels]) => [batch, channels, height, width];

/** Channels, side of the input, stride, output channels of the pair, and how often the network has it. */
function layers() {
  const list = [];
  let [channels, side] = [32, 150];
  for (const [outputs, stride] of PAIRS) {
    const same = list.find((layer) => layer.channels === channels && layer.stride === stride && layer.outputs === outputs);
    if (same === undefined) list.push({channels, side, stride, outputs, count: 1});
    else same.count++;
    side = Math.ceil(side / stride);
    channels = outputs;
  }
  return list;
}

/** Kernel calls of a layer: inputs and outputs by shape, with the names of the two. */
function calls({channels, side, stride, outputs}, {isDepthwise, isForward, batch}) {
  const outSide = Math.ceil(side / stride);
  const x = isDepthwise ? [batch, side, side, channels] : [batch, outSide, outSide, channels];
  const dy = [batch, outSide, outSide, isDepthwise ? channels : outputs];
  const filter = isDepthwise ? [3, 3, channels, 1] : [1, 1, channels, outputs];
  const attributes = {strides: isDepthwise ? stride : 1, pad: 'same', inputShape: x, filterShape: filter};
  const [forward, input, filterGradient] = isDepthwise
    ? [tf.DepthwiseConv2dNative, tf.DepthwiseConv2dNativeBackpropInput, tf.DepthwiseConv2dNativeBackpropFilter]
    : [tf.Conv2D, tf.Conv2DBackpropInput, tf.Conv2DBackpropFilter];
  const flops = 2 * dy.reduce((a, b) => a * b) * filter[0] * filter[1] * (isDepthwise ? 1 : channels);
  if (isForward) return [{kernel: forward, inputs: {x, filter}, output: dy, attributes, flops}];
  return [
    {kernel: input, inputs: {dy, filter}, output: x, attributes, flops},
    {kernel: filterGradient, inputs: {x, dy}, output: filter, attributes, flops},
  ];
}

/**
 * @param name - `'oid-compiled'`: filters are inputs, as in training, through @oid/tfjs-onnx's lowerings; `'onnxruntime'`: the same without its
 * blocked layout, so standard operators; `'onnxruntime-constant'`: standard operators with constant filters.
 */
export async function createDepthwiseWork(name, work) {
  const [, kind, direction, batch] = /^(depthwise|pointwise)-mobilenet-v1-(forward|backward)-b(\d+)$/.exec(work);
  const [{Graph}, {LOWERINGS}, {encodeModel}, {channelBlock}, {Session}] = await Promise.all(
    ['graph/graph', 'lower/lowerings', 'onnx/encode-model', 'eager/channel-block', 'binding/session'].map((path) =>
      importBuilt('tfjs-onnx', path),
    ),
  );
  const {createRandom} = await importBuilt('core');
  const random = createRandom(5);
  const numbers = (shape) => Float32Array.from({length: shape.reduce((a, b) => a * b)}, () => random.normal());
  const isConstant = name === 'onnxruntime-constant';
  const options = {isDepthwise: kind === 'depthwise', isForward: direction === 'forward', batch: Number(batch)};
  const runs = layers().flatMap((layer) =>
    calls(layer, options).map(({kernel, inputs, output, attributes, flops}) => {
      const graph = new Graph({preferNchw: true, poolIndices: false, channelBlock: name === 'oid-compiled' ? channelBlock() : undefined});
      const feeds = {};
      const values = {};
      const infos = [];
      for (const [input, shape] of Object.entries(inputs)) {
        const spec = {shape, dtype: 'float32'};
        const data = numbers(shape);
        if (input === 'filter' && isConstant) values[input] = graph.value(graph.tensor(data, spec), spec);
        else {
          const dims = input === 'filter' ? shape : NCHW(shape);
          values[input] = graph.value(input, spec, input === 'filter' ? 'plain' : 'nchw');
          feeds[input] = {type: 'float32', dims, data, location: 'cpu'};
          infos.push({name: input, type: 'float32', shape: dims});
        }
      }
      const lowering = LOWERINGS.get(kernel);
      const [result] = lowering.lower(graph, values, attributes, [{shape: output, dtype: 'float32'}]);
      graph.output(result.layout === 'nchw' ? graph.nchw(result) : graph.plain(result), 'output');
      const dims = result.layout === 'nchw' ? NCHW(output) : output;
      const model = encodeModel(graph.toModel(kernel, infos, [{name: 'output', type: 'float32', shape: dims}]));
      const session = new Session(kernel, model, {threads: availableParallelism(), spinning: 'off', memory: 'keep'});
      const fetches = {output: {type: 'float32', dims, data: new Float32Array(output.reduce((a, b) => a * b)), location: 'cpu'}};
      return {session, feeds, fetches, count: layer.count, flops: flops * layer.count};
    }),
  );
  return {
    version: name === 'oid-compiled' ? undefined : requireFrom('tfjs-onnx')('onnxruntime-node/package.json').version,
    perRun: runs.reduce((sum, {flops}) => sum + flops, 0) / 1e9,
    run: async () => {
      for (const {session, feeds, fetches, count} of runs) for (let time = 0; time < count; time++) session.run(feeds, fetches);
      return runs.map(({fetches}) => fetches.output.data);
    },
    check: (outputs) => outputs.reduce((sum, data) => sum + data.reduce((part, value) => part + Math.abs(value), 0), 0),
  };
}
