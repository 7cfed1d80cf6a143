import {describe, expect, test} from 'vitest';
import {categories, categoryIndex, classAgnosticCategoryIndex, maxLabelMapIndex} from './category-index.ts';
import {formatLabelMap} from './format-label-map.ts';
import {classIdLookup, labelMapIds} from './label-map-ids.ts';
import {labelMapFromNames} from './label-map-from-classes.ts';
import {parseLabelMap} from './parse-label-map.ts';

const lenient = (text: string): ReturnType<typeof parseLabelMap> => parseLabelMap(text, {mode: 'lenient'});
/** Two items with id 2, two with the name `dog`, a gap at 3. */
const ODD = lenient(`
  item { id: 2 name: "dog" display_name: "Dog" }
  item { id: 2 name: "wolf" }
  item { id: 4 name: "dog" display_name: "Other dog" }
  item { id: 1 name: "cat" display_name: "Cat" }`);

describe('lenient maps', () => {
  test('may hold what is ambiguous or nameless', () => {
    expect(ODD.items.map(({id}) => id)).toEqual([2, 2, 4, 1]);
    expect(lenient('item { id: 3 }').items).toEqual([{id: 3, name: ''}]);
    expect(lenient('item { name: "background" }').items).toEqual([{id: 0, name: 'background'}]);
    expect(() => formatLabelMap(ODD)).toThrow(/has id 2/);
    expect(lenient(formatLabelMap(ODD, {mode: 'lenient'}))).toEqual(ODD);
  });

  test('may not hold what the API refuses', () => {
    for (const text of ['item { id: -1 name: "a" }', 'item { name: "a" }', 'item { id: 0 name: "a" }', 'item { id: 1 nmae: "a" }']) {
      expect(() => lenient(text)).toThrow(/label map:1/);
    }
  });

  test('give the first item of an id, and the last of a name, as the API does', () => {
    expect([...categoryIndex(ODD)]).toEqual([
      [2, {id: 2, name: 'Dog'}],
      [4, {id: 4, name: 'Other dog'}],
      [1, {id: 1, name: 'Cat'}],
    ]);
    expect([...labelMapIds(ODD)]).toEqual([
      ['dog', 4],
      ['wolf', 2],
      ['cat', 1],
    ]);
  });
});

describe('categories', () => {
  test('leave out ids above the number of classes', () => {
    expect(categories(ODD, {maxNumClasses: 2, useDisplayName: false})).toEqual([
      {id: 2, name: 'dog'},
      {id: 1, name: 'cat'},
    ]);
    expect(maxLabelMapIndex(ODD)).toBe(4);
    expect(categories({items: []}, {maxNumClasses: 2})).toEqual([
      {id: 1, name: 'category_1'},
      {id: 2, name: 'category_2'},
    ]);
    expect(categories({items: []})).toEqual([]);
    expect([...classAgnosticCategoryIndex().values()]).toEqual([{id: 1, name: 'object'}]);
    expect(() => categories(ODD, {maxNumClasses: -1})).toThrow(/maxNumClasses/);
  });
});

describe('labelMapIds', () => {
  test('fill gaps and the background on request', () => {
    expect(Object.fromEntries(labelMapIds(ODD, {fillGapsAndBackground: 'class_<id>'}))).toEqual({
      dog: 4,
      wolf: 2,
      cat: 1,
      background: 0,
      class_3: 3,
    });
    expect(labelMapIds(ODD, {fillGapsAndBackground: 'id'}).get('3')).toBe(3);
    const own = lenient('item { id: 0 name: "nothing" display_name: "background" } item { id: 1 name: "a" }');
    expect([...labelMapIds(own, {fillGapsAndBackground: 'id'})]).toEqual([
      ['nothing', 0],
      ['a', 1],
    ]);
  });

  test('take display names on request', () => {
    expect(labelMapIds(ODD, {useDisplayName: true}).get('Cat')).toBe(1);
  });
});

describe('classIdLookup', () => {
  test('knows names and display names, the higher id of the two, and -1', () => {
    const idOf = classIdLookup(lenient('item {id: 1 name: "a" display_name: "b"} item {id: 2 name: "b" display_name: "c"}'));
    expect(['a', 'b', 'c', 'd', ''].map(idOf)).toEqual([1, 2, 2, -1, -1]);
  });
});

test('labelMapFromNames numbers names from 1 and refuses one that comes twice', () => {
  expect(labelMapFromNames(['Car', 'Bus']).items).toEqual([
    {id: 1, name: 'Car'},
    {id: 2, name: 'Bus'},
  ]);
  expect(() => labelMapFromNames(['Bat', 'Bat'])).toThrow(/classes, item 1: .*"Bat"/);
});
