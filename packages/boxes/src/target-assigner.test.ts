import {createRandom, OptionError, ShapeError} from '@oid/core';
import type {Revision} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {argMaxMatch} from './arg-max-match.ts';
import {bipartiteMatch} from './bipartite-match.ts';
import {squareBoxCoder} from './box-coders.ts';
import {denseClassTargets, oneHotLabels, tileClassWeights} from './class-labels.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';
import {InvalidClassError} from './errors/invalid-class-error.ts';
import {InvalidNumberError} from './errors/invalid-number-error.ts';
import {mineHardExamples} from './mine-hard-examples.ts';
import {pairwiseIoa, pairwiseIou, pairwiseNegativeSquaredDistance} from './pairwise-iou.ts';
import {sampleBalanced} from './sample-balanced.ts';
import {createTargetAssigner, TARGET_ASSIGNER_PRESETS} from './target-assigner.ts';

const ANCHORS = Float32Array.of(0, 0, 0.5, 1, 0.5, 0, 1, 1, 0, 0, 1, 0.5);
const EMPTY = new Float32Array();

/** Boxes on a coarse grid, so that ties, duplicates and boxes of no area are common. */
const cell = fc.tuple(fc.nat(5), fc.nat(5), fc.integer({min: 0, max: 3}), fc.integer({min: 0, max: 3}));
const boxes = (max: number): fc.Arbitrary<Float32Array> =>
  fc.array(cell, {maxLength: max}).map((cells) => Float32Array.from(cells.flatMap(([y, x, h, w]) => [y, x, y + h, x + w])));

