import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {CHROMIUM, inChromium, NO_CHROMIUM} from '../../../vitest.chromium.ts';
import {outputs} from '../fixtures/browser-outputs.ts';

const fixture = (name: string): URL => new URL(`../fixtures/${name}`, import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(fixture(name), 'utf8'));

describe(`in a browser (needs ${CHROMIUM})`, () => {
  test.skipIf(NO_CHROMIUM)('every metric gives the reports and states that it gives in Node', async () => {
    const coco = (read('coco.json') as {cases: Parameters<typeof outputs>[0]}).cases;
    const voc = (read('voc-2007.json') as {images: Parameters<typeof outputs>[1]}).images;
    const expected: unknown = JSON.parse(JSON.stringify(outputs(coco, voc)));
    expect(await inChromium(fixture('browser-outputs.ts'), `page.outputs(${JSON.stringify(coco)}, ${JSON.stringify(voc)})`)).toEqual(
      expected,
    );
  });
});
