import '@tensorflow/tfjs-backend-cpu';
import {ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {OnnxOutOfMemoryError} from '../errors/out-of-memory-error.ts';
import {OnnxUnavailableError} from '../errors/onnx-unavailable-error.ts';
import {FUSED_KERNELS, registerFusedGradients} from '../fused/fused-kernels.ts';
import type {Lowering} from '../lower/lowering.ts';
import {LOWERINGS} from '../lower/lowerings.ts';
import {OnnxBackend} from './onnx-backend.ts';
import {resolveOnnxBackendOptions} from './options.ts';
import type {OnnxBackendOptions} from './options.ts';
import {selfTest} from './self-test.ts';

/** Name for `tf.setBackend`. */
export const ONNX_BACKEND_NAME = 'onnx';

/** What can be said about ONNX Runtime before the backend is chosen. */
export type OnnxAvailability =
  | {readonly available: true; readonly version: string}
  | {readonly available: false; readonly error: OnnxUnavailableError};

/**
 * Registers the backend `onnx` and its kernels with TensorFlow.js; importing the package does so with the default options. Calling it again
 * replaces the backend, whose tensors are then lost. It never throws for lack of ONNX Runtime: then `tf.setBackend('onnx')` resolves to
 * false and prints the {@link OnnxUnavailableError} that the backend's factory throws. The backend is never chosen unasked (priority 0).
 *
 * @throws {@link OptionError} if an option is out of its range.
 */
export function registerOnnxBackend(options?: OnnxBackendOptions): void {
  const resolved = resolveOnnxBackendOptions(options);
  if (tf.findBackendFactory(ONNX_BACKEND_NAME) !== null && tf.findBackendFactory(ONNX_BACKEND_NAME) !== undefined) {
    tf.removeBackend(ONNX_BACKEND_NAME);
  }
  tf.registerBackend(
    ONNX_BACKEND_NAME,
    () => {
      selfTest();
      return new OnnxBackend(resolved);
    },
    0,
  );
  if (tf.getKernelsForBackend(ONNX_BACKEND_NAME).length === 0) registerKernels();
}

/** Whether ONNX Runtime is there and runs synchronously, found out by running a small graph. */
export function onnxAvailability(): OnnxAvailability {
  try {
    return {available: true, version: selfTest().version};
  } catch (error) {
    if (error instanceof OnnxUnavailableError) return {available: false, error};
    throw error;
  }
}

/** Every kernel of the `cpu` backend, those with a lowering in front of their JavaScript form, and the fused kernels of this package. */
function registerKernels(): void {
  for (const config of tf.getKernelsForBackend('cpu')) {
    const {kernelName} = config;
    const lowering = LOWERINGS.get(kernelName);
    const kernelFunc: tf.KernelFunc = (call) => {
      const backend = call.backend as OnnxBackend;
      const {tracer} = backend;
      const traced = tracer?.intercept(kernelName, call.inputs, call.attrs);
      if (traced !== undefined) return single(traced);
      const outputs = lowering === undefined ? undefined : backend.runLowered(kernelName, lowering, call.inputs, call.attrs);
      const computed = outputs === undefined ? compute(config, call) : single(outputs);
      if (outputs === undefined) backend.keepShared(call.inputs, computed);
      tracer?.observe(kernelName, call.inputs, call.attrs, [computed].flat());
      return computed;
    };
    tf.registerKernel({...config, backendName: ONNX_BACKEND_NAME, kernelFunc});
  }
  for (const kernelName of FUSED_KERNELS) {
    const lowering = LOWERINGS.get(kernelName) as Lowering;
    const kernelFunc: tf.KernelFunc = (call) => {
      const backend = call.backend as OnnxBackend;
      const traced = backend.tracer?.intercept(kernelName, call.inputs, call.attrs);
      const outputs = traced ?? backend.runLowered(kernelName, lowering, call.inputs, call.attrs, true);
      if (outputs === undefined) throw misfit(kernelName, lowering, call.inputs);
      return single(outputs);
    };
    tf.registerKernel({kernelName, backendName: ONNX_BACKEND_NAME, kernelFunc});
  }
  registerFusedGradients();
}

/** Runs a JavaScript kernel; where it finds no memory for an array, the error says so as those of ONNX Runtime's kernels do. */
function compute({kernelName, kernelFunc}: tf.KernelConfig, call: Parameters<tf.KernelFunc>[0]): ReturnType<tf.KernelFunc> {
  try {
    return kernelFunc(call);
  } catch (error) {
    if (error instanceof RangeError && /allocation failed|array length/i.test(error.message))
      throw new OnnxOutOfMemoryError(kernelName, error);
    throw error;
  }
}

/** What is wrong with the inputs of a kernel that has no other form. */
function misfit(kernelName: string, {required}: Lowering, inputs: tf.NamedTensorInfoMap): ShapeError {
  const found = required.map((name) => `${name} ${inputs[name]?.dtype} [${inputs[name]?.shape.join(', ')}]`).join(', ');
  const expected = kernelName.startsWith('FusedBatchNorm') ? 'x float32 [B, H, W, C]' : 'float32 tensors of one shape';
  return new ShapeError(`${kernelName}'s inputs`, found, `${expected}, and not empty`);
}

function single(outputs: tf.TensorInfo[]): tf.TensorInfo | tf.TensorInfo[] {
  return outputs.length === 1 ? (outputs[0] as tf.TensorInfo) : outputs;
}
