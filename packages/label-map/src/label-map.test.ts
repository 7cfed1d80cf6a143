import {readFile} from 'node:fs/promises';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {categoryIndex} from './category-index.ts';
import type {LabelMapError} from './errors/label-map-error.ts';
import {formatLabelMap} from './format-label-map.ts';
import {labelMapFromClasses} from './label-map-from-classes.ts';
import type {LabelMap, LabelMapItem} from './label-map.ts';
import {parseLabelMap} from './parse-label-map.ts';

function refusal(work: () => unknown): LabelMapError {
  try {
    work();
  } catch (error) {
    expect((error as Error).name).toBe('LabelMapError');
    return error as LabelMapError;
  }
  return expect.unreachable('should have been refused');
}

// The names that fixtures/make_fixtures.py gives to protobuf for Python.
const GOLDEN: LabelMap = {
  items: [
    {id: 1, name: '/m/01g317', displayName: 'Person'},
    {id: 2, name: '/m/0242l', displayName: "Jack-o'-lantern"},
    {id: 3, name: '/m/quotes', displayName: 'say "cheese" \\ \'brie\''},
    {id: 4, name: '/m/unicode', displayName: 'café 中 \u{1f980}'},
    {id: 5, name: '/m/control', displayName: 'line\nbreak\ttab\rreturn\0\x01\x7f'},
    {id: 6, name: '/m/comment', displayName: '# not a comment { }'},
  ],
};

describe('parseLabelMap', () => {
  test("reads what Google's protobuf wrote", async () => {
    const text = await readFile(new URL('../fixtures/label_map.pbtxt', import.meta.url), 'utf8');
    expect(parseLabelMap(text)).toEqual(GOLDEN);
  });

  test('reads what people write', () => {
    const text = `# classes of the aquarium
      item { id: 1 name: 'fish' }   # an apostrophe: it's a comment
      item: {name: "octo" 'pus', id: 2; display_name: "Тинтёнфиш"}
      item < id: 0x3 name: "star" >
      item: [ {id: 4, name: "a"}, {id: 5, name: "b \\u00e9"} ]`;
    expect(parseLabelMap(text).items).toEqual([
      {id: 1, name: 'fish'},
      {id: 2, name: 'octopus', displayName: 'Тинтёнфиш'},
      {id: 3, name: 'star'},
      {id: 4, name: 'a'},
      {id: 5, name: 'b é'},
    ]);
  });

  test('reads the fields of later revisions', () => {
    const text = `item {
      name: "person" id: 1
      keypoints { id: 0 label: "nose" }
      frequency: FREQUENT instance_count: 12 ancestor_ids: [3, 4]
    }`;
    const item: LabelMapItem = {
      id: 1,
      name: 'person',
      keypoints: [{id: 0, label: 'nose'}],
      ancestorIds: [3, 4],
      frequency: 'FREQUENT',
      instanceCount: 12,
    };
    expect(parseLabelMap(text)).toEqual({items: [item]});
    expect(parseLabelMap(formatLabelMap({items: [item]}))).toEqual({items: [item]});
  });

  test('reads an empty map', () => {
    expect(parseLabelMap('')).toEqual({items: []});
    expect(parseLabelMap('# nothing yet\n')).toEqual({items: []});
  });

  test('keeps the order, and gaps between ids', () => {
    const text = 'item { id: 90 name: "b" } item { id: 2 name: "a" }';
    expect(parseLabelMap(text).items.map(({id}) => id)).toEqual([90, 2]);
  });

  test('takes id 0 for the background alone', () => {
    expect(parseLabelMap('item { id: 0 name: "background" }').items).toEqual([{id: 0, name: 'background'}]);
    expect(parseLabelMap('item { id: 0 name: "bg" display_name: "background" }').items).toHaveLength(1);
    expect(refusal(() => parseLabelMap('item { id: 0 name: "Person" }', {source: 'm.pbtxt'})).message).toBe(
      `m.pbtxt:1: item "Person" has id 0, but ids start at 1; 0 is the background's. Number the items from 1.`,
    );
  });

  const fish = 'item {\n  name: "fish"\n  id: 1\n}\n';
  test.each<[string, string, string]>([
    [`${fish}item {\n  name: "star"\n  id: 1\n}\n`, 'duplicate-id', 'm.pbtxt:5: item "star" has id 1, which the item on line 1 has too.'],
    [
      `${fish}# {\nitem {\n  name: "fish"\n  id: 2 }`,
      'duplicate-name',
      'm.pbtxt:6: the item with id 2 has the name "fish", which the item on line 1',
    ],
    [`${fish}item { name: "star" id: -3 }`, 'invalid-id', 'm.pbtxt:5: item "star" has id -3'],
    [`${fish}item { name: "star" }`, 'invalid-id', 'm.pbtxt:5: item "star" has no id. Add a line such as id: 2.'],
    [`${fish}item { id: 2 }`, 'invalid-name', 'm.pbtxt:5: the item with id 2 has no name.'],
    [`${fish}item { id: 2 name: '' }`, 'invalid-name', 'm.pbtxt:5: the item with id 2 has no name.'],
    [`item: [\n{name: "a" id: 1},\n{name: "b" id: 1}]`, 'duplicate-id', 'm.pbtxt:3: item "b" has id 1'],
    [`${fish}\n\nitem { name: 3 }`, 'syntax', 'm.pbtxt:7: expected string.'],
    [`${fish}item { nmae: "x" }`, 'syntax', `m.pbtxt:5: .StringIntLabelMapItem: unknown field 'nmae'.`],
    [`${fish}item {\n name: "x"`, 'syntax', `m.pbtxt:6: expected '}'.`],
    [`${fish}item {\n name: "x\n" }`, 'syntax', 'm.pbtxt:6: illegal string.'],
    [`${fish}item { id: 2 id: 3 }`, 'syntax', 'm.pbtxt:5: .StringIntLabelMapItem.id: multiple values.'],
    [`${fish}item { id: 1.5 name: "a" }`, 'syntax', 'm.pbtxt:5: integer value expected.'],
    [`${fish}item { id: 3000000000 name: "a" }`, 'syntax', 'm.pbtxt:5: integer value out of range.'],
    [`${fish}item { id: 2 name: "\\377" }`, 'syntax', 'm.pbtxt:5: invalid UTF-8 string.'],
    ['{"item": []}', 'syntax', 'm.pbtxt:1: '],
  ])('refuses %j as %s and names file and line', (text, problem, message) => {
    const error = refusal(() => parseLabelMap(text, {source: 'm.pbtxt'}));
    expect(error.message.slice(0, message.length)).toBe(message);
    expect(error.code).toBe(`label-map/${problem}`);
    expect(error.detail).toMatchObject({source: 'm.pbtxt', line: Number(/:(\d+):/.exec(message)?.[1])});
  });
});

