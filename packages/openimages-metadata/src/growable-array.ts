/** A typed array that doubles when full, for columns whose length is not known beforehand. */
export class GrowableArray<T extends Float32Array | Int32Array | Int8Array> {
  length = 0;
  #values: T;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#values = make(64);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = this.#make(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length] = value;
    this.length += 1;
  }

  /** The value at `index`, which must be below `length`. */
  at(index: number): number {
    return this.#values[index] as number;
  }
}
