/** Bytes of a chunked source, taken in pieces of any size. Holds no more than was asked for, plus one chunk. */
export class ByteQueue {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunks: Uint8Array[] = [];
  #available = 0;
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Reads on until `count` bytes are at hand or the source ends. @returns how many are, at most `count`. */
  async fill(count: number): Promise<number> {
    while (this.#available < count && !this.#ended) {
      const next = await this.#source.next();
      if (next.done === true) {
        this.#ended = true;
      } else if (next.value.length > 0) {
        this.#chunks.push(next.value);
        this.#available += next.value.length;
      }
    }
    return Math.min(count, this.#available);
  }

  /** Copies `count` bytes out; {@link ByteQueue.fill} has promised them. */
  take(count: number): Uint8Array {
    const out = new Uint8Array(count);
    let at = 0;
    let used = 0;
    while (at < count) {
      const chunk = this.#chunks[used] as Uint8Array;
      const part = chunk.length <= count - at ? chunk : chunk.subarray(0, count - at);
      out.set(part, at);
      at += part.length;
      if (part.length === chunk.length) used += 1;
      else this.#chunks[used] = chunk.subarray(part.length);
    }
    this.#chunks.splice(0, used);
    this.#available -= count;
    return out;
  }

  /** Lets the source go, as `break` does in a `for await` loop. */
  async close(): Promise<void> {
    this.#chunks = [];
    if (!this.#ended) await this.#source.return?.();
    this.#ended = true;
  }
}
