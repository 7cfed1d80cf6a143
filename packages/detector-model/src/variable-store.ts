import {ShapeError, nearestName} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {VariableExistsError} from './errors/variable-exists-error.ts';
import {VariableMissingError} from './errors/variable-missing-error.ts';

/** A variable's values outside the engine, in the form that `@oid/checkpoint` reads and writes. Row-major. */
export type StoredTensor = {dtype: 'float32'; shape: readonly number[]; data: Float32Array};

/**
 * The float32 variables of one network under TensorFlow's names, such as `ToySsd/Body/Block_0/Conv_0/weights`, in the order of their making.
 *
 * The store owns its variables; {@link VariableStore.dispose} frees them. The engine's own name of a variable (`variable.name`) differs from
 * the name here when two networks of one kind are alive, so pair gradients through {@link VariableStore.entries}.
 */
export class VariableStore {
  readonly #variables = new Map<string, tf.Variable>();

  /**
   * Makes a variable.
   *
   * @throws {@link VariableExistsError} if the name is taken; ShapeError if `data` does not fill `shape`.
   */
  create(name: string, {shape, data, trainable}: {shape: readonly number[]; data: Float32Array; trainable: boolean}): tf.Variable {
    if (this.#variables.has(name)) throw new VariableExistsError(name);
    checkLength(name, shape, data);
    const variable = tf.tidy(() => tf.variable(tf.tensor(data, [...shape]), trainable, freeEngineName(name)));
    this.#variables.set(name, variable);
    return variable;
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  /** @throws {@link VariableMissingError} naming the nearest variable there is. */
  get<R extends tf.Rank = tf.Rank>(name: string): tf.Variable<R> {
    const variable = this.#variables.get(name);
    if (variable === undefined) throw missing('The store', name, this.#variables.keys());
    return variable as tf.Variable<R>;
  }

  /**
   * Gives a variable a new value. The caller still disposes `value`.
   *
   * @throws {@link VariableMissingError} for an unknown name; ShapeError if the shape differs.
   */
  set(name: string, value: tf.Tensor): void {
    const variable = this.get(name);
    if (!tf.util.arraysEqual(variable.shape, value.shape)) throw new ShapeError(name, value.shape, `[${variable.shape.join(', ')}]`);
    variable.assign(value);
  }

  names(): string[] {
    return [...this.#variables.keys()];
  }

  /** What an optimiser changes; the moving statistics of batch norm are left out. */
  trainable(): tf.Variable[] {
    return [...this.#variables.values()].filter((variable) => variable.trainable);
  }

  entries(): IterableIterator<[string, tf.Variable]> {
    return this.#variables.entries();
  }

  /** Copies every value out of the engine, ready for a checkpoint. */
  async read(): Promise<Map<string, StoredTensor>> {
    const tensors = new Map<string, StoredTensor>();
    for (const [name, variable] of this.#variables) {
      tensors.set(name, {dtype: 'float32', shape: [...variable.shape], data: new Float32Array(await variable.data())});
    }
    return tensors;
  }

  /**
   * Gives every variable the value of its name. Names that the store does not have, such as an optimiser's slots, are passed over. Nothing
   * changes when it throws.
   *
   * @throws {@link VariableMissingError} if a variable of the store is not in `tensors`; ShapeError if one has another shape or is not float32.
   */
  load(tensors: ReadonlyMap<string, {shape: readonly number[]; data: ArrayBufferView}>): void {
    const values = [...this.#variables].map(([name, variable]) => {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw missing('What is loaded', name, tensors.keys());
      if (!(tensor.data instanceof Float32Array))
        throw new ShapeError(name, 'other than float32', `float32 [${variable.shape.join(', ')}]`);
      if (!tf.util.arraysEqual(variable.shape, [...tensor.shape])) {
        throw new ShapeError(name, tensor.shape, `[${variable.shape.join(', ')}]`);
      }
      checkLength(name, tensor.shape, tensor.data);
      return {variable, data: tensor.data};
    });
    tf.tidy(() => {
      for (const {variable, data} of values) variable.assign(tf.tensor(new Float32Array(data), variable.shape));
    });
  }

  /** Frees every variable and forgets their names. */
  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#variables.clear();
  }
}

function missing(where: string, variable: string, names: Iterable<string>): VariableMissingError {
  const candidates = [...names];
  return new VariableMissingError(where, {variable, nearest: nearestName(variable, candidates), count: candidates.length});
}

function checkLength(name: string, shape: readonly number[], data: Float32Array): void {
  if (data.length !== shape.reduce((product, length) => product * length, 1)) {
    throw new ShapeError(`the data of ${name}`, [data.length], `as many numbers as [${shape.join(', ')}] holds`);
  }
}

/** The engine wants every variable alive to have a name of its own: `name`, else TensorFlow's way, `name_1`, `name_2`, … */
function freeEngineName(name: string): string {
  const taken = tf.engine().registeredVariables;
  let free = name;
  for (let count = 1; free in taken; count += 1) free = `${name}_${count}`;
  return free;
}
