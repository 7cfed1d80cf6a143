import type {TensorInfo} from '@tensorflow/tfjs-core';
import type {NativeTensor} from '../binding/native-binding.ts';
import {Session} from '../binding/session.ts';
import type {SessionOptions} from '../binding/session.ts';
import {Graph} from '../graph/graph.ts';
import {dimsOf} from '../graph/layouts.ts';
import type {Layout, Spec} from '../graph/value.ts';
import type {Lowering} from '../lower/lowering.ts';
import {encodeModel} from '../onnx/encode-model.ts';
import {channelBlock} from './channel-block.ts';
import {withoutCopies} from '../binding/without-copies.ts';

/** An input of a kernel call, as it lies in memory; `frozen` holds the values of one that becomes a constant. */
export type KernelInput = {
  readonly name: string;
  readonly info: TensorInfo & Spec;
  readonly layout: Layout;
  readonly frozen?: NativeTensor['data'] | undefined;
};

/** One kernel as a session. */
export type KernelSession = {
  readonly session: Session;
  /** How each output lies. */
  readonly layouts: readonly Layout[];
};

/** Builds the session of one kernel: inputs are taken as they lie, outputs left as the lowering makes them, or in the order of their shapes. */
export function createKernelSession(
  kernel: string,
  lowering: Lowering,
  {
    inputs,
    attributes,
    outputs,
    plain = false,
  }: {inputs: readonly KernelInput[]; attributes: unknown; outputs: readonly Spec[]; plain?: boolean},
  options: SessionOptions,
): KernelSession {
  const graph = new Graph({preferNchw: false, poolIndices: false, channelBlock: channelBlock()});
  const fed = inputs.filter(({frozen}) => frozen === undefined);
  const values = Object.fromEntries(
    inputs.map(({name, info, layout, frozen}) => [
      name,
      graph.value(frozen === undefined ? name : graph.tensor(frozen, info), info, layout),
    ]),
  );
  const results = lowering.lower(graph, values, attributes, outputs);
  const layouts = results.map(({layout, shape, dtype}) => (plain || shape.length !== 4 || dtype !== 'float32' ? 'plain' : layout));
  for (const [index, result] of results.entries()) graph.output(graph.whole(result, layouts[index] as Layout), `output${index}`);
  const model = graph.toModel(
    kernel,
    fed.map(({name, info: {dtype, shape}, layout}) => ({name, type: dtype, shape: dimsOf(shape, layout)})),
    outputs.map(({dtype, shape}, index) => ({name: `output${index}`, type: dtype, shape: dimsOf(shape, layouts[index] as Layout)})),
  );
  return {session: new Session(kernel, encodeModel(withoutCopies(model)), options), layouts};
}
