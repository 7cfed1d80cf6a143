/** WebAssembly bytes, nested freely; flattened when a module is built. */
export type Code = readonly (number | Code)[];

/** Appends `code` to `bytes`, nesting removed. */
export function flatten(code: Code, bytes: number[] = []): number[] {
  for (const part of code) {
    if (typeof part === 'number') bytes.push(part);
    else flatten(part, bytes);
  }
  return bytes;
}

/** LEB128 of an unsigned 32-bit integer (WebAssembly core specification 2.0, §5.2.2). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}

/** LEB128 of a signed 32-bit integer (same section). */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  while (rest < -0x40 || rest >= 0x40) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
  return bytes;
}

/** A vector of the binary format: its length, then its items. */
export function vector(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

/** A UTF-8 name; ours are ASCII. */
export function name(text: string): Code {
  return [unsigned(text.length), Array.from(text, (letter) => letter.charCodeAt(0))];
}

/** A section or any other part that is preceded by its size in bytes. */
export function sized(code: Code): Code {
  const bytes = flatten(code);
  return [unsigned(bytes.length), bytes];
}
