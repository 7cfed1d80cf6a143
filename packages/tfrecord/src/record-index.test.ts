import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatRecordIndex, parseRecordIndex} from './record-index.ts';

const read = (text: string): ReturnType<typeof parseRecordIndex> => parseRecordIndex(text, {source: 'x.idx'});

describe('record index', () => {
  test('is a line a record, and one for the fingerprint', () => {
    const index = {offsets: Float64Array.of(0, 17, 35), fingerprint: 0xabc};
    expect(formatRecordIndex(index)).toBe('0 17\n17 18\n# 2 records, fingerprint 00000abc\n');
    expect(read(formatRecordIndex(index))).toEqual(index);
    expect(read('0 17\n17 18\n')).toEqual({offsets: Float64Array.of(0, 17, 35), fingerprint: undefined});
    expect(read('')).toEqual({offsets: Float64Array.of(0), fingerprint: undefined});
  });

  test.each([
    '0 17\n18 17\n',
    '5 17\n',
    '0 15\n',
    '0 17 3\n',
    '{}',
    '0 17\n# 2 records, fingerprint 00000abc\n',
    '0 17\n# 1 records, fingerprint 00000abc\n17 17\n',
  ])('refuses %j', (text) => {
    expect(() => read(text)).toThrow(/^x\.idx: line \d+ is .* Delete the index/);
  });

  test('comes back as it went, and fails with an error of its own alone', () => {
    const sizes = fc.array(fc.integer({min: 16, max: 2 ** 40}), {maxLength: 20});
    const property = fc.property(
      sizes,
      fc.option(fc.integer({min: 0, max: 2 ** 32 - 1}), {nil: undefined}),
      fc.nat(),
      (list, fingerprint, cut) => {
        const offsets = [0];
        for (const size of list) offsets.push((offsets.at(-1) as number) + size);
        const index = {offsets: Float64Array.from(offsets), fingerprint};
        const text = formatRecordIndex(index);
        expect(read(text)).toEqual(index);
        try {
          read(`${text.slice(0, cut % (text.length + 1))}x${text.slice(cut % (text.length + 1))}`);
        } catch (error) {
          expect((error as {code?: string}).code).toBe('tfrecord/index');
        }
      },
    );
    fc.assert(property);
  });
});
