type Values = Float64Array | Int32Array | Uint8Array;

/** A column of numbers that grows at its end. */
export class Column<T extends Values> {
  length = 0;
  #values: T;
  readonly #make: new (
    length: number,
  ) => T;

  constructor(make: new (length: number) => T) {
    this.#make = make;
    this.#values = new make(64);
  }

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow(this.length + 1);
    this.#values[this.length++] = value;
  }

  append(values: ArrayLike<number>): void {
    if (this.length + values.length > this.#values.length) this.#grow(this.length + values.length);
    this.#values.set(values, this.length);
    this.length += values.length;
  }

  /** What has been pushed; a view, good until the next push. */
  values(): T {
    return this.#values.subarray(0, this.length) as T;
  }

  #grow(least: number): void {
    const larger = new this.#make(Math.max(least, 2 * this.#values.length));
    larger.set(this.#values);
    this.#values = larger;
  }
}
