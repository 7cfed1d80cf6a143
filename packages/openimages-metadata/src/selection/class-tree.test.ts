import {describe, expect, test} from 'vitest';
import {ClassList} from '../class-list.ts';
import {Hierarchy} from '../hierarchy.ts';
import {CLASSES, HIERARCHY} from '../../test/release.ts';
import {classTree} from './class-tree.ts';
import {sunburstSpec} from './sunburst-spec.ts';

const classes = ClassList.parse(CLASSES, {source: 'c'});
const hierarchy = Hierarchy.parse(HIERARCHY, {source: 'h'});
const nameOf = (mid: string): string | undefined => classes.nameOf(mid);
const counted = (mid: string, boxes: number) => ({mid, name: nameOf(mid) as string, boxes, images: boxes});

describe('classTree', () => {
  test('writes a class out under each of its parents, with ids of their own, and counts it once in totals', () => {
    const tree = classTree({classes: [counted('/m/0k4j', 5), counted('/m/019jd', 2), counted('/m/0138tl', 1)], hierarchy, nameOf});
    expect(
      tree.map(({id, parent, name, depth, branch, selected, totalBoxes}) => [id, parent, name, depth, branch, selected, totalBoxes]),
    ).toEqual([
      [0, null, 'Entity', 0, -1, false, 8],
      [1, 0, 'Vehicle', 1, 0, false, 7],
      [2, 1, 'Car', 2, 0, true, 5],
      [3, 1, 'Boat', 2, 0, true, 2],
      [4, 0, 'Toy', 1, 1, true, 6],
      [5, 4, 'Car', 2, 1, true, 5],
    ]);
  });

  test('puts classes that no way leads to under the root, all of them where there is no hierarchy', () => {
    const odd = {mid: '/m/0zz', name: 'Odd', boxes: 3, images: 1};
    expect(classTree({classes: [odd], hierarchy, nameOf}).map(({name}) => name)).toEqual(['Entity', '/m/0zz']);
    const flat = classTree({classes: [counted('/m/0k4j', 5), counted('/m/07yv9', 1)], hierarchy: undefined, nameOf, rootName: 'All'});
    expect(flat.map(({name, depth}) => [name, depth])).toEqual([
      ['All', 0],
      ['Car', 1],
      ['Vehicle', 1],
    ]);
  });
});

describe('sunburstSpec', () => {
  test('gives each branch a hue of its own', () => {
    const many = Array.from({length: 12}, (_, n) => ({mid: `/m/0${n}`, name: `${n}`, boxes: 1, images: 1}));
    const spec = sunburstSpec(classTree({classes: many, hierarchy: undefined, nameOf}));
    const [{values}] = spec['data'] as [{values: {hue: number; depth: number}[]}];
    expect(new Set(values.filter(({depth}) => depth === 1).map(({hue}) => hue)).size).toBe(12);
  });
});
