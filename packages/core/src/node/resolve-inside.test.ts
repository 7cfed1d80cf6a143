import {resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {hasCode} from '../errors/oid-error.ts';
import {resolveInside} from './resolve-inside.ts';

describe('resolveInside', () => {
  test('joins and normalises', () => {
    expect(resolveInside('data', 'images', '../records')).toBe(resolve('data/records'));
    expect(resolveInside('data')).toBe(resolve('data'));
    expect(resolveInside('data', '..hidden')).toBe(resolve('data/..hidden'));
  });

  test.each([['../../x'], ['/etc/passwd'], ['a\0b'], ['a', '..', '..', 'data2']])('refuses %j', (...segments) => {
    try {
      resolveInside('data', ...segments);
      expect.unreachable();
    } catch (error) {
      expect(hasCode(error, 'core/outside-folder')).toBe(true);
    }
  });
});
