import {describe, expect, test} from 'vitest';
import {hasCode} from './errors/oid-error.ts';
import {parseImageId, parseMid} from './ids.ts';

describe('parseImageId', () => {
  test('accepts ids beyond 2^53', () => {
    expect(parseImageId('ffffffffffffffff')).toBe('ffffffffffffffff');
  });

  test.each(['../../x', '000060E3121C7305', '000060e3121c730', '000060e3121c73055', '', '000060e3121c7305\n'])('refuses %j', (text) => {
    expect(() => parseImageId(text, 'boxes.csv:7')).toThrow(/^boxes\.csv:7: .* is no image id/);
  });
});

describe('parseMid', () => {
  test('accepts both name spaces', () => {
    expect(parseMid('/m/01_bhs')).toBe('/m/01_bhs');
    expect(parseMid('/g/11bc5yf3s')).toBe('/g/11bc5yf3s');
  });

  test('refuses a display name', () => {
    try {
      parseMid('Car');
      expect.unreachable();
    } catch (error) {
      expect(hasCode(error, 'core/invalid-id')).toBe(true);
    }
  });
});