describe('formatLabelMap', () => {
  test('writes one block an item', () => {
    const text = formatLabelMap({
      items: [
        {id: 1, name: "Jack-o'-lantern"},
        {id: 2, name: '/m/1', displayName: 'café'},
      ],
    });
    expect(text).toBe(`item {\n  name: "Jack-o'-lantern"\n  id: 1\n}\nitem {\n  name: "/m/1"\n  id: 2\n  display_name: "café"\n}\n`);
    expect(formatLabelMap({items: []})).toBe('');
  });

  test('comes back as it went, whatever the names hold', () => {
    const text = fc.string({unit: 'binary', maxLength: 12});
    const escapes = fc.string({unit: fc.constantFrom('"', "'", '\\', '\n', '\r', '\t', '\0', '#', '{', '}', '<', 'é', '0'), maxLength: 8});
    const name = fc.oneof(text, escapes);
    const item = fc.record(
      {id: fc.integer({min: 1, max: 2 ** 31 - 1}), name: name.filter((value) => value !== ''), displayName: name},
      {requiredKeys: ['id', 'name']},
    );
    const items = fc
      .uniqueArray(item, {selector: ({id}) => id, maxLength: 6})
      .map((list) => [...new Map(list.map((entry) => [entry.name, entry])).values()] as LabelMapItem[]);
    const property = fc.property(items, (list) => {
      expect(parseLabelMap(formatLabelMap({items: list}))).toEqual({items: list});
    });
    fc.assert(property);
  });

  test.each<[LabelMapItem[], string, string]>([
    [[{id: 1, name: ''}], 'invalid-name', 'label map, item 0: the item with id 1 has no name'],
    [[{id: 1, name: 'a\ud800'}], 'invalid-name', 'half a surrogate pair'],
    [[{id: 1.5, name: 'a'}], 'invalid-id', 'has id 1.5'],
    [[{id: Number.NaN, name: 'a'}], 'invalid-id', 'has id NaN'],
    [[{id: 2 ** 31, name: 'a'}], 'invalid-id', 'has id 2147483648'],
    [
      [
        {id: 1, name: 'a'},
        {id: 1, name: 'b'},
      ],
      'duplicate-id',
      'label map, item 1: item "b" has id 1, which item 0 has too',
    ],
    [
      [
        {id: 1, name: 'a'},
        {id: 2, name: 'a'},
      ],
      'duplicate-name',
      'label map, item 1: the item with id 2 has the name "a", which item 0',
    ],
  ])('refuses %o', (items, problem, message) => {
    const error = refusal(() => formatLabelMap({items}));
    expect(error.code).toBe(`label-map/${problem}`);
    expect(error.message).toContain(message);
  });
});

describe('labelMapFromClasses', () => {
  test('numbers classes from 1, with the MID as name', () => {
    const classes = [
      {mid: '/m/01g317', name: 'Person'},
      {mid: '/m/0k4j', name: 'Car'},
    ];
    expect(labelMapFromClasses(classes)).toEqual({
      items: [
        {id: 1, name: '/m/01g317', displayName: 'Person'},
        {id: 2, name: '/m/0k4j', displayName: 'Car'},
      ],
    });
    expect(labelMapFromClasses([])).toEqual({items: []});
  });

  test('lets texts collide, and MIDs not', () => {
    const bat = {mid: '/m/1', name: 'Bat'};
    expect(labelMapFromClasses([bat, {mid: '/m/2', name: 'Bat'}]).items).toHaveLength(2);
    expect(refusal(() => labelMapFromClasses([bat, bat])).code).toBe('label-map/duplicate-name');
  });
});

describe('categoryIndex', () => {
  test('prefers the display name and leaves the background out', () => {
    const map = parseLabelMap('item {id: 0 name: "background"} item {id: 7 name: "/m/1" display_name: "Cat"} item {id: 2 name: "dog"}');
    expect([...categoryIndex(map)]).toEqual([
      [7, {id: 7, name: 'Cat'}],
      [2, {id: 2, name: 'dog'}],
    ]);
    expect(categoryIndex({items: []}).size).toBe(0);
  });
});
