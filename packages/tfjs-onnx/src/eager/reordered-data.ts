import type {backend_util} from '@tensorflow/tfjs-core';
import type {Shape} from '../graph/shape.ts';
import type {Layout} from '../graph/value.ts';

/** Elements of a tensor of shape `[B, H, W, C]` that lie in another order. */
export type Reordered = {readonly layout: Exclude<Layout, 'plain'>; readonly values: Float32Array};

/** Puts elements in the order of the tensor's shape. */
export type ToPlain = (stored: Reordered, shape: Shape) => Float32Array;

/**
 * A float32 tensor's entry in the backend's storage whose elements lie in another order than that of its shape, as convolutions leave them. The next
 * kernel on ONNX Runtime takes them as they lie; whoever asks for `values`, as JavaScript kernels do, has them put in order, once.
 */
export class ReorderedData {
  refCount = 1;
  readonly dtype = 'float32';
  readonly shape: Shape;
  readonly #toPlain: ToPlain;
  #stored: Reordered | undefined;
  #values: backend_util.BackendValues | undefined;

  constructor(shape: Shape, stored: Reordered, toPlain: ToPlain) {
    this.shape = shape;
    this.#stored = stored;
    this.#toPlain = toPlain;
  }

  /** The elements as they lie; undefined once they are in the order of the shape. */
  get stored(): Reordered | undefined {
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
    return this.#stored?.values ?? this.#values;
  }
}
