import {readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {DOWNLOAD_DEFAULTS} from './download-options.ts';
import {ENQUEUE_DEFAULTS, QUEUE_DEFAULTS, WORKER_DEFAULTS} from './queue/index.ts';
import {S3_DEFAULTS} from './s3/index.ts';

describe('README', () => {
  test('its options table gives the defaults', async () => {
    const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)` \| `(\d+|Infinity)` \|/gm)].map(([, name, value]) => [name, Number(value)]);
    expect(Object.fromEntries(rows)).toEqual(DOWNLOAD_DEFAULTS);
  });

  test.each([
    ['all', QUEUE_DEFAULTS],
    ['enqueue', ENQUEUE_DEFAULTS],
    ['worker', WORKER_DEFAULTS],
    ['s3', {...S3_DEFAULTS, prefix: undefined}],
  ])('its table of options for many machines gives the defaults: %s', async (of, defaults) => {
    const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const rows = Object.entries(defaults).flatMap(([name, value]) =>
      value === undefined ? [] : [`| \`${name}\` | ${of} | \`${String(value)}\` |`],
    );
    expect(rows.filter((row) => !text.includes(row))).toEqual([]);
  });
});
