/** Bytes of a chunked source, looked at and dropped in pieces of any size. Holds no more than was asked for, plus one chunk. */
export class ByteQueue {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunks: Uint8Array[] = [];
  #available = 0;
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Bytes at hand. */
  get available(): number {
    return this.#available;
  }

  /** Reads on until `count` bytes are at hand or the source ends. @returns how many are, at most `count`. */
  async fill(count: number): Promise<number> {
    while (this.#available < count && !this.#ended) {
      const next = await this.#source.next();
      if (next.done === true) {
        this.#ended = true;
      } else if (next.value.length > 0) {
        const {buffer, byteOffset, length} = next.value;
        this.#chunks.push(new Uint8Array(buffer, byteOffset, length)); // no Buffers: their slices are views
        this.#available += length;
      }
    }
    return Math.min(count, this.#available);
  }

  /** The next `count` bytes, which must be at hand: a view where they lie in one chunk, else a copy. */
  peek(count: number): Uint8Array {
    const first = this.#chunks[0];
    if (first === undefined || count === 0) return new Uint8Array();
    return first.length >= count ? first.subarray(0, count) : this.#join(count);
  }

  /** The bytes that can be seen at once without a copy, at least `count`, which must be at hand. */
  window(count: number): Uint8Array {
    this.peek(count);
    return this.#chunks[0] ?? new Uint8Array();
  }

  /** Passes over `count` bytes, which must be at hand. */
  drop(count: number): void {
    this.#available -= count;
    let used = 0;
    for (let left = count; left > 0; ) {
      const chunk = this.#chunks[used] as Uint8Array;
      if (chunk.length > left) this.#chunks[used] = chunk.subarray(left);
      else used += 1;
      left -= chunk.length;
    }
    if (used > 0) this.#chunks.splice(0, used);
  }

  /** Lets the source go, as `break` does in a `for await` loop. */
  async close(): Promise<void> {
    this.#chunks = [];
    this.#available = 0;
    if (!this.#ended) await this.#source.return?.();
    this.#ended = true;
  }

  /** Makes the first `count` bytes one chunk; what is left of the last chunk touched stays a view. */
  #join(count: number): Uint8Array {
    const joined = new Uint8Array(count);
    let used = 0;
    for (let at = 0; at < count; ) {
      const chunk = this.#chunks[used] as Uint8Array;
      const part = chunk.length <= count - at ? chunk : chunk.subarray(0, count - at);
      joined.set(part, at);
      at += part.length;
      if (part.length === chunk.length) used += 1;
      else this.#chunks[used] = chunk.subarray(part.length);
    }
    this.#chunks.splice(0, used, joined);
    return joined;
  }
}
