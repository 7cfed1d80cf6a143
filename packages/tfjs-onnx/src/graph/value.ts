import type {Shape} from './shape.ts';

/** Element types of TensorFlow.js that graphs carry. */
export type DType = 'float32' | 'int32' | 'bool';

/** What a kernel call knows of a tensor before it is computed. */
export type Spec = {readonly shape: Shape; readonly dtype: DType};

/**
 * Order in which a value's elements lie: `'plain'` is the order of its shape; `'nchw'` is for 4-D values only, whose shape reads
 * `[B, H, W, C]` while the elements lie as `[B, C, H, W]`.
 */
export type Layout = 'plain' | 'nchw';

/**
 * A tensor inside a graph under construction. `shape` is what TensorFlow.js sees. `stored` (in the same axis order) is what is
 * really there: it broadcasts to `shape`, so a tile or a constant costs nothing until an operator needs it whole.
 */
export type Value = Spec & {
  readonly name: string;
  readonly layout: Layout;
  readonly stored: Shape;
  /** Set when every element is this number. */
  readonly constant: number | undefined;
};

/** `[B, H, W, C]` to `[B, C, H, W]`. */
export const TO_NCHW: readonly number[] = [0, 3, 1, 2];
/** `[B, C, H, W]` to `[B, H, W, C]`. */
export const FROM_NCHW: readonly number[] = [0, 2, 3, 1];
