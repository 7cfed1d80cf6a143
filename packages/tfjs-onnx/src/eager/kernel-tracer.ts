import type {DataId, NamedAttrMap, NamedTensorInfoMap, TensorInfo} from '@tensorflow/tfjs-core';

/** What the backend asks while a function is being recorded. */
export type KernelTracer = {
  /** Takes a kernel call over and returns its outputs without data; undefined lets the kernel run. */
  intercept(kernel: string, inputs: NamedTensorInfoMap, attributes: NamedAttrMap | undefined): TensorInfo[] | undefined;
  /** Takes down a call that ran, because all its inputs have data. */
  observe(kernel: string, inputs: NamedTensorInfoMap, attributes: NamedAttrMap | undefined, outputs: readonly TensorInfo[]): void;
  /** Throws if the data asked for does not exist while recording. */
  checkRead(dataId: DataId): void;
};
