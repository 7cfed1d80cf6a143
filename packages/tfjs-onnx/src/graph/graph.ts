import type {OnnxAttribute, OnnxInitializer, OnnxModel, OnnxNode, OnnxValueInfo} from '../onnx/model.ts';
import {expand, reorder} from './layouts.ts';
import {permuteShape, sameShape, sizeOf} from './shape.ts';
import type {Shape} from './shape.ts';
import type {DType, Layout, Spec, Value} from './value.ts';

/** What lowerings may assume of the graph around them. */
export type GraphOptions = {
  /** Whether the graph holds a whole function, so that convolutions should hand on NCHW values instead of transposing back. */
  readonly preferNchw: boolean;
  /** Whether max pooling should compute the indices that its gradient reads. */
  readonly poolIndices: boolean;
  /**
   * Channels in a block of ONNX Runtime's blocked layout on this processor; undefined where the graph must do without it and its operators, as files
   * for others must.
   */
  readonly channelBlock?: number | undefined;
};

/**
 * An ONNX graph under construction. Equal calls of an operator share one node, so conversions and intermediate results that several
 * lowerings ask for exist once.
 */
export class Graph {
  readonly options: GraphOptions;
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxInitializer[] = [];
  readonly #outputs: (readonly [string, string])[] = [];
  readonly #known = new Map<string, readonly string[]>();
  readonly #constants = new Set<string>();
  #names = 0;

  constructor(options: GraphOptions = {preferNchw: false, poolIndices: false}) {
    this.options = options;
  }

  /** Number of operator calls so far. */
  get nodeCount(): number {
    return this.#nodes.length;
  }

  /** Calls an operator with one output and returns the output's name. */
  emit(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): string {
    return this.emitMany(operator, inputs, attributes, 1)[0] as string;
  }

  /** Calls an operator with several outputs and returns their names. */
  emitMany(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputCount: number,
  ): readonly string[] {
    const key = `${operator}(${inputs.join()})${JSON.stringify(attributes)}${outputCount}`;
    let outputs = this.#known.get(key);
    if (outputs === undefined) {
      outputs = Array.from({length: outputCount}, () => this.#name('t'));
      this.#nodes.push({operator, inputs, outputs, attributes});
      this.#known.set(key, outputs);
      if (inputs.every((input) => input === '' || this.isConstant(input))) for (const name of outputs) this.#constants.add(name);
    }
    return outputs;
  }

  /** An int64 constant of rank 1, as operators take shapes and axes. */
  ints(values: readonly number[]): string {
    return this.#constant(`int64:${values.join()}`, 'int64', [values.length], () => new BigInt64Array(values.map(BigInt)));
  }

  /** A constant number, rank 0 unless a shape of ones is given. */
  scalar(value: number, dtype: DType = 'float32', shape: Shape = []): string {
    const key = `${dtype}:${Object.is(value, -0) ? '-0' : value}:${shape.join()}`;
    return this.#constant(key, dtype, shape, () =>
      (dtype === 'float32' ? Float32Array : dtype === 'int32' ? Int32Array : Uint8Array).of(value),
    );
  }

  /** A small float32 constant of equal elements, stored whole. */
  filled(value: number, shape: Shape): string {
    return this.#constant(`filled:${value}:${shape.join()}`, 'float32', shape, () => new Float32Array(sizeOf(shape)).fill(value));
  }

  /** A constant tensor; the array must not change until the graph is encoded. */
  tensor(data: Float32Array | Int32Array | Uint8Array, spec: Spec): string {
    const name = this.#name('c');
    this.#constants.add(name);
    this.#initializers.push({
      name,
      type: spec.dtype,
      shape: spec.shape,
      data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
    return name;
  }

  /** Whether a tensor comes from constants alone. ONNX Runtime computes it once, if by standard operators. */
  isConstant(name: string): boolean {
    return this.#constants.has(name);
  }

  /** Wraps a name as a whole value. */
  value(name: string, spec: Spec, layout: Layout = 'plain'): Value {
    return {name, shape: spec.shape, dtype: spec.dtype, layout, stored: spec.shape, constant: undefined};
  }

  /** A value whose elements all equal one number; nothing is stored but that number. */
  splat(constant: number, spec: Spec): Value {
    return {name: this.scalar(constant, spec.dtype), shape: spec.shape, dtype: spec.dtype, layout: 'plain', stored: [], constant};
  }

  /** The value whole and in the order of its shape. */
  plain(value: Value): string {
    return this.whole(value, 'plain');
  }

  /** The 4-D value whole and with its elements as `[B, C, H, W]`. */
  nchw(value: Value): string {
    return this.whole(value, 'nchw');
  }

  /** The value whole, its elements as they lie in a layout. */
  whole(value: Value, layout: Layout): string {
    return expand(this, value, layout);
  }

  /** What is stored of the value, to broadcast against others of the given layout. */
  operand(value: Value, layout: Layout): string {
    return reorder(this, value, layout);
  }

  /** Reshapes a plain tensor; nothing is emitted if the shape stays. */
  reshape(name: string, from: Shape, to: Shape): string {
    // Without `allowzero` a size of 0 means that of the input.
    return sameShape(from, to) ? name : this.emit('Reshape', [name, this.ints(to)], to.includes(0) ? {allowzero: {int: 1}} : {});
  }

  /** Reorders the axes of a tensor; a reshape is enough where only axes of size 1 move. */
  transpose(name: string, shape: Shape, order: readonly number[]): string {
    const moved = order.filter((axis) => shape[axis] !== 1);
    if (moved.every((axis, i) => i === 0 || axis > (moved[i - 1] as number))) return this.reshape(name, shape, permuteShape(shape, order));
    return this.emit('Transpose', [name], {perm: {ints: order}});
  }

  /** Converts elements; nothing is emitted if the type stays. */
  cast(name: string, from: DType, to: DType): string {
    return from === to ? name : this.emit('Cast', [name], {to: {int: {float32: 1, int32: 6, bool: 9}[to]}});
  }

  /** Gives a tensor the name of a graph output. */
  output(name: string, outputName: string): void {
    this.#outputs.push([name, outputName]);
  }

  /** The finished model. An operator's result gets the name of its graph output, so that it is written there; anything else is copied. */
  toModel(name: string, inputs: readonly OnnxValueInfo[], outputs: readonly OnnxValueInfo[]): OnnxModel {
    const computed = new Set(this.#nodes.flatMap((node) => node.outputs));
    const names = new Map<string, string>();
    const copies: OnnxNode[] = [];
    for (const [source, output] of this.#outputs) {
      if (computed.has(source) && !names.has(source)) names.set(source, output);
      else copies.push({operator: 'Identity', inputs: [names.get(source) ?? source], outputs: [output], attributes: {}});
    }
    const rename = (list: readonly string[]): readonly string[] => list.map((old) => names.get(old) ?? old);
    const nodes = this.#nodes.map((node) => ({...node, inputs: rename(node.inputs), outputs: rename(node.outputs)}));
    return {name, nodes: [...nodes, ...copies], inputs, outputs, initializers: this.#initializers};
  }

  #constant(
    key: string,
    type: OnnxInitializer['type'],
    shape: Shape,
    make: () => Float32Array | Int32Array | Uint8Array | BigInt64Array,
  ): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known[0] as string;
    const data = make();
    const name = this.#name('c');
    this.#constants.add(name);
    this.#initializers.push({name, type, shape, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength)});
    this.#known.set(key, [name]);
    return name;
  }

  #name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }
}
