import {readFileSync} from 'node:fs';
import {hasCode} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {convertScores, SIGMOID_CALIBRATION_DEFAULTS} from './index.ts';
import type {CalibrationPoint, ConvertScoresOptions, ScoreCalibration} from './index.ts';

type Golden = {
  columns: number;
  logits: number[];
  scores: number[];
  points: CalibrationPoint[];
  other: CalibrationPoint[];
  scaler: number;
  all: number[];
  byClass: number[];
  temperature: number[];
};
const golden = JSON.parse(readFileSync(new URL('../fixtures/calibration.json', import.meta.url), 'utf8')) as Golden;
const near = (values: readonly number[]): unknown[] => values.map((value) => expect.closeTo(value, 6) as unknown);
const convert = (values: readonly number[], options: ConvertScoresOptions): number[] => [
  ...convertScores(Float32Array.from(values), golden.columns, {keepBackground: true, ...options}),
];

describe("calibration, as the reference's builder makes it", () => {
  const {points, other, scaler} = golden;
  test('a line through points, for all columns', () => {
    expect(convert(golden.scores, {calibration: {type: 'function_approximation', points}})).toEqual(near(golden.all));
  });

  test('a line of its own for some columns', () => {
    const pointsOf = new Map([
      [1, points],
      [3, other],
    ]);
    expect(convert(golden.scores, {calibration: {type: 'class_id_function_approximations', pointsOf}})).toEqual(near(golden.byClass));
  });

  test('a temperature, before the scores are converted', () => {
    const calibration: ScoreCalibration = {type: 'temperature_scaling_calibration', scaler};
    expect(convert(golden.logits, {calibration})).toEqual(near(golden.temperature));
    for (const converter of ['sigmoid', 'softmax'] as const) {
      expect(convert(golden.logits, {calibration, converter})).toEqual(near(convert(golden.temperature, {converter})));
    }
  });
});

describe('calibration', () => {
  const half: ScoreCalibration = {
    type: 'function_approximation',
    points: [
      {x: 0, y: 0},
      {x: 1, y: 0.5},
    ],
  };

  test('comes after the converter, and before the background is left out', () => {
    expect([...convertScores(Float32Array.of(0, 0, 0, 0), 2, {converter: 'softmax', calibration: half})]).toEqual([0.25, 0.25]);
    const background = new Map([[0, [{x: 0, y: 1}]]]);
    const calibration: ScoreCalibration = {type: 'class_id_function_approximations', pointsOf: background};
    expect([...convertScores(Float32Array.of(0.5, 0.5), 2, {calibration})]).toEqual([0.5]);
    expect([...convertScores(Float32Array.of(0.5, 0.5), 2, {calibration, keepBackground: true})]).toEqual([1, 0.5]);
  });

  test('takes the sigmoid of scores, 1 / (1 + e^(a s + b))', () => {
    const scores = Float32Array.of(0, Math.log(2));
    expect([...convertScores(scores, 2, {calibration: {type: 'sigmoid_calibration'}})]).toEqual(near([2 / 3]));
    expect([...convertScores(scores, 2, {calibration: {type: 'sigmoid_calibration', a: 1, b: Math.log(2)}})]).toEqual(near([1 / 5]));
    const parametersOf = new Map([[1, {b: Math.log(2)}]]);
    expect([
      ...convertScores(scores, 2, {calibration: {type: 'class_id_sigmoid_calibrations', parametersOf}, keepBackground: true}),
    ]).toEqual(near([0, 1 / 2]));
    expect(SIGMOID_CALIBRATION_DEFAULTS).toEqual({a: -1, b: 0});
  });

  test('keeps the order of scores where the points rise', () => {
    const value = fc.float({min: 0, max: 1, noNaN: true});
    const rising = fc.uniqueArray(value, {minLength: 1, maxLength: 8}).map((xs) => [...xs].sort((a, b) => a - b));
    fc.assert(
      fc.property(rising, fc.array(value, {minLength: 8, maxLength: 8}), value, value, (xs, ys, a, b) => {
        const sorted = [...ys].sort((one, two) => one - two);
        const calibration: ScoreCalibration = {
          type: 'function_approximation',
          points: xs.map((x, k) => ({x, y: sorted[k] as number})),
        };
        const [low, high] = convertScores(Float32Array.of(Math.min(a, b), Math.max(a, b)), 2, {calibration, keepBackground: true});
        expect(low).toBeLessThanOrEqual(high as number);
      }),
    );
  });

  test.each<[string, ScoreCalibration, string]>([
    ['no points', {type: 'function_approximation', points: []}, 'calibration.points'],
    [
      'points that do not rise',
      {
        type: 'function_approximation',
        points: [
          {x: 0.5, y: 0},
          {x: 0.5, y: 1},
        ],
      },
      'calibration.points[1].x',
    ],
    ['a point that is NaN', {type: 'function_approximation', points: [{x: 0, y: NaN}]}, 'calibration.points[0].y'],
    ['a class beyond', {type: 'class_id_function_approximations', pointsOf: new Map([[2, [{x: 0, y: 0}]]])}, 'calibration.pointsOf'],
    ['a parameter that is NaN', {type: 'sigmoid_calibration', a: NaN}, 'calibration.a'],
    ['a scaler of 0', {type: 'temperature_scaling_calibration', scaler: 0}, 'calibration.scaler'],
    ['an unknown type', {type: 'isotonic'} as unknown as ScoreCalibration, 'calibration.type'],
  ])('refuses %s', (_, calibration, option) => {
    let caught: unknown;
    try {
      convertScores(Float32Array.of(0, 1), 2, {calibration});
    } catch (error) {
      caught = error;
    }
    expect(hasCode(caught, 'core/option')).toBe(true);
    expect(String(caught)).toContain(option);
  });

  test('is refused with E1, which has none', () => {
    expect(() => convertScores(Float32Array.of(0, 1), 2, {calibration: half, revision: 'E1'})).toThrow('Option calibration');
  });
});
