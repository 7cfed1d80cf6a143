import {expect, test} from 'vitest';
import {columnSpans} from './column-spans.ts';

const padInfo = (left: number): {top: number; bottom: number; left: number; right: number; type: 'SAME'} => ({
  top: 0,
  bottom: 0,
  left,
  right: left,
  type: 'SAME',
});

test('a 3-wide filter on 5 columns with one of padding lacks a column at either end', () => {
  expect(columnSpans({inWidth: 5, outWidth: 5, filterWidth: 3, strideWidth: 1, padInfo: padInfo(1)})).toEqual([
    {start: 0, end: 1, tapStart: 1, tapEnd: 3},
    {start: 1, end: 4, tapStart: 0, tapEnd: 3},
    {start: 4, end: 5, tapStart: 0, tapEnd: 2},
  ]);
});

test('positions wholly in the padding are left out', () => {
  expect(columnSpans({inWidth: 2, outWidth: 4, filterWidth: 1, strideWidth: 1, padInfo: padInfo(1)})).toEqual([
    {start: 1, end: 3, tapStart: 0, tapEnd: 1},
  ]);
});
