import '@tensorflow/tfjs-backend-cpu';
import {ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, test} from 'vitest';
import * as boxes from '../index.ts';
import * as tensors from './index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const corner = fc.integer({min: -100, max: 900}).map((value) => value / 1000);
const length = fc.integer({min: 0, max: 600}).map((value) => value / 1000);
const row = fc.tuple(corner, corner, length, length).map(([y, x, h, w]) => [y, x, y + h, x + w]);
const some = (min: number): fc.Arbitrary<Float32Array> =>
  fc.array(row, {minLength: min, maxLength: 6}).map((rows) => Float32Array.from(rows.flat()));
const of = (values: Float32Array, columns = 4): tf.Tensor2D => tf.tensor2d(values, [values.length / columns, columns]);
const read = (make: () => tf.Tensor): number[] => {
  const before = tf.memory().numTensors;
  const values = [...tf.tidy(make).dataSync()];
  tf.disposeVariables();
  expect(tf.memory().numTensors - before).toBeLessThanOrEqual(1);
  return values;
};
const near = (values: Float32Array, digits = 5): number[] => [...values].map((value) => expect.closeTo(value, digits) as number);
const WINDOW = [0.125, 0.25, 0.75, 0.875] as const;

describe('tensor forms agree with typed arrays', () => {
  test('in geometry', () => {
    fc.assert(
      fc.property(some(1), some(1), (a, b) => {
        expect(read(() => tensors.boxArea(of(a)))).toEqual(near(boxes.boxArea(a)));
        expect(read(() => tensors.pairwiseIntersection(of(a), of(b)))).toEqual(near(boxes.pairwiseIntersection(a, b)));
        expect(read(() => tensors.pairwiseIou(of(a), of(b)))).toEqual(near(boxes.pairwiseIou(a, b)));
        expect(read(() => tensors.pairwiseIoa(of(a), of(b)))).toEqual(near(boxes.pairwiseIoa(a, b)));
        expect(read(() => tensors.clipBoxes(of(a), {window: WINDOW}))).toEqual(near(boxes.clipBoxes(a, {window: WINDOW})));
        const factors = {height: 3, width: 0.5};
        expect(read(() => tensors.scaleBoxes(of(a), factors))).toEqual(near(boxes.scaleBoxes(a, factors)));
        expect(read(() => tensors.flipBoxesHorizontally(of(a)))).toEqual(near(boxes.flipBoxesHorizontally(a)));
        expect(read(() => tensors.flipBoxesVertically(of(a)))).toEqual(near(boxes.flipBoxesVertically(a)));
        expect(read(() => tensors.changeCoordinateFrame(of(a), WINDOW))).toEqual(near(boxes.changeCoordinateFrame(a, WINDOW)));
      }),
      {numRuns: 30},
    );
  });

  test('in distances and in what is pruned', () => {
    const rowsOf = (mask: number[]): number[] => mask.flatMap((kept, row) => (kept === 1 ? [row] : []));
    fc.assert(
      fc.property(some(1), some(1), (a, b) => {
        expect(read(() => tensors.pairwiseDiou(of(a), of(b)))).toEqual(near(boxes.pairwiseDiou(a, b)));
        expect(read(() => tensors.pairwiseNegativeSquaredDistance(of(a), of(b)))).toEqual(
          near(boxes.pairwiseNegativeSquaredDistance(a, b)),
        );
        expect(rowsOf(read(() => tensors.boxesInsideWindow(of(a), WINDOW)))).toEqual([...boxes.boxesInsideWindow(a, WINDOW)]);
        expect(rowsOf(read(() => tensors.boxesOverlappingWindow(of(a), WINDOW)))).toEqual([...boxes.boxesOverlappingWindow(a, WINDOW)]);
        expect(rowsOf(read(() => tensors.boxesOfMinSide(of(a), 0.25)))).toEqual([...boxes.boxesOfMinSide(a, 0.25)]);
        // A hull of nearly no area divides rounding errors by each other.
        const hasArea = [...a, ...b].every((_, k, all) => k % 4 > 1 || (all[k + 2] as number) - (all[k] as number) > 0.01);
        if (hasArea) expect(read(() => tensors.pairwiseGiou(of(a), of(b)))).toEqual(near(boxes.pairwiseGiou(a, b), 4));
      }),
      {numRuns: 50},
    );
    const point = Float32Array.of(0.5, 0.5, 0.5, 0.5);
    expect(read(() => tensors.pairwiseGiou(of(point), of(point)))).toEqual([0]);
    expect(read(() => tensors.pairwiseDiou(of(point), of(point)))).toEqual([0]);
  });

  test('in codes', () => {
    const anchors = Float32Array.of(0, 0, 0.5, 1, 0.25, 0.5, 0.5, 0.75);
    const two = fc.tuple(row, row).map((rows) => Float32Array.from(rows.flat()));
    fc.assert(
      fc.property(two, (box) => {
        const coder = boxes.fasterRcnnBoxCoder();
        const codes = coder.encode(box, anchors);
        expect(read(() => tensors.encodeBoxes(of(box), of(anchors)))).toEqual(near(codes, 3));
        expect(read(() => tensors.decodeBoxes(of(codes), of(anchors)))).toEqual(near(coder.decode(codes, anchors)));
        const mean = boxes.meanStddevBoxCoder({stddev: 0.1});
        expect(read(() => tensors.encodeBoxesMeanStddev(of(box), of(anchors), {stddev: 0.1}))).toEqual(near(mean.encode(box, anchors), 4));
        expect(read(() => tensors.decodeBoxesMeanStddev(of(codes), of(anchors), {stddev: 0.1}))).toEqual(
          near(mean.decode(codes, anchors), 4),
        );
        const square = boxes.squareBoxCoder();
        const squares = square.encode(box, anchors);
        expect(read(() => tensors.encodeBoxesSquare(of(box), of(anchors)))).toEqual(near(squares, 3));
        expect(read(() => tensors.decodeBoxesSquare(of(squares, 3), of(anchors)))).toEqual(near(square.decode(squares, anchors)));
      }),
      {numRuns: 30},
    );
  });

  test('in matches, ties and padding included, for every revision', () => {
    const matrix = fc.tuple(fc.integer({min: 1, max: 4}), fc.integer({min: 1, max: 6})).chain(([rows, columns]) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        values: fc
          .array(fc.nat(10), {minLength: rows * columns, maxLength: rows * columns})
          .map((v) => Float32Array.from(v, (x) => x / 10)),
        valid: fc.array(fc.boolean(), {minLength: rows, maxLength: rows}).map((v) => Uint8Array.from(v, Number)),
      }),
    );
    const options = fc.record({
      matchedThreshold: fc.constantFrom(0.5, 0.7),
      unmatchedThreshold: fc.constantFrom(0.3, 0.5),
      forceMatchForEachRow: fc.boolean(),
      ignoreThresholds: fc.boolean(),
      revision: fc.constantFrom('E1' as const, 'E2' as const),
    });
    fc.assert(
      fc.property(matrix, options, (similarity, chosen) => {
        const {values, rows, columns, valid} = similarity;
        const found = read(() => tensors.argMaxMatch(tf.tensor2d(values, [rows, columns]), chosen, tf.tensor1d(valid, 'int32')));
        expect(found).toEqual([...boxes.argMaxMatch(similarity, chosen, valid)]);
      }),
      {numRuns: 100},
    );
    expect(read(() => tensors.argMaxMatch(tf.zeros([0, 2])))).toEqual([-1, -1]);
  });

  test('in targets of a batch', () => {
    const assigner = boxes.createTargetAssigner(Float32Array.of(0, 0, 0.5, 1, 0.5, 0, 1, 1), boxes.TARGET_ASSIGNER_PRESETS.ssd);
    const images = [{boxes: Float32Array.of(0.5, 0, 1, 0.5), classes: Int32Array.of(3)}, {boxes: new Float32Array()}];
    const expected = assigner.assignBatch(images);
    const found = tensors.assignTargetTensors(assigner, images);
    expect(found.boxTargets.shape).toEqual([2, 2, 4]);
    expect(found.classIds.dataSync()).toEqual(expected.classIds);
    expect(found.matches.dataSync()).toEqual(expected.matches);
    expect(found.boxTargets.dataSync()).toEqual(expected.boxTargets);
    tf.dispose(Object.values(found));
  });
});

describe('tensor forms refuse', () => {
  test('shapes that do not fit', () => {
    tf.tidy(() => {
      const box = tf.zeros<tf.Rank.R2>([2, 4]);
      expect(() => tensors.boxArea(tf.zeros([2, 5]))).toThrow(ShapeError);
      expect(() => tensors.scaleBoxes(tf.zeros([2, 3]), {height: 1, width: 1})).toThrow('boxes has shape [2, 3]');
      expect(() => tensors.pairwiseGiou(box, tf.zeros([2, 3]))).toThrow(ShapeError);
      expect(() => tensors.boxesInsideWindow(box, [1, 0, 0, 1])).toThrow('window');
      expect(() => tensors.boxesOfMinSide(box, NaN)).toThrow('minSide');
      expect(() => tensors.decodeBoxes(box, tf.zeros([3, 4]))).toThrow(ShapeError);
      expect(() => tensors.decodeBoxesSquare(box, box)).toThrow('codes');
      expect(() => tensors.argMaxMatch(box, {}, tf.zeros([3]))).toThrow('validRows');
    });
  });
});
