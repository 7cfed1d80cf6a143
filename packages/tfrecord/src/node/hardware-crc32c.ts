import {createRequire} from 'node:module';
import {crc32c} from '@oid/core';

/** Below this many bytes, the call into native code costs more than the table does. */
const NATIVE_FROM_BYTES = 512;

const native = loadNative();

/**
 * CRC-32C by the processor's own instruction where the optional `@node-rs/crc32` has a binary for this machine, else by the table of
 * `@oid/core`; short inputs always go through the table. Both give the same number.
 */
export function hardwareCrc32c(bytes: Uint8Array): number {
  return native === undefined || bytes.length < NATIVE_FROM_BYTES ? crc32c(bytes) : native(bytes);
}

/** `native` or `table`: what payloads are checked with here. */
export const crc32cKind: 'native' | 'table' = native === undefined ? 'table' : 'native';

function loadNative(): ((bytes: Uint8Array) => number) | undefined {
  try {
    const loaded = createRequire(import.meta.url)('@node-rs/crc32') as {crc32c: (bytes: Uint8Array) => number};
    return loaded.crc32c(new TextEncoder().encode('123456789')) === 0xe3069283 ? loaded.crc32c : undefined;
  } catch {
    return undefined;
  }
}
