import {loadNativeBinding} from '../binding/native-binding.ts';
import type {NativeBinding} from '../binding/native-binding.ts';
import {Session} from '../binding/session.ts';
import {OnnxUnavailableError} from '../errors/onnx-unavailable-error.ts';
import {Graph} from '../graph/graph.ts';
import {encodeModel} from '../onnx/encode-model.ts';
import {nativeTensor, outputTensor} from './native-tensor.ts';
import {withoutCopies} from '../binding/without-copies.ts';

/**
 * Runs a graph of one operator and looks at the result.
 *
 * @throws {@link OnnxUnavailableError} if ONNX Runtime is absent, runs asynchronously only, or gives another result.
 */
export function selfTest(binding: NativeBinding = loadNativeBinding()): {version: string} {
  const spec = {shape: [2], dtype: 'float32'} as const;
  const graph = new Graph();
  graph.output(graph.emit('Relu', ['x']), 'y');
  const model = graph.toModel('self-test', [{name: 'x', type: 'float32', shape: [2]}], [{name: 'y', type: 'float32', shape: [2]}]);
  const session = new Session('self-test', encodeModel(withoutCopies(model)), {threads: 1, spinning: 'off', memory: 'borrow'}, binding);
  const y = outputTensor(spec);
  session.run({x: nativeTensor(spec, Float32Array.of(-1, 2))}, {y});
  session.dispose();
  if (y.data[0] !== 0 || y.data[1] !== 2) {
    throw new OnnxUnavailableError(`onnxruntime-node ${binding.version} does not write results in place`, 'Install onnxruntime-node 1.30.');
  }
  return {version: binding.version};
}
