import type {Shape} from './shape.ts';

/** Element types of TensorFlow.js that graphs carry. */
export const DTYPES = ['float32', 'int32', 'bool'] as const;

/** One of {@link DTYPES}. */
export type DType = (typeof DTYPES)[number];

/** Whether graphs carry elements of a type. */
export function isCarried(dtype: string): dtype is DType {
  return (DTYPES as readonly string[]).includes(dtype);
}

/** What a kernel call knows of a tensor before it is computed. */
export type Spec = {readonly shape: Shape; readonly dtype: DType};

/** The spec of a tensor, of which the type must be one that graphs carry. */
export function specOf({shape, dtype}: {readonly shape: Shape; readonly dtype: string}): Spec {
  return {shape: [...shape], dtype: dtype as DType};
}

/** One text per shape and type. */
export function specKey({shape, dtype}: Spec): string {
  return `${dtype}[${shape.join()}]`;
}

/**
 * Order in which a value's elements lie: `'plain'` is the order of its shape. The others are for 4-D values only, whose shape reads `[B, H, W, C]`
 * while the elements lie as `[B, C, H, W]` (`'nchw'`) or `[B, C / block, H, W, block]` (`'blocked'`): ONNX Runtime's own layout, in which a vector
 * register holds one cell of `block` channels, which must be a multiple of the block.
 */
export type Layout = 'plain' | 'nchw' | 'blocked';

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