describe('createTargetAssigner', () => {
  test('matches, encodes and weighs', () => {
    const assigner = createTargetAssigner(ANCHORS, TARGET_ASSIGNER_PRESETS.ssd);
    const targets = assigner.assign({boxes: Float32Array.of(0.5, 0, 1, 0.5), classes: Int32Array.of(7), weights: Float32Array.of(0.25)});
    expect([...targets.matches]).toEqual([-1, 0, 0]); // both overlap by exactly one half
    expect([...targets.classIds]).toEqual([0, 7, 7]);
    expect([...targets.classWeights]).toEqual([1, 0.25, 0.25]);
    expect([...targets.boxWeights]).toEqual([0, 0.25, 0.25]);
    expect([...targets.boxTargets.subarray(0, 8)]).toEqual(
      [0, 0, 0, 0, 0, -2.5, 0, -5 * Math.LN2].map((v) => expect.closeTo(v, 5) as number),
    );
  });

  test('finds without a matrix what the matchers find with one', () => {
    const presets = [TARGET_ASSIGNER_PRESETS.ssd, TARGET_ASSIGNER_PRESETS.rpn, TARGET_ASSIGNER_PRESETS.detection];
    fc.assert(
      fc.property(
        boxes(80),
        boxes(6),
        fc.constantFrom(...presets),
        fc.constantFrom<Revision>('E1', 'E2'),
        (anchors, truths, preset, revision) => {
          const matrix = (values: Float32Array) => ({values, rows: truths.length / 4, columns: anchors.length / 4});
          const matcher = {...(preset.matcher as object), revision};
          const assign = (options: object): number[] => [
            ...createTargetAssigner(anchors, {...preset, ...options, revision}).assign({boxes: truths}).matches,
          ];
          const iou = pairwiseIou(truths, anchors);
          expect(assign({})).toEqual([...argMaxMatch(matrix(iou), matcher)]);
          expect(assign({similarity: 'ioa'})).toEqual([...argMaxMatch(matrix(pairwiseIoa(truths, anchors)), matcher)]);
          const kept = iou.map((value) => (value >= 0.5 ? value : 0));
          expect(assign({similarity: {thresholdedIou: 0.5}})).toEqual([...argMaxMatch(matrix(kept), matcher)]);
          expect(assign({matcher: 'bipartite'})).toEqual([...bipartiteMatch(matrix(iou))]);
          const far = pairwiseNegativeSquaredDistance(truths, anchors);
          const near = {matcher: {matchedThreshold: -1, forceMatchForEachRow: true}, similarity: 'negative-squared-distance'};
          expect(assign(near)).toEqual([...argMaxMatch(matrix(far), {matchedThreshold: -1, forceMatchForEachRow: true, revision})]);
        },
      ),
      {numRuns: 150},
    );
  });

  test('forces an anchor on a truth that overlaps none: the first', () => {
    const assigner = createTargetAssigner(ANCHORS, TARGET_ASSIGNER_PRESETS.ssd);
    expect([...assigner.assign({boxes: Float32Array.of(5, 5, 6, 6)}).matches]).toEqual([0, -1, -1]);
  });

  test('lets the first truth win a forced anchor, in E1 the last, and leaves padding out from E2 on', () => {
    const two = {boxes: Float32Array.of(0, 0, 0.5, 1, 0, 0, 0.5, 1), weights: Float32Array.of(1, 0.5)};
    const matcher = {matchedThreshold: 0.5, forceMatchForEachRow: true};
    const first = (revision: Revision, weights: Float32Array) => {
      const targets = createTargetAssigner(ANCHORS, {matcher, revision}).assign({...two, weights});
      return [targets.matches[0], targets.boxWeights[0]];
    };
    expect(first('E1', two.weights)).toEqual([1, 1]);
    expect(first('E2', two.weights)).toEqual([0, 1]);
    expect(first('E3', Float32Array.of(0, 0.5))).toEqual([1, 0.5]);
  });

  test('puts images one after the other, and takes one without truth and ten thousand boxes', () => {
    const assigner = createTargetAssigner(ANCHORS, {...TARGET_ASSIGNER_PRESETS.rpn, negativeClassWeight: 0.5});
    const many = {boxes: new Float32Array(40_000).map((_, k) => (k % 4 < 2 ? 0 : 1))};
    const images = [{boxes: EMPTY}, {boxes: ANCHORS}, many];
    const batch = assigner.assignBatch(images);
    expect([...batch.matches]).toEqual(images.flatMap((image) => [...assigner.assign(image).matches]));
    expect([...batch.classWeights.subarray(0, 3)]).toEqual([0.5, 0.5, 0.5]);
    expect([...batch.classIds.subarray(3, 6)]).toEqual([1, 1, 1]);
    expect(assigner.assignBatch([]).matches.length).toBe(0);
  });

  test('takes another coder', () => {
    const assigner = createTargetAssigner(ANCHORS, {coder: squareBoxCoder()});
    expect(assigner.assign({boxes: ANCHORS}).boxTargets.length).toBe(9);
  });

  test('names what is wrong', () => {
    const assigner = createTargetAssigner(ANCHORS, {numClasses: 3});
    const one = Float32Array.of(0, 0, 1, 1);
    expect(() => assigner.assign({boxes: Float32Array.of(1, 0, 0, 1)})).toThrow(InvalidBoxError);
    expect(() => assigner.assign({boxes: one, classes: Int32Array.of(4)})).toThrow('has class 4, but label-map ids are 1 to 3');
    expect(() => assigner.assign({boxes: one, classes: Int32Array.of(0)})).toThrow(InvalidClassError);
    expect(() => assigner.assign({boxes: one, classes: Int32Array.of(1, 2)})).toThrow(ShapeError);
    expect(() => assigner.assign({boxes: one, weights: Float32Array.of(NaN)})).toThrow(InvalidNumberError);
    expect(() => assigner.assignBatch([{boxes: one}, {boxes: Float32Array.of(NaN, 0, 1, 1)}])).toThrow('groundTruths[1].boxes: row 0');
    expect(() => createTargetAssigner(Float32Array.of(0, 0, Infinity, 1))).toThrow('anchors: row 0');
    expect(() => createTargetAssigner(ANCHORS, {negativeClassWeight: 2})).toThrow(OptionError);
    expect(() => createTargetAssigner(ANCHORS, {revision: 'E4' as Revision})).toThrow('revision');
    expect(() => createTargetAssigner(ANCHORS, {similarity: 'cosine' as 'iou'})).toThrow('similarity');
    expect(() => createTargetAssigner(ANCHORS, {similarity: {thresholdedIou: NaN}})).toThrow(OptionError);
  });
});

describe('argMaxMatch', () => {
  const matrix = (rows: number, ...values: number[]) => ({
    values: Float32Array.from(values),
    rows,
    columns: values.length / Math.max(1, rows),
  });

  test('knows matched, ignored and background, thresholds included', () => {
    const one = matrix(1, 0.8, 0.7, 0.5, 0.3, 0.2);
    expect([...argMaxMatch(one, {matchedThreshold: 0.7, unmatchedThreshold: 0.3})]).toEqual([0, 0, -2, -2, -1]);
    const swapped = {matchedThreshold: 0.7, unmatchedThreshold: 0.3, negativesLowerThanUnmatched: false};
    expect([...argMaxMatch(one, swapped)]).toEqual([0, 0, -1, -1, -2]);
  });

  test('refuses thresholds the wrong way round, equal ones when swapped, and NaN', () => {
    expect(() => argMaxMatch(matrix(1, 1), {matchedThreshold: 0.3, unmatchedThreshold: 0.5})).toThrow('unmatchedThreshold');
    expect(() => argMaxMatch(matrix(1, 1), {negativesLowerThanUnmatched: false})).toThrow(OptionError);
    expect(() => argMaxMatch(matrix(1, 1), {matchedThreshold: NaN})).toThrow(OptionError);
    expect(() => argMaxMatch(matrix(1, 1, NaN))).toThrow('similarity.values: element 1 is NaN');
    expect(() => argMaxMatch({values: EMPTY, rows: 1, columns: 2})).toThrow(ShapeError);
    expect(() => argMaxMatch(matrix(1, 1), {}, Uint8Array.of(1, 1))).toThrow(ShapeError);
  });
});

