const ENCODER = new TextEncoder();

/** A text as UTF-8. Short ASCII, which most texts of a record are, does without a call into the encoder. */
export function utf8(text: string): Uint8Array {
  if (text.length > 64) return ENCODER.encode(text);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127) return ENCODER.encode(text);
    bytes[at] = code;
  }
  return bytes;
}
