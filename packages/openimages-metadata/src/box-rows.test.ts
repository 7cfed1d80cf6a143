import {describe, expect, test} from 'vitest';
import {hasCode} from '@oid/core';
import {parseBoxRows} from './box-rows.ts';
import type {BoxRow} from './box-rows.ts';
import {ClassList} from './class-list.ts';
import {bytesOf, collect, errorOf} from '../test/bytes.ts';
import {BOXES, BOX_HEADER, CLASSES} from '../test/release.ts';

const read = (text: string, classes?: ClassList): Promise<BoxRow[]> =>
  collect(parseBoxRows(bytesOf(text), {source: 'boxes.csv', ...(classes === undefined ? {} : {classes})}));

describe('parseBoxRows', () => {
  test('reads 13 columns: order of axes, three states', async () => {
    const [first, second, third] = await read(BOXES);
    expect(first).toEqual({
      imageId: '0000000000000002',
      source: 'xclick',
      labelName: '/m/0k4j',
      confidence: 1,
      box: [0, 0.25, 0.5, 0.75],
      occluded: true,
      truncated: false,
      groupOf: false,
      depiction: undefined,
      inside: false,
    });
    expect(second?.groupOf).toBe(true);
    expect([third?.occluded, third?.truncated, third?.groupOf, third?.depiction, third?.inside]).toEqual(Array(5).fill(undefined));
  });

  test('reads the 8 columns of V3 train, flags unknown', async () => {
    const [row] = await read(
      'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax\r\n000002b66c9c498e,activemil,/m/0284d,1,0.560250,0.951487,0.696401,1.000000\r\n',
    );
    expect(row?.box).toEqual([0.696401, 0.56025, 1, 0.951487]);
    expect(row?.groupOf).toBeUndefined();
  });

  test('reads the 21 columns of V6 train', async () => {
    const [row] = await read(
      `${BOX_HEADER.trim()},XClick1X,XClick2X,XClick3X,XClick4X,XClick1Y,XClick2Y,XClick3Y,XClick4Y\n` +
        '000002b66c9c498e,xclick,/m/01g317,1,0.012500,0.195312,0.148438,0.587500,0,1,0,0,0,0.148438,0.012500,0.059375,0.195312,0.148438,0.357812,0.587500,0.325000\n',
    );
    expect(row?.box).toEqual([0.148438, 0.0125, 0.5875, 0.195312]);
    expect(row?.truncated).toBe(true);
  });

  test('keeps the click points on request, top, left, bottom, right', async () => {
    const clicks = 'XClick1X,XClick2X,XClick3X,XClick4X,XClick1Y,XClick2Y,XClick3Y,XClick4Y';
    const text =
      `${BOX_HEADER.trim()},${clicks}\n` +
      '000002b66c9c498e,xclick,/m/01g317,1,0.012500,0.195312,0.148438,0.587500,0,1,0,0,0,0.148438,0.012500,0.059375,0.195312,0.148438,0.357812,0.587500,0.325000\n' +
      '000002b66c9c498e,activemil,/m/0284d,1,0.560250,0.951487,0.696401,1.000000,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1\n';
    const rows = await collect(parseBoxRows(bytesOf(text), {source: 'boxes.csv', clicks: true}));
    expect(rows.map((row) => row.clicks)).toEqual([
      [
        [0.148438, 0.148438],
        [0.357812, 0.0125],
        [0.5875, 0.059375],
        [0.325, 0.195312],
      ],
      undefined,
    ]);
    expect((await read(BOXES))[0]).not.toHaveProperty('clicks');
  });

  test('reads the 7 columns of the 2019 challenge', async () => {
    const [row] = await read(
      'ImageID,LabelName,XMin,XMax,YMin,YMax,IsGroupOf\n0001eeaf4aed83f9,/m/0cmf2,0.022673031,0.9642005,0.07103825,0.80054647,0\n',
    );
    expect(row).toMatchObject({
      source: '',
      confidence: 1,
      groupOf: false,
      occluded: undefined,
      box: [0.07103825, 0.022673031, 0.80054647, 0.9642005],
    });
  });

  test('reads by name, whatever the order of columns', async () => {
    const [row] = await read(
      'YMax,YMin,XMax,XMin,Confidence,LabelName,Source,ImageID\n0.4,0.3,0.2,0.1,1,/m/0k4j,xclick,0000000000000001\n',
    );
    expect(row?.box).toEqual([0.3, 0.1, 0.4, 0.2]);
  });

  test.each([
    ['', 'openimages-metadata/empty-table', {missing: 'header'}],
    [BOX_HEADER, 'openimages-metadata/empty-table', {missing: 'rows'}],
    [BOXES.replace('LabelName', 'Label'), 'openimages-metadata/missing-column', {line: 1, column: 'LabelName'}],
    [BOXES.split('\n').slice(1).join('\n'), 'openimages-metadata/missing-column', {column: 'ImageID'}],
    [BOXES.replace('0000000000000001', '../../x'), 'core/invalid-id', {where: 'boxes.csv:3', found: '../../x'}],
    [BOXES.replace('0000000000000001', '00000000000000AB'), 'core/invalid-id', {where: 'boxes.csv:3'}],
    [BOXES.replace('/m/019jd', 'Boat'), 'core/invalid-id', {where: 'boxes.csv:3'}],
    [BOXES.replace('0,1,0.125,1,', '0,1.1,0.125,1,'), 'openimages-metadata/invalid-box', {line: 3}],
    [BOXES.replace('0,1,0.125,1,', '-0.1,1,0.125,1,'), 'openimages-metadata/invalid-box', {line: 3}],
    [BOXES.replace('0,1,0.125,1,', '1,0,0.125,1,'), 'openimages-metadata/invalid-box', {line: 3}],
    [BOXES.replace('0,1,0.125,1,', '0,1,,1,'), 'openimages-metadata/malformed-table', {line: 3}],
    [BOXES.replace('0,1,0.125,1,', '0,1,nan,1,'), 'openimages-metadata/malformed-table', {line: 3}],
    [BOXES.replace('0.125,1,0,1,1', '0.125,1,0,1,2'), 'openimages-metadata/malformed-table', {line: 3}],
    [BOXES.replace('/m/019jd,1,', '/m/019jd,1.5,'), 'openimages-metadata/malformed-table', {line: 3}],
    [BOXES.replace('Source', 'XMin'), 'openimages-metadata/malformed-table', {line: 1}],
    [BOXES.replace('0,1,0.125,1,', '0,1,1e999,1,'), 'openimages-metadata/malformed-table', {line: 3, column: 'YMin', value: '1e999'}],
    [BOXES.slice(0, -8), 'openimages-metadata/malformed-table', {line: 4}],
  ])('names file and line of a broken table (%#)', async (text, code, detail) => {
    const error = await errorOf(() => read(text));
    expect(hasCode(error, code)).toBe(true);
    expect(error).toMatchObject({detail});
    expect((error as Error).message).toContain('boxes.csv');
  });

  test('with a class list, refuses a class outside it and names the nearest', async () => {
    const classes = ClassList.parse(CLASSES, {source: 'classes.csv'});
    expect(await read(BOXES, classes)).toHaveLength(3);
    const error = await errorOf(() => read(BOXES.replace('/m/019jd', '/m/019jx'), classes));
    expect(hasCode(error, 'openimages-metadata/unknown-class')).toBe(true);
    expect(error).toMatchObject({detail: {name: '/m/019jx', nearest: '/m/019jd', where: 'boxes.csv:3'}});
  });
});
