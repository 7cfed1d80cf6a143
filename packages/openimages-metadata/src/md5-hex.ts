/**
 * The usual form of an MD5, 32 lower-case hexadecimal digits, from base64 of its 16 raw bytes, as image tables give it.
 *
 * @throws RangeError unless `base64` holds 16 bytes.
 */
export function md5Hex(base64: string): string {
  if (!/^[A-Za-z0-9+/]{21}[AQgw]==$/.test(base64))
    throw new RangeError(`${JSON.stringify(base64.slice(0, 40))} is not the base64 form of 16 bytes`);
  return Array.from(atob(base64), (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}
