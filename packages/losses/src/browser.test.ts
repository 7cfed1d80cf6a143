import {describe, expect, test} from 'vitest';
import {CHROMIUM, inChromium, NO_CHROMIUM} from '../../../vitest.chromium.ts';
import {outputs} from '../fixtures/browser-outputs.ts';

describe(`in a browser (needs ${CHROMIUM})`, () => {
  test.skipIf(NO_CHROMIUM)('every loss and its gradient are what they are in Node', async () => {
    const expected = JSON.parse(JSON.stringify(await outputs())) as Record<string, number[]>; // which has no -0
    expect(Object.keys(expected).length).toBe(14);
    expect(Object.values(expected).every((values) => values.every(Number.isFinite))).toBe(true);
    expect(await inChromium(new URL('../fixtures/browser-outputs.ts', import.meta.url), 'page.outputs()')).toEqual(expected);
  });
});
