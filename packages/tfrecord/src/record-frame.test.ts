import {describe, expect, test} from 'vitest';
import {frameRecord} from './record-frame.ts';

describe('frameRecord', () => {
  test('frames three bytes as TensorFlow does', () => {
    const hex = Buffer.from(frameRecord(new TextEncoder().encode('abc'))).toString('hex');
    // From tf.io.TFRecordWriter 2.21.0: length 3, its CRC, 'abc', its CRC.
    expect(hex).toBe('0300000000000000b099490e6162636e57f121');
  });

  test('frames nothing', () => {
    expect(frameRecord(new Uint8Array())).toHaveLength(16);
  });
});
