import type {CompiledFunction, compile} from '@oid/tfjs-onnx';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * A function of tensors that runs as one graph where the backend can make one of it, with how it runs (`mode`, `reason`, `fused`), `prepare` to make
 * the graph ahead of the first call, and `dispose`.
 */
export type Compiled<Arguments extends tf.Tensor[], Result> = CompiledFunction<Arguments, Result>;

/** Makes a function of tensors, such as a whole training step, run as one graph: `compile` of `@oid/tfjs-onnx`. */
export type Compile = typeof compile;
