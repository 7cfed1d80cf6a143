import {readFile} from 'node:fs/promises';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {decodeLabelMap} from './decode-label-map.ts';
import {encodeLabelMap} from './encode-label-map.ts';
import {formatLabelMap} from './format-label-map.ts';
import type {LabelMapItem} from './label-map.ts';
import {parseLabelMap} from './parse-label-map.ts';
import {readLabelMap} from './read-label-map.ts';

const fixture = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(new URL(`../fixtures/${name}`, import.meta.url)));
const code = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as {code?: string}).code;
  }
};

const point = fc.record({id: fc.integer({min: 0, max: 99}), label: fc.string()});
const ids = fc.array(fc.integer({min: 1, max: 2 ** 31 - 1}), {minLength: 1, maxLength: 3});
const item: fc.Arbitrary<LabelMapItem> = fc.record(
  {
    id: fc.integer({min: 1, max: 2 ** 31 - 1}),
    name: fc.string({unit: 'grapheme', minLength: 1, maxLength: 8}),
    displayName: fc.string({unit: 'grapheme', maxLength: 8}),
    keypoints: fc.array(point, {minLength: 1, maxLength: 3}),
    ancestorIds: ids,
    descendantIds: ids,
    frequency: fc.constantFrom('UNSPECIFIED', 'FREQUENT', 'COMMON', 'RARE'),
    instanceCount: fc.nat(),
  },
  {requiredKeys: ['id', 'name'], noNullPrototype: true},
);
const items = fc
  .uniqueArray(item, {selector: ({id}) => id, maxLength: 5})
  .map((list) => [...new Map(list.map((entry) => [entry.name, entry])).values()]);

describe('binary label maps', () => {
  test.each(['label_map.pb', 'all-fields.pb'])(
    "%s, which Google's protobuf wrote, is read and written again byte for byte",
    async (name) => {
      const bytes = await fixture(name);
      const map = decodeLabelMap(bytes);
      expect(map.items.length).toBeGreaterThan(1);
      expect(Buffer.from(encodeLabelMap(map)).equals(bytes)).toBe(true);
      expect(parseLabelMap(formatLabelMap(map))).toEqual(map);
    },
  );

  test('hold what the text holds', async () => {
    const text = new TextDecoder().decode(await fixture('label_map.pbtxt'));
    expect(decodeLabelMap(await fixture('label_map.pb'))).toEqual(parseLabelMap(text));
    expect(decodeLabelMap(await fixture('all-fields.pb')).items[0]).toEqual({
      id: 1,
      name: 'person',
      displayName: 'Person',
      keypoints: [
        {id: 0, label: 'nose'},
        {id: 1, label: 'left eye'},
      ],
      ancestorIds: [3, 4],
      descendantIds: [7],
      frequency: 'COMMON',
      instanceCount: 300,
    });
  });

  test('come back as they went, and so do texts', () => {
    const property = fc.property(items, (list) => {
      expect(decodeLabelMap(encodeLabelMap({items: list}))).toEqual({items: list});
      expect(parseLabelMap(formatLabelMap({items: list}))).toEqual({items: list});
    });
    fc.assert(property);
  });

  test('are refused with file and item', () => {
    const bytes = encodeLabelMap({items: [{id: 1, name: 'a'}]});
    const twice = Buffer.concat([bytes, bytes]);
    expect(() => decodeLabelMap(twice, {source: 'm.pb'})).toThrow('m.pb, item 1: item "a" has id 1, which item 0 has too');
    expect(() => decodeLabelMap(bytes.subarray(0, 4), {source: 'm.pb'})).toThrow(/^m\.pb: not a binary label map/);
    expect(code(() => decodeLabelMap(Uint8Array.of(0x0a, 3, 0x0a, 1, 0x61)))).toBe('label-map/invalid-id');
    expect(code(() => decodeLabelMap(Uint8Array.of(0x12, 0)))).toBe('label-map/syntax');
    expect(code(() => decodeLabelMap(Uint8Array.of(0x0a, 5, 0x0a, 1, 0xff, 0x10, 1)))).toBe('label-map/syntax'); // no UTF-8
  });
});

describe('readLabelMap', () => {
  test('takes either form', async () => {
    expect(readLabelMap(await fixture('label_map.pb'))).toEqual(readLabelMap(await fixture('label_map.pbtxt')));
    expect(readLabelMap(new Uint8Array())).toEqual({items: []});
  });

  test('tells what is wrong with a text that is neither', () => {
    const text = new TextEncoder().encode('item { id: 1 nmae: "x" }');
    expect(() => readLabelMap(text, {source: 'm.pbtxt'})).toThrow(`m.pbtxt:1: .StringIntLabelMapItem: unknown field 'nmae'.`);
  });

  test('fails with errors of its own alone, whatever the bytes', () => {
    const whole = encodeLabelMap({items: [{id: 1, name: 'cat', displayName: 'Cat', keypoints: [{id: 0, label: 'nose'}]}]});
    const text = new TextEncoder().encode('item { id: 1 name: "cat" keypoints { id: 0 label: \'nose\' } }\nitem: <name: "b", id: 0x2>');
    const start = fc.constantFrom(whole, text, new Uint8Array());
    const property = fc.property(
      start,
      fc.nat(),
      fc.nat(8),
      fc.uint8Array({maxLength: 8}),
      fc.constantFrom('strict', 'lenient'),
      (bytes, at, remove, insert, mode) => {
        const cut = at % (bytes.length + 1);
        const mutated = Buffer.concat([bytes.subarray(0, cut), insert, bytes.subarray(cut + remove)]);
        for (const read of [readLabelMap, decodeLabelMap]) {
          const found = code(() => read(mutated, {mode: mode as 'strict'}));
          expect(found ?? 'label-map/none').toMatch(/^label-map\//);
        }
      },
    );
    fc.assert(property, {numRuns: 1000});
  });
});
