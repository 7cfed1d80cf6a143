import {describe, expect, test} from 'vitest';
import {retryAfterMs} from './retry-after.ts';

describe('retryAfterMs', () => {
  test.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
    ['Sun, 06 Nov 1994 08:48:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j', (header, expected) => {
    expect(retryAfterMs(header, Date.UTC(1994, 10, 6, 8, 49, 0))).toBe(expected);
  });
});
