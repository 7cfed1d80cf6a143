import {describe, expect, test} from 'vitest';
import {hasCode} from '@oid/core';
import {parseClassIds} from './class-ids.ts';
import {ClassList} from './class-list.ts';
import {translateClasses} from './translate-classes.ts';
import {errorOf} from '../test/bytes.ts';
import {CLASSES} from '../test/release.ts';

const parse = (text: string): ClassList => ClassList.parse(text, {source: 'classes.csv'});

describe('ClassList', () => {
  test('reads a file without header, CRLF and quotes, in file order', () => {
    const classes = parse(CLASSES);
    expect(classes.entries.map(({name}) => name)).toEqual(['Car', 'Boat', 'Vehicle', 'Toy', 'Wheel, spoked']);
    expect(classes.nameOf('/m/019jd')).toBe('Boat');
    expect(classes.nameOf('/m/0')).toBeUndefined();
  });

  test('skips the header that V6 and later have', () => {
    expect(parse('LabelName,DisplayName\n/m/0k4j,Car\n').entries).toEqual([{mid: '/m/0k4j', name: 'Car'}]);
  });

  test('finds by id and by exact name, and names the nearest otherwise', async () => {
    const classes = parse(CLASSES);
    expect(classes.find('Boat')).toEqual(classes.find('/m/019jd'));
    expect(await errorOf(() => classes.find('boat'))).toMatchObject({code: 'openimages-metadata/unknown-class', detail: {nearest: 'Boat'}});
    expect(await errorOf(() => classes.find('/m/019je'))).toMatchObject({detail: {nearest: '/m/019jd'}});
    expect(await errorOf(() => classes.find('Zeppelin'))).toMatchObject({detail: {nearest: undefined}});
  });

  test('does not guess between classes that share a name', async () => {
    const classes = parse('/m/020lf,Mouse\n/m/04rmv,Mouse\n');
    expect(await errorOf(() => classes.find('Mouse'))).toMatchObject({
      code: 'openimages-metadata/ambiguous-class',
      detail: {mids: ['/m/020lf', '/m/04rmv']},
    });
    expect(classes.find('/m/04rmv').name).toBe('Mouse');
  });

  test('reads the list of V1, both fields quoted', () => {
    expect(parse('"/m/05wrt","property"\n"/m/0l7_8","floor, tiled"\n').entries[1]).toEqual({mid: '/m/0l7_8', name: 'floor, tiled'});
  });

  test('reports names that several classes share', () => {
    const classes = parse('/m/020lf,Mouse\n/m/0k4j,Car\n/m/04rmv,Mouse\n');
    expect([...classes.collisions]).toEqual([['Mouse', ['/m/020lf', '/m/04rmv']]]);
    expect(classes.subset(['/m/04rmv', '/m/0k4j']).collisions.size).toBe(0);
  });

  test('takes a subset in the order asked for, each class once', async () => {
    const classes = parse(CLASSES);
    expect(classes.subset(['/m/07yv9', '/m/0k4j', '/m/07yv9']).entries.map(({name}) => name)).toEqual(['Vehicle', 'Car']);
    expect(await errorOf(() => classes.subset(['/m/0k4x']))).toMatchObject({detail: {nearest: '/m/0k4j', where: 'classes.csv'}});
    expect(await errorOf(() => classes.subset([]))).toMatchObject({code: 'openimages-metadata/empty-table'});
  });

  test.each([
    ['', 'openimages-metadata/empty-table'],
    ['LabelName,DisplayName\n', 'openimages-metadata/empty-table'],
    ['/m/0k4j,Car\n/m/0k4j,Auto\n', 'openimages-metadata/malformed-table'],
    ['/m/0k4j,Car,extra\n', 'openimages-metadata/malformed-table'],
    ['/m/0k4j,\n', 'openimages-metadata/malformed-table'],
    ['/m/0k4j,Car\nBoat,/m/019jd\n', 'core/invalid-id'],
  ])('refuses a broken file (%#)', async (text, code) => {
    const error = await errorOf(() => parse(text));
    expect(hasCode(error, code)).toBe(true);
    expect((error as Error).message).toContain('classes.csv');
  });
});

describe('translateClasses', () => {
  test('gives names in the order of the ids, quotes and back-ticks taken out', async () => {
    const classes = parse('/m/0k4j,"O\'Car ""fast"" `one`"\n/m/019jd,Boat\n');
    expect(translateClasses(['/m/019jd', '/m/0k4j'], classes)).toEqual(['Boat', 'OCar fast one']);
    expect(await errorOf(() => translateClasses(['/m/019je'], classes))).toMatchObject({code: 'openimages-metadata/unknown-class'});
  });
});

describe('parseClassIds', () => {
  test('reads one id a line, each once', () => {
    expect(parseClassIds('/m/0k4j\r\n\r\n/m/019jd\r\n/m/0k4j', {source: 'ids.txt'})).toEqual(['/m/0k4j', '/m/019jd']);
  });

  test('names the line of an id that is malformed or not listed', async () => {
    expect(await errorOf(() => parseClassIds('/m/0k4j\nCar\n', {source: 'ids.txt'}))).toMatchObject({detail: {where: 'ids.txt:2'}});
    expect(await errorOf(() => parseClassIds('/m/0k4x\n', {source: 'ids.txt', classes: parse(CLASSES)}))).toMatchObject({
      code: 'openimages-metadata/unknown-class',
      detail: {where: 'ids.txt:1', nearest: '/m/0k4j'},
    });
    expect(hasCode(await errorOf(() => parseClassIds('\n', {source: 'ids.txt'})), 'openimages-metadata/empty-table')).toBe(true);
  });
});
