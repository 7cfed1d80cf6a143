import {describe, expect, test} from 'vitest';
import {ClassList} from './class-list.ts';
import {Hierarchy} from './hierarchy.ts';
import {selectClasses} from './select-classes.ts';
import type {ClassRelease, WantedClasses} from './select-classes.ts';
import {errorOf} from '../test/bytes.ts';
import {CLASSES, HIERARCHY} from '../test/release.ts';

const release: ClassRelease = {
  classes: ClassList.parse(CLASSES, {source: 'classes.csv'}),
  hierarchy: Hierarchy.parse(HIERARCHY, {source: 'tree.json'}),
  trainable: ['/m/019jd', '/m/0k4j'],
};
const names = (wanted?: WantedClasses, from = release): string[] => selectClasses(from, wanted).map(({name}) => name);

describe('selectClasses', () => {
  test('gives the trainable classes, in the order of the class list, when nothing is asked for', () => {
    expect(names()).toEqual(['Car', 'Boat']);
    expect(names({classes: [], branches: []})).toEqual(['Car', 'Boat']);
    expect(names({}, {...release, trainable: undefined})).toHaveLength(5);
  });

  test('takes classes alone and branches whole, without parts, each class once', () => {
    expect(names({classes: ['Vehicle']})).toEqual(['Vehicle']);
    expect(names({branches: ['Vehicle']})).toEqual(['Car', 'Boat', 'Vehicle']);
    expect(names({classes: ['/m/0138tl', 'Car'], branches: ['Boat', 'Toy']})).toEqual(['Car', 'Boat', 'Toy']);
  });

  test('lets the root stand for every class', () => {
    expect(names({branches: ['Entity']})).toHaveLength(5);
    expect(names({branches: ['/m/0bl9f']})).toHaveLength(5);
  });

  test('refuses unknown names, and branches without a hierarchy', async () => {
    expect(await errorOf(() => names({classes: ['Boot']}))).toMatchObject({detail: {nearest: 'Boat'}});
    expect(await errorOf(() => names({branches: ['Vehicles']}))).toMatchObject({detail: {nearest: 'Vehicle'}});
    expect(await errorOf(() => names({branches: ['Vehicle']}, {...release, hierarchy: undefined}))).toMatchObject({
      code: 'openimages-metadata/no-hierarchy',
    });
  });
});
