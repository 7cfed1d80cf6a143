import type {ImageId} from '@oid/core';

const NOTHING = 0;
const NO_LINE = 1;

/**
 * Where in a journal the last line of each photo begins, and which photos this run has met: a hash table over 64-bit ids in typed arrays, 16 bytes
 * a slot and at most three quarters full, so that nine million photos fit into some 300 MB.
 */
export class PhotoIndex {
  #size = 0;
  #high = new Uint32Array(1 << 10);
  #low = new Uint32Array(1 << 10);
  /** 0 empty, else offset + 2, or 1 without a line; negative once met. */
  #lines = new Float64Array(1 << 10);

  /** Photos in the table. */
  get size(): number {
    return this.#size;
  }

  /** The byte offset of a photo's last line; `undefined` where it has none. */
  lineOf(imageId: ImageId): number | undefined {
    const line = Math.abs(this.#lines[this.#slotOf(imageId)] as number);
    return line <= NO_LINE ? undefined : line - 2;
  }

  setLine(imageId: ImageId, byteOffset: number): void {
    const slot = this.#take(imageId);
    this.#lines[slot] = (this.#lines[slot] as number) < 0 ? -(byteOffset + 2) : byteOffset + 2;
  }

  /** Marks a photo as met. @returns whether it was met for the first time. */
  meet(imageId: ImageId): boolean {
    const slot = this.#take(imageId);
    const line = this.#lines[slot] as number;
    if (line < 0) return false;
    this.#lines[slot] = line === NOTHING ? -NO_LINE : -line;
    return true;
  }

  /** Slot of a photo, taken for it where it has none; the caller fills the line in. */
  #take(imageId: ImageId): number {
    if (this.#size >= this.#lines.length * 0.75) this.#grow();
    const slot = this.#slotOf(imageId);
    if (this.#lines[slot] === NOTHING) {
      this.#high[slot] = high(imageId);
      this.#low[slot] = low(imageId);
      this.#size += 1;
    }
    return slot;
  }

  #slotOf(imageId: ImageId): number {
    return this.#probe(high(imageId), low(imageId));
  }

  /** The slot of an id, or the empty one where it belongs. */
  #probe(upper: number, lower: number): number {
    const mask = this.#lines.length - 1;
    let slot = mix(upper, lower) & mask;
    while (this.#lines[slot] !== NOTHING && (this.#high[slot] !== upper || this.#low[slot] !== lower)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [uppers, lowers, lines] = [this.#high, this.#low, this.#lines];
    const slots = lines.length * 2;
    [this.#high, this.#low, this.#lines] = [new Uint32Array(slots), new Uint32Array(slots), new Float64Array(slots)];
    for (const [old, line] of lines.entries()) {
      if (line === NOTHING) continue;
      const slot = this.#probe(uppers[old] as number, lowers[old] as number);
      this.#high[slot] = uppers[old] as number;
      this.#low[slot] = lowers[old] as number;
      this.#lines[slot] = line;
    }
  }
}

function high(imageId: ImageId): number {
  return Number.parseInt(imageId.slice(0, 8), 16);
}

function low(imageId: ImageId): number {
  return Number.parseInt(imageId.slice(8), 16);
}

/** Ids of Open Images are uniform; other people's may count up. */
function mix(upper: number, lower: number): number {
  let hash = Math.imul(upper ^ (upper >>> 16), 0x85ebca6b) ^ Math.imul(lower ^ (lower >>> 15), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f);
  return hash ^ (hash >>> 16);
}
