import {readFileSync} from 'node:fs';
import {OptionError, ShapeError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {classAccuracy} from './class-accuracy.ts';
import {classificationReport} from './classification-report.ts';
import type {ClassificationScores} from './classification-report.ts';
import {confusionMatrix} from './confusion-matrix.ts';
import {report} from './report.ts';

type Case = {
  name: string;
  predicted: number[];
  target: number[];
  options: {labels?: number[]; names?: string[]; digits?: number; zeroDivision?: 0 | 1};
  accuracy: number;
  matrix: number[];
  report: Record<string, Record<'precision' | 'recall' | 'f1' | 'support', number> | number>;
  text: string;
};
const {cases} = JSON.parse(readFileSync(new URL('../fixtures/classification.json', import.meta.url), 'utf8')) as {cases: Case[]};
const closeScores = (scores: unknown): ClassificationScores =>
  Object.fromEntries(
    Object.entries(scores as Record<string, number>).map(([key, value]) => [key, expect.closeTo(value, 12)]),
  ) as ClassificationScores;

describe('confusionMatrix', () => {
  test.each(cases)('agrees with scikit-learn: $name', ({predicted, target, options, matrix, accuracy}) => {
    const own = confusionMatrix(Int32Array.from(predicted), Int32Array.from(target), {labels: options.labels});
    expect([...own.counts]).toEqual(matrix);
    expect(classAccuracy(Int32Array.from(predicted), Int32Array.from(target))).toBeCloseTo(accuracy, 12);
  });

  test('has targets as rows, and nothing for nothing', () => {
    expect(confusionMatrix(Int32Array.of(2, 2, 1), Int32Array.of(2, 1, 1))).toEqual({
      labels: Int32Array.of(1, 2),
      counts: Float64Array.of(1, 1, 0, 1),
    });
    expect(confusionMatrix(new Int32Array(), new Int32Array()).counts).toEqual(new Float64Array());
  });

  test('refuses columns that differ and labels given twice', () => {
    expect(() => confusionMatrix(new Int32Array(1), new Int32Array(2))).toThrow(ShapeError);
    expect(() => confusionMatrix(new Int32Array(1), new Int32Array(1), {labels: [1, 1]})).toThrow(OptionError);
  });
});

describe('classificationReport', () => {
  test.each(cases)('agrees with scikit-learn: $name', ({predicted, target, options, report: expected, text}) => {
    const {digits, ...rest} = options;
    const own = classificationReport(Int32Array.from(predicted), Int32Array.from(target), rest);
    for (const {label: _, name, ...scores} of own.perClass) expect(scores).toEqual(closeScores(expected[name]));
    expect(own.macroAverage).toEqual(closeScores(expected['macro avg']));
    expect(own.weightedAverage).toEqual(closeScores(expected['weighted avg']));
    if (own.accuracy === undefined) expect(own.microAverage).toEqual(closeScores(expected['micro avg']));
    else expect(own.accuracy).toBeCloseTo(expected['accuracy'] as number, 12);
    expect(report(own, {digits})).toBe(text);
  });

  test('refuses nothing, and options that do not fit', () => {
    const one = Int32Array.of(1);
    expect(() => classificationReport(new Int32Array(), new Int32Array())).toThrow(ShapeError);
    expect(() => classificationReport(one, one, {labels: []})).toThrow(OptionError);
    expect(() => classificationReport(one, one, {names: ['a', 'b']})).toThrow('names');
    expect(() => classificationReport(one, one, {zeroDivision: NaN as 0})).toThrow('zeroDivision');
  });
});
