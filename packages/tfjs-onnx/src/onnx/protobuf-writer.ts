const text = new TextEncoder();
const scratch = new DataView(new ArrayBuffer(4));

/**
 * Collects one protobuf message. Nested messages and raw bytes are kept by reference until {@link ProtobufWriter.finish},
 * so a weight is copied once, into the final file.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  /** Varint field. Negative numbers take ten bytes, as int64 does. Safe integers only. */
  integer(field: number, value: number): this {
    this.#varint(field * 8);
    this.#varint(value);
    return this;
  }

  /** 32-bit little-endian float field. */
  float(field: number, value: number): this {
    this.#varint(field * 8 + 5);
    scratch.setFloat32(0, value, true);
    this.#push(new Uint8Array(scratch.buffer.slice(0)));
    return this;
  }

  /** Length-delimited field: a string is written as UTF-8. The bytes must not change before `finish`. */
  bytes(field: number, value: Uint8Array | string): this {
    const encoded = typeof value === 'string' ? text.encode(value) : value;
    this.#varint(field * 8 + 2);
    this.#varint(encoded.length);
    this.#push(encoded);
    return this;
  }

  /** Nested message field. */
  message(field: number, value: ProtobufWriter): this {
    this.#varint(field * 8 + 2);
    this.#varint(value.#length);
    for (const chunk of value.#chunks) this.#push(chunk);
    return this;
  }

  /** Repeated integers in the packed form. Nothing is written for an empty list. */
  packed(field: number, values: readonly number[]): this {
    if (values.length === 0) return this;
    const inner = new ProtobufWriter();
    for (const value of values) inner.#varint(value);
    return this.message(field, inner);
  }

  /** The message as one array. */
  finish(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let offset = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, offset);
      offset += chunk.length;
    }
    return whole;
  }

  #varint(value: number): void {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.#push(Uint8Array.from(bytes));
  }

  #push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }
}
