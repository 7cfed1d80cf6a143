import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {StageLog} from './stage-log.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oid-flow-'));
});
afterEach(() => rm(folder, {recursive: true}));

describe('StageLog', () => {
  test('finds a result for the same inputs only, also after a restart', async () => {
    const log = await StageLog.open(folder);
    expect(log.find('records', {seed: 1})).toBeUndefined();
    await log.record('records', {seed: 1}, 2.5, {count: 3});
    expect(log.find('records', {seed: 2})).toBeUndefined();
    expect((await StageLog.open(folder)).find('records', {seed: 1})).toEqual({count: 3});
  });

  test('adds up the seconds of a stage that runs again for the same inputs', async () => {
    const log = await StageLog.open(folder);
    await log.record('photos', 'always', 2, {});
    await log.record('photos', 'always', 0.5, {});
    await log.record('train', {seed: 1}, 9, {});
    await log.record('train', {seed: 2}, 4, {});
    expect(log.seconds()).toEqual({photos: 2.5, train: 4});
  });
});
