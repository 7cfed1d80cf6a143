import {describe, expect, test} from 'vitest';
import {shortSeparator, shortSuccessor} from './short-keys.ts';

const key = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('shortSeparator', () => {
  test.each([
    ['abcdef', 'abzz', 'abd'],
    ['abc', 'abd', 'abc'], // nothing fits between c and d
    ['abc', 'abcd', 'abc'], // one begins the other
    ['a\xffb', 'b', 'a\xffb'],
    ['a\x01z', 'a\x05', 'a\x02'],
    ['', 'a', ''],
  ])('of %j and %j is %j', (from, to, short) => {
    expect(shortSeparator(key(from), key(to))).toEqual(key(short));
  });
});

describe('shortSuccessor', () => {
  test.each([
    ['global_step', 'h'],
    ['\xff\xffab', '\xff\xffb'],
    ['\xff\xff', '\xff\xff'],
    ['', ''],
  ])('of %j is %j', (from, short) => {
    expect(shortSuccessor(key(from))).toEqual(key(short));
  });
});
