const COMMA = 44;
const NEWLINE = 10;

/** Short texts, such as the ids of classes, found by their bytes: a hash table over all of them. */
export class ByteWords {
  readonly #texts: readonly Uint8Array[];
  readonly #slots: Int32Array;

  constructor(words: readonly string[]) {
    this.#texts = words.map((word) => new TextEncoder().encode(word));
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(8, words.length * 8)))).fill(-1);
    const mask = this.#slots.length - 1;
    for (const [index, text] of this.#texts.entries()) {
      let hash = 0;
      for (const byte of text) hash = step(hash, byte);
      let slot = finish(hash) & mask;
      while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
      this.#slots[slot] = index;
    }
  }

  /**
   * Finds the field that begins at `from` and ends before a comma or a line end, which must come.
   *
   * @returns the place of the word in the list, −1 when it is not there.
   */
  indexOf(bytes: Uint8Array, from: number): number {
    let hash = 0;
    let to = from;
    for (let byte = bytes[to] as number; byte > COMMA || (byte !== COMMA && byte !== NEWLINE); byte = bytes[to] as number) {
      hash = step(hash, byte);
      to += 1;
    }
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = finish(hash) & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot] as number;
      if (index === -1 || equals(this.#texts[index] as Uint8Array, bytes, from, to)) return index;
    }
  }

  /** Bytes of the word at a place in the list. */
  lengthOf(index: number): number {
    return (this.#texts[index] as Uint8Array).length;
  }
}

function step(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

function finish(hash: number): number {
  return hash ^ (hash >>> 11);
}

function equals(text: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let k = 0; k < text.length; k += 1) if (text[k] !== bytes[from + k]) return false;
  return true;
}
