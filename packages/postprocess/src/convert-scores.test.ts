import {NotFiniteError, OptionError, ShapeError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {CONVERT_SCORES_DEFAULTS, convertScores, softmaxScores} from './index.ts';
import type {ConvertScoresOptions} from './index.ts';

const near = (values: readonly number[]): number[] => values.map((value) => expect.closeTo(value, 6) as number);
const THIRDS = Float32Array.of(0, Math.log(2), Math.log(3));

describe('convertScores', () => {
  test('passes logits on, without background, divided by the scale', () => {
    expect([...convertScores(Float32Array.of(9, 1, -2, 9, 3, 4), 3)]).toEqual([1, -2, 3, 4]);
    expect([...convertScores(Float32Array.of(9, 1, -2), 3, {logitScale: 2, keepBackground: true})]).toEqual([4.5, 0.5, -1]);
  });

  test('takes the sigmoid of each, or the share in the row', () => {
    expect([...convertScores(THIRDS, 3, {converter: 'sigmoid'})]).toEqual(near([2 / 3, 3 / 4]));
    expect([...convertScores(THIRDS, 3, {converter: 'softmax'})]).toEqual(near([2 / 6, 3 / 6]));
  });

  test('leaves the background out of the shares in E1', () => {
    expect([...convertScores(THIRDS, 3, {converter: 'softmax', revision: 'E1'})]).toEqual(near([2 / 5, 3 / 5]));
    expect([...convertScores(THIRDS, 3, {converter: 'sigmoid', revision: 'E1'})]).toEqual(near([2 / 3, 3 / 4]));
  });

  test('gives the shares of softmaxScores', () => {
    expect(convertScores(THIRDS, 3, {converter: 'softmax', keepBackground: true})).toEqual(softmaxScores(THIRDS, 3));
  });

  test('stays finite at logits far from 0', () => {
    const far = Float32Array.of(0, 1e4, -1e4, 3e38);
    expect([...convertScores(far, 4, {converter: 'sigmoid'})]).toEqual([1, 0, 1]);
    expect([...convertScores(far, 4, {converter: 'softmax'})]).toEqual([0, 0, 1]);
  });

  test('gives nothing for nothing', () => {
    expect(convertScores(new Float32Array(), 5).length).toBe(0);
  });

  test('refuses what is not finite or does not fit', () => {
    expect(() => convertScores(Float32Array.of(0, NaN), 2)).toThrow(NotFiniteError);
    expect(() => convertScores(Float32Array.of(0, 3e38), 2, {logitScale: 0.1})).toThrow('classLogits / logitScale: element 1 is Infinity');
    expect(() => convertScores(new Float32Array(5), 2)).toThrow(ShapeError);
    expect(() => convertScores(new Float32Array(5), 1)).toThrow(OptionError);
  });

  test.each<ConvertScoresOptions>([
    {logitScale: 0},
    {logitScale: NaN},
    {logitScale: Infinity},
    {converter: 'SIGMOID' as 'sigmoid'},
    {revision: 'E1', keepBackground: true},
  ])('refuses the options %o', (options) => {
    expect(() => convertScores(Float32Array.of(0, 1), 2, options)).toThrow(OptionError);
  });

  test("has the schema's defaults", () => {
    expect(CONVERT_SCORES_DEFAULTS).toEqual({converter: 'identity', logitScale: 1, keepBackground: false, revision: 'E2'});
  });
});
