import {readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {FETCH_METADATA_DEFAULTS} from './fetch-metadata.ts';
import {SELECTION_DEFAULTS} from './selected-points.ts';
import {STREAM_POINTS_DEFAULTS} from './stream-points.ts';

describe('README', () => {
  test.each([
    ['Fetch a release', FETCH_METADATA_DEFAULTS],
    ['Select', {...SELECTION_DEFAULTS, includeParts: false}],
    ['Stream tables of any size', (({minConfidence: _minConfidence, ...rest}) => rest)(STREAM_POINTS_DEFAULTS)],
  ])('its options table gives the defaults: %s', async (heading, defaults) => {
    const text = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) as string;
    const rows = [...section.matchAll(/^\| `(\w+)` \| `(\d+|true|false)` \|/gm)].map(([, name, value = '']) => [name, JSON.parse(value)]);
    expect(Object.fromEntries(rows)).toEqual(defaults);
  });
});
