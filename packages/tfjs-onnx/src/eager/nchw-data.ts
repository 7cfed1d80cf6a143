import type {backend_util} from '@tensorflow/tfjs-core';
import type {Shape} from '../graph/shape.ts';

/** Reorders `[B, C, H, W]` elements of a tensor of shape `[B, H, W, C]` to the order of its shape. */
export type ToPlain = (stored: Float32Array, shape: Shape) => Float32Array;

/**
 * A float32 tensor's entry in the backend's storage whose elements lie as `[B, C, H, W]`, as convolutions leave them. The next kernel on
 * ONNX Runtime takes them as they lie; whoever asks for `values`, as JavaScript kernels do, has them put in the order of the shape, once.
 */
export class NchwData {
  refCount = 1;
  readonly dtype = 'float32';
  readonly shape: Shape;
  readonly #toPlain: ToPlain;
  #stored: Float32Array | undefined;
  #values: backend_util.BackendValues | undefined;

  constructor(shape: Shape, stored: Float32Array, toPlain: ToPlain) {
    this.shape = shape;
    this.#stored = stored;
    this.#toPlain = toPlain;
  }

  /** The array as it lies; undefined once the elements are in the order of the shape. */
  get stored(): Float32Array | undefined {
    return this.#stored;
  }

  get values(): backend_util.BackendValues | undefined {
    if (this.#stored !== undefined) {
      this.#values = this.#toPlain(this.#stored, this.shape);
      this.#stored = undefined;
    }
    return this.#values;
  }

  set values(values: backend_util.BackendValues | undefined) {
    this.#stored = undefined;
    this.#values = values;
  }

  /** The array that the entry holds, however it lies. */
  get held(): backend_util.BackendValues | undefined {
    return this.#stored ?? this.#values;
  }
}
