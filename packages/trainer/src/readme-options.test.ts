import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {TRAIN_DEFAULTS} from './train-options.ts';

test('the table of options in the README shows the defaults', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `(\w+)` \| `([^`]+)` \| /gm)].map(([, option, value]) => [
    option,
    JSON.parse(value as string) as unknown,
  ]);
  expect(Object.fromEntries(rows)).toEqual(TRAIN_DEFAULTS);
});
