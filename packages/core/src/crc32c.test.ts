import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {crc32c, maskCrc32c, unmaskCrc32c} from './crc32c.ts';

describe('crc32c', () => {
  test('gives the published check values', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({length: 32}, (_, index) => index))).toBe(0x46dd794e);
    expect(crc32c(new Uint8Array(0))).toBe(0);
  });

  test('goes on from the bytes before, wherever they are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 200}), fc.nat(200), (bytes, cut) => {
        expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes));
      }),
    );
  });
});

describe('maskCrc32c', () => {
  test('is undone by unmaskCrc32c', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (crc) => {
        expect(unmaskCrc32c(maskCrc32c(crc))).toBe(crc);
      }),
    );
    expect(maskCrc32c(0)).toBe(0xa282ead8);
  });
});
