import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {runChaos} from '../test/chaos.ts';

// The long form, with 5,000 photos and ten kills: `pnpm chaos`.
test('under fire and killed three times, ends with the photos and the reasons of an undisturbed run, and fetches nothing finished twice', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'oid-chaos-'));
  const report = await runChaos({count: 300, kills: 3, seed: 20181115, folder});
  expect(report.problems).toEqual([]);
  expect(report).toMatchObject({photos: 300, kills: 3});
  expect(report.storms).toBeGreaterThan(0);
  await rm(folder, {recursive: true});
});