describe('bipartiteMatch', () => {
  test('joins the best pair first and gives each row one column', () => {
    const values = Float32Array.of(0.9, 0.8, 0, 0.95, 0.1, 0);
    expect([...bipartiteMatch({values, rows: 2, columns: 3})]).toEqual([1, 0, -1]);
    expect([...bipartiteMatch({values, rows: 2, columns: 3}, Uint8Array.of(1, 0))]).toEqual([0, -1, -1]);
    expect([...bipartiteMatch({values: EMPTY, rows: 0, columns: 2})]).toEqual([-1, -1]);
  });
});

describe('class labels', () => {
  test('are one-hot with or without background, several ones allowed in dense targets', () => {
    expect([...oneHotLabels(Int32Array.of(2, 0), 2)]).toEqual([0, 0, 1, 1, 0, 0]);
    expect([...oneHotLabels(Int32Array.of(2), 2, {background: false})]).toEqual([0, 1]);
    const labels = Float32Array.of(0, 1, 1);
    expect([...denseClassTargets(Int32Array.of(0, -1, -2), labels, Float32Array.of(1, 0, 0))]).toEqual([0, 1, 1, 1, 0, 0, 1, 0, 0]);
    expect([...tileClassWeights(Float32Array.of(0.5, 1), 2)]).toEqual([0.5, 0.5, 1, 1]);
  });

  test('refuse classes beyond the map and matches beyond the labels', () => {
    expect(() => oneHotLabels(Int32Array.of(3), 2)).toThrow(InvalidClassError);
    expect(() => oneHotLabels(Int32Array.of(0), 2, {background: false})).toThrow(InvalidClassError);
    expect(() => denseClassTargets(Int32Array.of(1), Float32Array.of(1), Float32Array.of(0))).toThrow('matches[0]');
    expect(() => denseClassTargets(Int32Array.of(0), Float32Array.of(1, 2, 3), Float32Array.of(1, 0))).toThrow(ShapeError);
  });
});

describe('sampleBalanced', () => {
  test('draws the same rows from the same seed, and others from another', () => {
    const indicator = new Uint8Array(200).fill(1);
    const labels = indicator.map((_, k) => (k < 50 ? 1 : 0));
    const draw = (seed: number) => sampleBalanced(indicator, labels, {random: createRandom(seed), batchSize: 20});
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test('takes no rows, and refuses lengths and options that do not fit', () => {
    const random = createRandom(1);
    expect(sampleBalanced(new Uint8Array(), new Uint8Array(), {random, batchSize: 4}).length).toBe(0);
    expect(() => sampleBalanced(new Uint8Array(2), new Uint8Array(1), {random})).toThrow(ShapeError);
    expect(() => sampleBalanced(new Uint8Array(), new Uint8Array(), {random, positiveFraction: 0})).toThrow(OptionError);
    expect(() => sampleBalanced(new Uint8Array(), new Uint8Array(), {random, batchSize: 1.5})).toThrow(OptionError);
  });
});

describe('mineHardExamples', () => {
  test('takes equal losses by row, and counts', () => {
    const apart = Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5);
    const mined = mineHardExamples(apart, Float32Array.of(1, 1, 2), Int32Array.of(-1, 0, -2), {maxNegativesPerPositive: 1});
    expect(mined).toEqual({indices: Int32Array.of(2, 0, 1), numPositives: 1, numNegatives: 2});
    expect(mineHardExamples(EMPTY, EMPTY, undefined).indices.length).toBe(0);
  });

  test('refuses NaN, lengths and options', () => {
    const box = Float32Array.of(0, 0, 1, 1);
    expect(() => mineHardExamples(box, Float32Array.of(NaN), undefined)).toThrow(InvalidNumberError);
    expect(() => mineHardExamples(box, EMPTY, undefined)).toThrow(ShapeError);
    expect(() => mineHardExamples(box, Float32Array.of(1), Int32Array.of(1, 1))).toThrow(ShapeError);
    expect(() => mineHardExamples(box, Float32Array.of(1), undefined, {iouThreshold: 2})).toThrow(OptionError);
  });
});
