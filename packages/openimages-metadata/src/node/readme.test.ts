import {readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {FETCH_METADATA_DEFAULTS} from './fetch-metadata.ts';

describe('README', () => {
  test('its options table gives the defaults', async () => {
    const text = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)` \| `(\d+|true|false)` \|/gm)].map(([, name, value = '']) => [name, JSON.parse(value)]);
    expect(Object.fromEntries(rows)).toEqual(FETCH_METADATA_DEFAULTS);
  });
});
