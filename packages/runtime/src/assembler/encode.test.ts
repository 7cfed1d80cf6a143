import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {flatten, signed, sized, unsigned, vector} from './encode.ts';

/** LEB128 back to a number, of at most 32 bits. */
function decode(bytes: readonly number[], isSigned: boolean): number {
  let value = 0n;
  bytes.forEach((byte, i) => {
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
  });
  return Number(isSigned ? BigInt.asIntN(7 * bytes.length, value) : value);
}

describe('unsigned', () => {
  test('encodes the example of the DWARF standard', () => {
    expect(unsigned(624_485)).toEqual([0xe5, 0x8e, 0x26]);
  });

  test('can be decoded', () => {
    fc.assert(
      fc.property(fc.integer({min: 0, max: 2 ** 32 - 1}), (value) => {
        expect(decode(unsigned(value), false)).toBe(value);
      }),
    );
  });
});

describe('signed', () => {
  test('encodes the example of the DWARF standard', () => {
    expect(signed(-123_456)).toEqual([0xc0, 0xbb, 0x78]);
  });

  test('can be decoded', () => {
    fc.assert(
      fc.property(fc.integer({min: -(2 ** 31), max: 2 ** 31 - 1}), (value) => {
        expect(decode(signed(value), true)).toBe(value);
      }),
    );
  });
});

test('flatten, vector and sized nest', () => {
  expect(flatten([1, [2, [3]], []])).toEqual([1, 2, 3]);
  expect(flatten(sized(vector([[7], [8, 9]])))).toEqual([4, 2, 7, 8, 9]);
});
