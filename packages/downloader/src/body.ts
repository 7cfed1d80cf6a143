/** Room for a body that announces no length, in bytes. */
const USUAL = 1 << 16;
/** No announcement is believed beyond this, in bytes. */
const MOST_BELIEVED = 1 << 20;

/** A body as it arrives, in one piece: first with the room that was announced, up to 1 MiB; from there on it doubles with what has come. */
export class Body {
  readonly #announced: number | undefined;
  #room = Buffer.alloc(0);
  #length = 0;

  constructor(announced: number | undefined) {
    this.#announced = announced;
  }

  /** All that has arrived; a view, not a copy. */
  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  push(chunk: Uint8Array): void {
    const length = this.#length + chunk.length;
    if (length > this.#room.length) this.#grow(length);
    this.#room.set(chunk, this.#length);
    this.#length = length;
  }

  #grow(length: number): void {
    const doubled = Math.min(this.#room.length * 2, this.#announced ?? Infinity);
    const wanted = this.#length === 0 ? Math.min(this.#announced ?? USUAL, MOST_BELIEVED) : doubled;
    const room = Buffer.allocUnsafeSlow(Math.max(length, wanted));
    room.set(this.bytes);
    this.#room = room;
  }
}
