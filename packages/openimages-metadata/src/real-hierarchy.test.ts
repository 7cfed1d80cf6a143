import {describe, expect, test} from 'vitest';
import {realClasses, realHierarchy} from '../test/fixtures.ts';

const classes = realClasses();
const hierarchy = realHierarchy();
const mid = (name: string): string => classes.find(name).mid;
const named = (mids: readonly string[]): string[] => mids.map((at) => classes.nameOf(at) ?? at).sort();

describe('the hierarchy of V4', () => {
  test('holds the class list and its root, all reachable by subcategory', () => {
    expect(classes.entries).toHaveLength(601);
    expect(hierarchy.root).toBe('/m/0bl9f');
    expect(classes.nameOf(hierarchy.root)).toBeUndefined();
    expect(new Set(hierarchy.classes)).toEqual(new Set(classes.entries.map((entry) => entry.mid)));
    expect(hierarchy.descendants(hierarchy.root)).toHaveLength(601);
    expect(hierarchy.leaves()).toHaveLength(525);
    expect(hierarchy.classes.filter((at) => hierarchy.parents(at, {includeParts: true}).length > 1)).toHaveLength(83);
  });

  test.each([
    ['Vehicle', '/m/07yv9', 29, 35],
    ['Land vehicle', '/m/01prls', 17, 23],
    ['Car', '/m/0k4j', 2, 2],
    ['Animal', '/m/0jbk', 110, 110],
    ['Mammal', '/m/04rky', 51, 51],
    ['Carnivore', '/m/01lrl', 17, 17],
    ['Food', '/m/02wbm', 76, 76],
    ['Fruit', '/m/02xwb', 16, 16],
    ['Fast food', '/m/01_bhs', 2, 2],
    ['Sandwich', '/m/0l515', 2, 2],
    ['Furniture', '/m/0c_jw', 26, 26],
    ['Clothing', '/m/09j2d', 48, 48],
    ['Person', '/m/01g317', 4, 18],
    ['Human body', '/m/02p0tk3', 0, 13],
    ['Building', '/m/0cgh4', 8, 146],
    ['Plant', '/m/05s2s', 11, 11],
    ['Tree', '/m/07j7r', 4, 4],
    ['Sports equipment', '/m/05y5lj', 38, 39],
    ['Tool', '/m/07k1x', 44, 44],
    ['Weapon', '/m/083kb', 12, 12],
    ['Musical instrument', '/m/04szw', 20, 20],
    ['Kitchenware', '/m/03_wxk', 47, 47],
    ['Drink', '/m/0271t', 6, 6],
    ['Boat', '/m/019jd', 3, 3],
  ])('counts what is below %s', (name, id, subcategories, withParts) => {
    expect(mid(name)).toBe(id);
    expect(hierarchy.descendants(id)).toHaveLength(subcategories);
    expect(hierarchy.descendants(id, {includeParts: true})).toHaveLength(withParts);
  });

  test.each([
    ['Limousine', ['Car', 'Land vehicle', 'Vehicle']],
    ['Hamburger', ['Food', 'Sandwich']],
    ['Football helmet', ['Clothing', 'Helmet', 'Sports equipment']],
    ['Knife', ['Kitchen utensil', 'Kitchenware', 'Tool', 'Weapon']],
    ['Oven', ['Home appliance', 'Kitchen appliance', 'Kitchenware']],
    ['Tomato', ['Food', 'Fruit', 'Vegetable']],
    ['Shrimp', ['Animal', 'Food', 'Invertebrate', 'Marine invertebrates', 'Seafood', 'Shellfish']],
  ])('names what is above %s', (name, above) => {
    expect(named(hierarchy.ancestors(mid(name)))).toEqual(above);
  });

  test('leaves an excluded branch out whole', () => {
    const food = hierarchy.branch(mid('Food'), {exclude: [mid('Fruit')]});
    expect(food).not.toContain(mid('Tomato'));
    expect(food).toContain(mid('Vegetable'));
    expect(new Set([...food, ...hierarchy.branch(mid('Fruit'))])).toEqual(new Set(hierarchy.branch(mid('Food'))));
    expect(hierarchy.branch(mid('Car'), {exclude: [mid('Vehicle')]})).toEqual([]);
  });

  test('knows how deep a class lies and every way to it', () => {
    expect(hierarchy.roots).toContain(mid('Animal'));
    expect([hierarchy.root, mid('Vehicle'), mid('Land vehicle'), mid('Car'), mid('Limousine')].map((at) => hierarchy.depth(at))).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect(hierarchy.paths(mid('Limousine')).map(named)).toEqual([
      named([mid('Vehicle'), mid('Land vehicle'), mid('Car'), mid('Limousine')]),
    ]);
    // The file writes Knife in five places, two of them among the parts of Building.
    expect(hierarchy.paths(mid('Knife'))).toHaveLength(3);
    expect(hierarchy.paths(mid('Knife'), {includeParts: true})).toHaveLength(5);
    expect(Math.max(...hierarchy.classes.map((at) => hierarchy.depth(at)))).toBeLessThanOrEqual(5);
  });
});
