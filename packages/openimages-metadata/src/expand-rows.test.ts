import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {collect, errorOf} from '../test/bytes.ts';
import {realClasses, realHierarchy} from '../test/fixtures.ts';
import {expandBoxRows, expandImageLabelRows} from './expand-rows.ts';

type Golden = {boxes: Record<string, string[]>; absent: Record<string, string[]>};
const golden = JSON.parse(readFileSync(new URL('../fixtures/challenge-expansion.json', import.meta.url), 'utf8')) as Golden;
const hierarchy = realHierarchy();
const mids = realClasses().entries.map(({mid}) => mid);
const rows = (confidence: number): {labelName: string; imageId: string; confidence: number}[] =>
  mids.map((labelName, n) => ({labelName, imageId: String(n), confidence}));

/** What each row was repeated for, by its class. */
function added(expanded: readonly {labelName: string; imageId: string}[]): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const {labelName, imageId} of expanded) groups.set(imageId, [...(groups.get(imageId) ?? []), labelName]);
  const pairs = [...groups.values()].map(([own, ...others]) => [own as string, others.sort()] as const);
  return Object.fromEntries(pairs.filter(([, others]) => others.length > 0));
}

describe('expandBoxRows', () => {
  test('repeats every class of V4 for the classes above it, as the Object Detection API does', async () => {
    expect(added(await collect(expandBoxRows(rows(1), hierarchy)))).toEqual(golden.boxes);
  });

  test('refuses, keeps or drops a class outside the hierarchy', async () => {
    const outside = [{labelName: '/m/0zzz'}];
    expect(await errorOf(() => collect(expandBoxRows(outside, hierarchy)))).toMatchObject({code: 'openimages-metadata/unknown-class'});
    expect(await collect(expandBoxRows(outside, hierarchy, {outside: 'keep'}))).toEqual(outside);
    expect(await collect(expandBoxRows(outside, hierarchy, {outside: 'drop'}))).toEqual([]);
  });
});

describe('expandImageLabelRows', () => {
  test('goes up from what is present and down from what is absent', async () => {
    expect(added(await collect(expandImageLabelRows(rows(1), hierarchy)))).toEqual(golden.boxes);
    expect(added(await collect(expandImageLabelRows(rows(0), hierarchy)))).toEqual(golden.absent);
  });

  test('repeats the other fields', async () => {
    const [own, above] = await collect(expandImageLabelRows([{labelName: '/m/0l515', confidence: 0.7, source: 'machine'}], hierarchy));
    expect([own?.labelName, above]).toEqual(['/m/0l515', {labelName: '/m/02wbm', confidence: 0.7, source: 'machine'}]);
  });
});
