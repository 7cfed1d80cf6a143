import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Body} from './body.ts';

const MIB = 1 << 20;

function bodyOf(announced: number | undefined, lengths: readonly number[]): {body: Body; expected: Buffer; rooms: number[]} {
  const body = new Body(announced);
  const chunks = lengths.map((length, n) => Buffer.alloc(length, n + 1));
  const rooms = chunks.map((chunk) => {
    body.push(chunk);
    return body.bytes.buffer.byteLength;
  });
  return {body, expected: Buffer.concat(chunks), rooms};
}

describe('Body', () => {
  test('holds what came, however it was cut and whatever was announced', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), {maxLength: 12}), fc.option(fc.nat(1_000_000), {nil: undefined}), (lengths, announced) => {
        const {body, expected} = bodyOf(announced, lengths);
        expect(body.bytes.equals(expected)).toBe(true);
      }),
      {numRuns: 50},
    );
  });

  test('makes the announced room once, up to 1 MiB, and then doubles it with what has come', () => {
    expect(bodyOf(300_000, [1, 99_999, 200_000]).rooms).toEqual([300_000, 300_000, 300_000]);
    expect(bodyOf(5 * MIB, [1, MIB, MIB, 3 * MIB - 1]).rooms).toEqual([MIB, 2 * MIB, 4 * MIB, 5 * MIB]);
    expect(bodyOf(undefined, [1, 1 << 16]).rooms).toEqual([1 << 16, 1 << 17]);
  });
});
