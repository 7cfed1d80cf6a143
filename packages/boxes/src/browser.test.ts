import {describe, expect, test} from 'vitest';
import {CHROMIUM, inChromium, NO_CHROMIUM} from '../../../vitest.chromium.ts';
import {outputs} from '../fixtures/browser-outputs.ts';

describe(`in a browser (needs ${CHROMIUM})`, () => {
  test.skipIf(NO_CHROMIUM)('every family gives what it gives in Node', async () => {
    const expected = outputs();
    expect(JSON.stringify(expected).length).toBeGreaterThan(10_000);
    expect(await inChromium(new URL('../fixtures/browser-outputs.ts', import.meta.url), 'page.outputs()')).toEqual(expected);
  });
});
