import {describe, expect, test} from 'vitest';
import {ByteWriter} from './byte-writer.ts';

describe('ByteWriter', () => {
  test('writes varints, lowest bits first', () => {
    const writer = new ByteWriter()
      .varint(0)
      .varint(127)
      .varint(128)
      .varint(300)
      .varint(2 ** 53 - 1);
    expect([...writer.finish()]).toEqual([0, 127, 0x80, 1, 0xac, 2, 255, 255, 255, 255, 255, 255, 255, 15]);
  });

  test('writes fixed numbers little-endian', () => {
    expect([...new ByteWriter().fixed32(0xfffefdfc).fixed64(0x0807060504030201n).finish()]).toEqual([
      0xfc, 0xfd, 0xfe, 0xff, 1, 2, 3, 4, 5, 6, 7, 8,
    ]);
  });

  test('grows', () => {
    const writer = new ByteWriter();
    for (let value = 0; value < 1000; value += 1) writer.raw(Uint8Array.of(value % 256));
    writer.raw(new Uint8Array(5000).fill(7));
    expect(writer.length).toBe(6000);
    expect(writer.finish()[999]).toBe(231);
    expect(writer.finish()[5999]).toBe(7);
  });
});
