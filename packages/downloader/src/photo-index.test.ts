import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {PhotoIndex} from './photo-index.ts';

const imageId = (n: number): string => n.toString(16).padStart(16, '0');
// Few enough to meet again, and some whose halves are alike.
const ids = fc.oneof(
  fc.nat(40).map(imageId),
  fc.nat(40).map((n) => `${imageId(n).slice(8)}00000000`),
  fc.string({unit: fc.nat(15).map((digit) => digit.toString(16)), minLength: 16, maxLength: 16}),
);

describe('PhotoIndex', () => {
  test('is a map of lines and a set of photos that were met', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, fc.option(fc.nat(2 ** 40), {nil: undefined})), {maxLength: 3000}), (steps) => {
        const index = new PhotoIndex();
        const lines = new Map<string, number>();
        const met = new Set<string>();
        for (const [id, byteOffset] of steps) {
          if (byteOffset === undefined) {
            expect(index.meet(id)).toBe(!met.has(id));
            met.add(id);
          } else {
            index.setLine(id, byteOffset);
            lines.set(id, byteOffset);
          }
          expect(index.lineOf(id)).toBe(lines.get(id));
        }
        for (const [id, line] of lines) expect(index.lineOf(id)).toBe(line);
        expect(index.size).toBe(new Set([...met, ...lines.keys()]).size);
      }),
      {numRuns: 40},
    );
  });

  test('keeps apart ids that count up, in either half, by the hundred thousand', () => {
    const index = new PhotoIndex();
    for (let n = 0; n < 100_000; n += 1) {
      index.setLine(imageId(n), n);
      index.setLine(`${imageId(n).slice(8)}ffffffff`, 2 * n);
    }
    expect(index.size).toBe(200_000);
    for (const n of [0, 1, 4095, 77_777, 99_999]) {
      expect(index.lineOf(imageId(n))).toBe(n);
      expect(index.lineOf(`${imageId(n).slice(8)}ffffffff`)).toBe(2 * n);
    }
    expect(index.lineOf(imageId(100_000))).toBeUndefined();
  });
});
