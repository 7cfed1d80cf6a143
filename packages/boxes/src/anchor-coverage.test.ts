import {createRandom, OptionError} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {anchorCoverage, formatAnchorCoverage} from './anchor-coverage.ts';
import {clusterShapes, concentricIou} from './cluster-shapes.ts';
import {InvalidClassError} from './errors/invalid-class-error.ts';
import {pairwiseIou} from './pairwise-iou.ts';
import {ssdAnchors} from './ssd-anchors.ts';
import {suggestAnchors} from './suggest-anchors.ts';

const ANCHORS = Float32Array.of(0, 0, 1, 1, 0, 0, 0.5, 0.5);

describe('anchorCoverage', () => {
  test('counts by size and class', () => {
    const images = [
      {boxes: Float32Array.of(0, 0, 1, 0.75, 0, 0, 0.25, 0.5), classes: Int32Array.of(2, 1)},
      {boxes: Float32Array.of(0.9, 0.9, 0.95, 0.95), classes: Int32Array.of(2)},
      {boxes: new Float32Array(), classes: new Int32Array()},
    ];
    const report = anchorCoverage(ANCHORS, images);
    expect(report.all).toEqual({groundTruths: 3, covered: 2, share: 2 / 3, meanBestIou: expect.closeTo((0.75 + 0.5 + 0.0025) / 3, 6)});
    expect(report.bySize.small).toEqual({groundTruths: 1, covered: 0, share: 0, meanBestIou: expect.closeTo(0.0025, 6)});
    expect(report.bySize.medium.groundTruths).toBe(0);
    expect(report.bySize.large.covered).toBe(2);
    expect(report.byClass.map(({classId, covered}) => [classId, covered])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    const table = formatAnchorCoverage(report, new Map([[1, {name: 'Cat | Dog'}]]));
    expect(table).toContain('| all | 3 | 2 | 66.7 % |');
    expect(table).toContain('| Cat \\| Dog | 1 | 1 | 100.0 % |');
    expect(table).toContain('| class 2 | 2 | 1 |');
  });

  test('agrees with the whole matrix on random boxes', () => {
    const side = fc.double({min: 0, max: 1, noNaN: true});
    const anchors = ssdAnchors([
      {height: 6, width: 6},
      {height: 3, width: 3},
    ]);
    fc.assert(
      fc.property(side, side, side, side, (a, b, c, d) => {
        const boxes = Float32Array.of(Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d));
        const {meanBestIou} = anchorCoverage(anchors, [{boxes, classes: Int32Array.of(1)}]).all;
        expect(meanBestIou).toBe(Math.max(...pairwiseIou(boxes, anchors)));
      }),
      {numRuns: 50},
    );
  });

  test('takes no images and refuses bad classes and options', () => {
    expect(anchorCoverage(ANCHORS, []).all).toEqual({groundTruths: 0, covered: 0, share: 0, meanBestIou: 0});
    expect(() => anchorCoverage(ANCHORS, [{boxes: ANCHORS, classes: Int32Array.of(1, 0)}])).toThrow(InvalidClassError);
    expect(() => anchorCoverage(ANCHORS, [{boxes: Float32Array.of(NaN, 0, 1, 1), classes: Int32Array.of(1)}])).toThrow('images[0].boxes');
    expect(() => anchorCoverage(ANCHORS, [], {iouThreshold: 0})).toThrow(OptionError);
    expect(() => anchorCoverage(ANCHORS, [], {sizeBounds: [96, 32]})).toThrow('sizeBounds');
  });
});

describe('suggestAnchors', () => {
  /** Squares of side 0.1 and boxes 0.2 high, 0.8 wide, in turn. */
  const images = [
    {boxes: Float32Array.from(Array.from({length: 40}, (_, i) => (i % 2 === 0 ? [0, 0, 0.1, 0.1] : [0, 0, 0.2, 0.8])).flat())},
    {boxes: Float32Array.of(0.5, 0.5, 0.5, 0.5)},
  ];

  test('finds two kinds of box', () => {
    const {boxes, shapes, scales, aspectRatios} = suggestAnchors(images, {shapes: 2, scales: 2, aspectRatios: 2});
    expect(boxes).toBe(40);
    expect(shapes).toEqual([
      {height: expect.closeTo(0.1, 6), width: expect.closeTo(0.1, 6), share: 0.5, meanIou: expect.closeTo(1, 6)},
      {height: expect.closeTo(0.2, 6), width: expect.closeTo(0.8, 6), share: 0.5, meanIou: expect.closeTo(1, 6)},
    ]);
    expect(scales).toEqual([expect.closeTo(0.1, 6), expect.closeTo(0.4, 6)]);
    expect(aspectRatios).toEqual([expect.closeTo(1, 5), expect.closeTo(4, 5)]);
  });

  test('measures in pixels of the input', () => {
    const {shapes, aspectRatios} = suggestAnchors(images, {
      shapes: 1,
      scales: 1,
      aspectRatios: 1,
      maxBoxes: 7,
      inputSize: {height: 100, width: 200},
    });
    expect(shapes.length).toBe(1);
    expect(aspectRatios[0]).toBeGreaterThanOrEqual(2);
  });

  test('improves the coverage that it is measured by', () => {
    const data = images.map(({boxes}) => ({boxes, classes: new Int32Array(boxes.length / 4).fill(1)}));
    const maps = [
      {height: 20, width: 20},
      {height: 10, width: 10},
    ];
    const {scales, aspectRatios} = suggestAnchors(images, {scales: 2, aspectRatios: 2});
    const plain = anchorCoverage(ssdAnchors(maps, {aspectRatios: [1]}), data).all.meanBestIou;
    const fitted = anchorCoverage(ssdAnchors(maps, {scales, aspectRatios, reduceBoxesInLowestLayer: false}), data).all.meanBestIou;
    expect(fitted).toBeGreaterThan(plain);
  });

  test('refuses data without a box of any area', () => {
    expect(() => suggestAnchors([{boxes: Float32Array.of(0.5, 0.5, 0.5, 0.5)}])).toThrow('no box of any area');
    expect(() => suggestAnchors(images, {scales: 0})).toThrow(OptionError);
  });
});

describe('clusterShapes', () => {
  test('gives the same clusters from the same seed, shares that add up, fewer for fewer shapes', () => {
    const shapes = Array.from({length: 60}, (_, i) => ({height: 1 + (i % 7), width: 1 + (i % 5)}));
    const clusters = clusterShapes(shapes, 5, createRandom(3));
    expect(clusterShapes(shapes, 5, createRandom(3))).toEqual(clusters);
    expect(clusters.reduce((sum, {share}) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(clusterShapes([{height: 1, width: 1}], 5, createRandom(1)).length).toBe(1);
    expect(concentricIou({height: 1, width: 2}, {height: 2, width: 1})).toBeCloseTo(1 / 3, 12);
  });

  test('refuses no shapes and sides of 0', () => {
    expect(() => clusterShapes([], 1, createRandom(1))).toThrow('shapes');
    expect(() => clusterShapes([{height: 0, width: 1}], 1, createRandom(1))).toThrow(OptionError);
  });
});
