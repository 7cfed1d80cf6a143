import {readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {DOWNLOAD_DEFAULTS} from './download-options.ts';

describe('README', () => {
  test('its options table gives the defaults', async () => {
    const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)` \| `(\d+)` \|/gm)].map(([, name, value]) => [name, Number(value)]);
    expect(Object.fromEntries(rows)).toEqual(DOWNLOAD_DEFAULTS);
  });
});
