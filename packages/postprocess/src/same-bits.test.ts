import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {CHROMIUM, inChromium, NO_CHROMIUM} from '../../../vitest.chromium.ts';
import {goldenBits} from '../fixtures/golden-outputs.ts';
import type {MultiBoxGolden, MultiClassGolden} from '../fixtures/golden-outputs.ts';

const fixture = (name: string): URL => new URL(`../fixtures/${name}`, import.meta.url);

describe(`in a browser (needs ${CHROMIUM})`, () => {
  test.skipIf(NO_CHROMIUM)('every function gives the bits that it gives in Node', async () => {
    const [multiClass, multiBox] = ['multi-class.json', 'multi-box-detection.json'].map((name) => readFileSync(fixture(name), 'utf8'));
    const expected = goldenBits(JSON.parse(multiClass as string) as MultiClassGolden, JSON.parse(multiBox as string) as MultiBoxGolden);
    expect(Object.keys(expected).length).toBeGreaterThan(100);
    expect(await inChromium(fixture('golden-outputs.ts'), `page.goldenBits(${multiClass}, ${multiBox})`)).toEqual(expected);
  });
});
