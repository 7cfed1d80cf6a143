/** Protobuf's wire format, written front to back into bytes of the right size: whoever nests messages knows their sizes beforehand. */
export class WireWriter {
  readonly bytes: Uint8Array;
  #at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  /** Tag and length of a field whose content follows; field numbers are below 16. */
  open(tag: number, size: number): void {
    this.bytes[this.#at] = tag;
    this.#at += 1;
    this.#varint(size);
  }

  /** A whole field of bytes. */
  put(tag: number, content: Uint8Array): void {
    this.open(tag, content.length);
    this.bytes.set(content, this.#at);
    this.#at += content.length;
  }

  /** 32-bit floats, little-endian. */
  floats(values: ArrayLike<number>): void {
    const view = new DataView(this.bytes.buffer, this.#at);
    for (let index = 0; index < values.length; index += 1) view.setFloat32(4 * index, values[index] as number, true);
    this.#at += 4 * values.length;
  }

  /** A 64-bit integer in two's complement. */
  int64(value: number | bigint): void {
    if (typeof value === 'number' && value >= 0) {
      this.#varint(value);
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest >= 128n; rest >>= 7n) this.#byte(Number(rest & 127n) | 128);
    this.#byte(Number(rest));
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#byte((rest % 128) | 128);
    this.#byte(rest);
  }

  #byte(value: number): void {
    this.bytes[this.#at] = value;
    this.#at += 1;
  }
}

/** Bytes of a whole field with `size` bytes of content: tag, length, content. */
export function fieldSize(size: number): number {
  return 1 + varintSize(size) + size;
}

/** Bytes of a varint; of a negative number ten. */
export function varintSize(value: number | bigint): number {
  if (value < 0) return 10;
  if (typeof value === 'bigint') return Math.max(1, Math.ceil(value.toString(2).length / 7));
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}
