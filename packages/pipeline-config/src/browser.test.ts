import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {CHROMIUM, inChromium, NO_CHROMIUM} from '../../../vitest.chromium.ts';
import {outputs} from '../fixtures/browser-outputs.ts';

const fixture = (name: string): URL => new URL(`../fixtures/${name}`, import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(fixture(name), 'utf8'));

describe(`in a browser (needs ${CHROMIUM})`, () => {
  test.skipIf(NO_CHROMIUM)('reads, writes, refuses and schedules as in Node', async () => {
    const texts = (read('google.json') as {constructs: {text: string}[]}).constructs.map(({text}) => text);
    const schedules = read('schedules.json') as Parameters<typeof outputs>[1];
    const expected: unknown = JSON.parse(JSON.stringify(outputs(texts, schedules)));
    expect(await inChromium(fixture('browser-outputs.ts'), `page.outputs(${JSON.stringify(texts)}, ${JSON.stringify(schedules)})`)).toEqual(
      expected,
    );
  });
});
