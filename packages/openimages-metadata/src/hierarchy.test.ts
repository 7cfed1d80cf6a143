import {describe, expect, test} from 'vitest';
import {hasCode} from '@oid/core';
import {Hierarchy} from './hierarchy.ts';
import {errorOf} from '../test/bytes.ts';
import {HIERARCHY} from '../test/release.ts';

const parse = (value: unknown): Hierarchy => Hierarchy.parse(JSON.stringify(value), {source: 'tree.json'});
const hierarchy = Hierarchy.parse(HIERARCHY, {source: 'tree.json'});
const [VEHICLE, CAR, BOAT, TOY, WHEEL] = ['/m/07yv9', '/m/0k4j', '/m/019jd', '/m/0138tl', '/m/083wq'];

describe('Hierarchy', () => {
  test('counts a class that the file writes twice once, under both parents', () => {
    expect(hierarchy.parents(CAR)).toEqual([VEHICLE, TOY]);
    expect(hierarchy.ancestors(CAR)).toEqual([VEHICLE, TOY]);
    expect(hierarchy.descendants(hierarchy.root)).toEqual([VEHICLE, TOY, WHEEL, CAR, BOAT]);
  });

  test('follows parts only when told to', () => {
    expect(hierarchy.descendants(VEHICLE)).toEqual([CAR, BOAT]);
    expect(hierarchy.descendants(VEHICLE, {includeParts: true})).toEqual([CAR, BOAT, WHEEL]);
    expect(hierarchy.children(CAR)).toEqual([]);
    expect(hierarchy.children(CAR, {includeParts: true})).toEqual([WHEEL]);
    expect(hierarchy.ancestors(WHEEL)).toEqual([]);
    expect(hierarchy.ancestors(WHEEL, {includeParts: true})).toEqual([CAR, VEHICLE, TOY]);
  });

  test('keeps the root out of ancestors, not out of parents', () => {
    expect(hierarchy.root).toBe('/m/0bl9f');
    expect(hierarchy.parents(VEHICLE)).toEqual(['/m/0bl9f']);
    expect(hierarchy.parents(hierarchy.root)).toEqual([]);
    expect([hierarchy.has(hierarchy.root), hierarchy.has(WHEEL), hierarchy.has('/m/0')]).toEqual([true, true, false]);
  });

  test('names the nearest class for one that does not occur', async () => {
    expect(await errorOf(() => hierarchy.descendants('/m/07yv8'))).toMatchObject({
      code: 'openimages-metadata/unknown-class',
      detail: {nearest: VEHICLE, where: 'tree.json'},
    });
  });

  test.each([
    ['not an object', [1], ''],
    ['no label', {LabelName: '/m/01', Subcategory: [{LabelName: '/m/02'}, {}]}, 'Subcategory[1]'],
    ['no array', {LabelName: '/m/01', Part: [{LabelName: '/m/02', Subcategory: {}}]}, 'Part[0]'],
    ['a class below itself', {LabelName: '/m/01', Subcategory: [{LabelName: '/m/02', Part: [{LabelName: '/m/01'}]}]}, ''],
  ])('refuses %s and says where', async (_, value, path) => {
    const error = await errorOf(() => parse(value));
    expect(hasCode(error, 'openimages-metadata/invalid-hierarchy')).toBe(true);
    expect(error).toMatchObject({detail: {source: 'tree.json', path}});
  });

  test('refuses what is not JSON, and labels that are no ids', async () => {
    expect(hasCode(await errorOf(() => Hierarchy.parse('{', {source: 't'})), 'openimages-metadata/invalid-hierarchy')).toBe(true);
    expect(hasCode(await errorOf(() => parse({LabelName: 'Entity'})), 'core/invalid-id')).toBe(true);
  });
});
