import type {Graph} from '../graph/graph.ts';
import {sizeOf} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';

/** Inputs of a kernel by name; optional ones may be absent. */
export type Named<Required extends string, Optional extends string, T> = Readonly<Record<Required, T>> &
  Readonly<Partial<Record<Optional, T>>>;

/**
 * How one TensorFlow.js kernel becomes ONNX operators. The same description serves the eager backend (a graph of one kernel), compiled
 * functions and exported files.
 */
export type Lowering<Required extends string = string, Optional extends string = string, Attributes = unknown> = {
  /** Inputs in order. Kernels that take a list name none. */
  readonly required: readonly Required[];
  readonly optional?: readonly Optional[];
  /** Whether the kernel's inputs are a list; they are then named '0', '1', … */
  readonly list?: boolean;
  /** Whether the eager backend should use it at all; false where a JavaScript loop is as good or the result differs in a corner. */
  readonly eager?: boolean;
  /** Inputs that are weights: where they stay the same from call to call, the eager backend makes them constants. */
  readonly weights?: readonly string[];
  /** Whether the lowering gives TensorFlow.js's result for these inputs. */
  readonly supports: (inputs: Named<Required, Optional, Spec>, attributes: Attributes) => boolean;
  /** Shapes and types of the outputs. */
  readonly infer: (inputs: Named<Required, Optional, Spec>, attributes: Attributes) => readonly Spec[];
  /** Rough cost in elements read, compared with the backend's threshold. */
  readonly work?: (inputs: Named<Required, Optional, Spec>, attributes: Attributes, outputs: readonly Spec[]) => number;
  /** Adds the operators to a graph. */
  readonly lower: (
    graph: Graph,
    inputs: Named<Required, Optional, Value>,
    attributes: Attributes,
    outputs: readonly Spec[],
  ) => readonly Value[];
};

/** Keeps the input names and attribute type of a lowering while it is written, and forgets them for the table. */
export function defineLowering<const Required extends string, const Optional extends string = never, Attributes = unknown>(
  lowering: {readonly required: readonly Required[]; readonly optional?: readonly Optional[]} & Omit<
    Lowering<NoInfer<Required>, NoInfer<Optional>, Attributes>,
    'required' | 'optional'
  >,
): Lowering {
  return lowering as unknown as Lowering;
}

/** The inputs that a kernel call has, in the lowering's order; absent optional ones are left out. */
export function orderInputs<T>(
  lowering: Lowering,
  inputs: Readonly<Record<string, T | null | undefined>>,
): readonly (readonly [string, T])[] {
  const names = lowering.list === true ? Object.keys(inputs) : [...lowering.required, ...(lowering.optional ?? [])];
  return names.flatMap((name) => {
    const input = inputs[name];
    return input === undefined || input === null ? [] : [[name, input] as const];
  });
}

/** Inputs of a list kernel in order. */
export function listOf<T>(inputs: Readonly<Record<string, T>>): readonly T[] {
  return Object.keys(inputs)
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => inputs[key] as T);
}

/** Whether every input is float32. */
export function allFloat(inputs: Readonly<Record<string, Spec | undefined>>): boolean {
  return Object.values(inputs).every((input) => input === undefined || input.dtype === 'float32');
}

/** The largest tensor of a call: the cost of kernels that read each element once. */
export function largest(inputs: Readonly<Record<string, Spec | undefined>>, outputs: readonly Spec[]): number {
  return Math.max(
    ...Object.values(inputs).map((input) => (input === undefined ? 0 : sizeOf(input.shape))),
    ...outputs.map(({shape}) => sizeOf(shape)),
  );
}
