import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createRandom} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {argMaxMatch} from './arg-max-match.ts';
import {bipartiteMatch} from './bipartite-match.ts';
import {boxArea} from './box-area.ts';
import {fasterRcnnBoxCoder, meanStddevBoxCoder, squareBoxCoder} from './box-coders.ts';
import type {BoxCoder} from './box-coders.ts';
import {clipBoxes} from './clip-boxes.ts';
import {denseClassTargets, oneHotLabels} from './class-labels.ts';
import {changeCoordinateFrame} from './coordinate-frames.ts';
import {flexibleAnchors} from './flexible-anchors.ts';
import {gridAnchors} from './grid-anchors.ts';
import {mineHardExamples} from './mine-hard-examples.ts';
import {multiscaleAnchors} from './multiscale-anchors.ts';
import {
  matchedIou,
  pairwiseDiou,
  pairwiseGiou,
  pairwiseIntersection,
  pairwiseIoa,
  pairwiseIou,
  pairwiseNegativeSquaredDistance,
} from './pairwise-iou.ts';
import {sampleBalanced} from './sample-balanced.ts';
import {boxesCoveredBy, boxesInsideWindow, boxesOfMinSide, boxesOverlappingWindow, gatherBoxes} from './select-boxes.ts';
import {ssdAnchors} from './ssd-anchors.ts';
import {createTargetAssigner, TARGET_ASSIGNER_PRESETS} from './target-assigner.ts';

type Match = {
  matched_threshold?: number | null;
  unmatched_threshold?: number;
  negatives_lower_than_unmatched?: boolean;
  force_match_for_each_row?: boolean;
};
type Golden = {
  anchors: {
    ssd300: {count: number; sha256: string; first: number[]; last: number[]};
    retina640: {count: number; sha256: string; last: number[]};
    ssdStrides: number[];
    ssdPlain: number[];
    grid: number[];
    multiscale: number[];
    flexible: number[];
  };
  geometry: Record<'a' | 'b' | 'area' | 'intersection' | 'iou' | 'ioa' | 'negSqDist' | 'clipped' | 'frame' | 'minSide', number[]> &
    Record<'inside' | 'overlapping' | 'covered', number[]> & {window: [number, number, number, number]};
  coders: {boxes: number[]; anchors: number[]} & Record<'faster-rcnn' | 'mean-stddev' | 'square', {codes: number[]; decoded: number[]}>;
  matchers: {
    similarity: number[];
    rows: number;
    columns: number;
    options: Match;
    valid: number[];
    e2: number[];
    e2Valid: number[];
    e1?: number[];
    bipartite?: number[];
    distinct?: number[];
    bipartiteDistinct?: number[];
  }[];
  assigner: {
    anchors: number[];
    numClasses: number;
    images: {
      boxes: number[];
      classes: number[];
      weights: number[];
      results: Record<
        'ssd' | 'rpn' | 'detection',
        {matches: number[]; classWeights: number[]; boxWeights: number[]; classTargets: number[]; encodedRows: number[]; encoded: number[]}
      >;
    }[];
  };
  sampler: {fraction: number; batch: number | null; positives: number; negatives: number; drawn: [number, number]}[];
  miner: {
    boxes: number[];
    losses: number[];
    matches: number[];
    cases: {
      numHardExamples: number;
      iouThreshold: number;
      maxNegativesPerPositive: number;
      minNegativesPerImage: number;
      indices: number[];
    }[];
  };
};

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));
const golden = read('object-detection') as Golden;
const torch = read('torchvision') as Record<'a' | 'b' | 'iou' | 'giou' | 'diou', number[]>;

const floats = (values: readonly number[]): Float32Array => Float32Array.from(values);
const sha256 = (values: Float32Array): string => createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
const near = (values: readonly number[], digits: number): number[] => values.map((value) => expect.closeTo(value, digits) as number);

describe("anchors of the reference's generators, to the bit", () => {
  const squares = (...sides: number[]) => sides.map((side) => ({height: side, width: side}));

  test('1,917 of SSD MobileNet at 300²', () => {
    const anchors = ssdAnchors(squares(19, 10, 5, 3, 2, 1));
    expect(anchors.length / 4).toBe(golden.anchors.ssd300.count);
    expect([...anchors.subarray(0, 8)]).toEqual([...floats(golden.anchors.ssd300.first)]);
    expect([...anchors.subarray(-4)]).toEqual([...floats(golden.anchors.ssd300.last)]);
    expect(sha256(anchors)).toBe(golden.anchors.ssd300.sha256);
  });

  test('SSD with strides, offsets, scales and a base size on an image that is not square', () => {
    const anchors = ssdAnchors(
      [
        {height: 2, width: 3},
        {height: 1, width: 2},
      ],
      {
        scales: [0.3, 0.7],
        aspectRatios: [1, 2.5],
        interpolatedScaleAspectRatio: 0.8,
        baseAnchorSize: {height: 0.9, width: 1.2},
        strides: [
          {height: 32, width: 40},
          {height: 64, width: 64},
        ],
        offsets: [
          {height: 10, width: 16},
          {height: 0, width: 32},
        ],
        reduceBoxesInLowestLayer: false,
        imageSize: {height: 120, width: 200},
      },
    );
    expect([...anchors]).toEqual([...floats(golden.anchors.ssdStrides)]);
  });

  test('SSD without the interpolated anchor', () => {
    const maps = [
      {height: 2, width: 3},
      {height: 1, width: 2},
      {height: 1, width: 1},
    ];
    const options = {aspectRatios: [1, 2], interpolatedScaleAspectRatio: 0, imageSize: {height: 160, width: 320}};
    expect([...ssdAnchors(maps, options)]).toEqual([...floats(golden.anchors.ssdPlain)]);
  });

  test('grid, multiscale and flexible', () => {
    expect([...gridAnchors({height: 2, width: 3}, {scales: [0.25, 0.5, 1, 2], aspectRatios: [0.5, 1, 2]})]).toEqual([
      ...floats(golden.anchors.grid),
    ]);
    expect([...multiscaleAnchors({height: 96, width: 144}, {minLevel: 5})]).toEqual([...floats(golden.anchors.multiscale)]);
    const flexible = flexibleAnchors(
      [
        {
          map: {height: 2, width: 3},
          baseSizes: [32, 64],
          aspectRatios: [1, 2],
          stride: {height: 32, width: 16},
          offset: {height: 16, width: 8},
        },
        {
          map: {height: 1, width: 2},
          baseSizes: [128],
          aspectRatios: [0.5],
          stride: {height: 64, width: 64},
          offset: {height: 0, width: 32},
        },
      ],
      {imageSize: {height: 96, width: 144}},
    );
    expect([...flexible]).toEqual([...floats(golden.anchors.flexible)]);
  });

  test('51,150 of RetinaNet at 640²', () => {
    const anchors = multiscaleAnchors({height: 640, width: 640});
    expect(anchors.length / 4).toBe(golden.anchors.retina640.count);
    expect([...anchors.subarray(-8)]).toEqual([...floats(golden.anchors.retina640.last)]);
    expect(sha256(anchors)).toBe(golden.anchors.retina640.sha256);
  });
});

describe("geometry of the reference's box_list_ops", () => {
  const {geometry} = golden;
  const a = floats(geometry.a);
  const b = floats(geometry.b);

  test('area, intersection, IoU and IoA to the bit, a point, a line and a duplicate among the boxes', () => {
    expect([...boxArea(b)]).toEqual(near(geometry.area, 7));
    expect([...pairwiseIntersection(a, b)]).toEqual([...floats(geometry.intersection)]);
    expect([...pairwiseIou(a, b)]).toEqual([...floats(geometry.iou)]);
    expect([...pairwiseIoa(a, b)]).toEqual([...floats(geometry.ioa)]);
    expect([...pairwiseNegativeSquaredDistance(a, b)]).toEqual(near(geometry.negSqDist, 5));
  });

  test('clipping and change of frame', () => {
    expect([...clipBoxes(a, {window: geometry.window})]).toEqual([...floats(geometry.clipped)]);
    expect([...changeCoordinateFrame(a, geometry.window)]).toEqual([...floats(geometry.frame)]);
  });

  test('pruning', () => {
    expect([...boxesInsideWindow(a, [0, 0, 0.9, 0.9])]).toEqual(geometry.inside);
    expect([...boxesOverlappingWindow(a, geometry.window)]).toEqual(geometry.overlapping);
    expect([...gatherBoxes(a, boxesOfMinSide(a, 0.2))]).toEqual([...floats(geometry.minSide)]);
    expect([...boxesCoveredBy(a, b.subarray(0, 20), 0.3)]).toEqual(geometry.covered);
  });

  test("torchvision's IoU to the bit, generalised and distance IoU to 1e-6", () => {
    expect([...pairwiseIou(floats(torch.a), floats(torch.b))]).toEqual([...floats(torch.iou)]);
    expect([...pairwiseGiou(floats(torch.a), floats(torch.b))]).toEqual(near(torch.giou, 6));
    expect([...pairwiseDiou(floats(torch.a), floats(torch.b))]).toEqual(near(torch.diou, 6));
    expect(matchedIou(floats(torch.a), floats(torch.a))[3]).toBe(1);
  });
});

describe('box coders of the reference', () => {
  const {coders} = golden;
  test.each<[keyof typeof coders & BoxCoder['name'], BoxCoder]>([
    ['faster-rcnn', fasterRcnnBoxCoder()],
    ['mean-stddev', meanStddevBoxCoder({stddev: 0.1})],
    ['square', squareBoxCoder()],
  ])('%s', (name, coder) => {
    const {codes, decoded} = coders[name];
    const anchors = floats(coders.anchors);
    expect([...coder.encode(floats(coders.boxes), anchors)]).toEqual(near(codes, 4));
    expect([
      ...coder.decode(
        floats(codes).map((code) => code * Math.fround(0.7)),
        anchors,
      ),
    ]).toEqual(near(decoded, 6));
  });
});

describe('matchers of the reference', () => {
  test.each(golden.matchers)('arg-max over $rows by $columns with $options', ({similarity, rows, columns, options, valid, ...expected}) => {
    const matrix = {values: floats(similarity), rows, columns};
    const ours = {
      matchedThreshold: options.matched_threshold ?? 0.5,
      unmatchedThreshold: options.unmatched_threshold,
      ignoreThresholds: options.matched_threshold === null,
      negativesLowerThanUnmatched: options.negatives_lower_than_unmatched,
      forceMatchForEachRow: options.force_match_for_each_row,
    };
    expect([...argMaxMatch(matrix, ours)]).toEqual(expected.e2);
    expect([...argMaxMatch(matrix, ours, Uint8Array.from(valid))]).toEqual(expected.e2Valid);
    if (expected.e1 !== undefined) expect([...argMaxMatch(matrix, {...ours, revision: 'E1'})]).toEqual(expected.e1);
  });

  test.each(golden.matchers.filter(({bipartite}) => bipartite !== undefined))('bipartite over $rows by $columns', (matcher) => {
    const {rows, columns} = matcher;
    expect([...bipartiteMatch({values: floats(matcher.distinct ?? []), rows, columns})]).toEqual(matcher.bipartiteDistinct);
    expect([...bipartiteMatch({values: floats(matcher.similarity), rows, columns})]).toEqual(matcher.bipartite);
  });
});

describe('target assignment of the reference', () => {
  const anchors = floats(golden.assigner.anchors);
  const {numClasses} = golden.assigner;
  test.each(golden.assigner.images.flatMap((image) => (['ssd', 'rpn', 'detection'] as const).map((preset) => [preset, image] as const)))(
    '%s',
    (preset, image) => {
      const expected = image.results[preset];
      const assigner = createTargetAssigner(anchors, {...TARGET_ASSIGNER_PRESETS[preset], negativeClassWeight: 0.5, numClasses});
      const classes = Int32Array.from(image.classes);
      const targets = assigner.assign({boxes: floats(image.boxes), classes, weights: floats(image.weights)});
      expect([...targets.matches]).toEqual(expected.matches);
      expect([...targets.classWeights]).toEqual([...floats(expected.classWeights)]);
      expect([...targets.boxWeights]).toEqual([...floats(expected.boxWeights)]);
      expect([...targets.classIds]).toEqual(expected.classTargets);
      const dense = denseClassTargets(targets.matches, oneHotLabels(classes, numClasses), Float32Array.of(1, 0, 0, 0));
      expect([...dense]).toEqual([...oneHotLabels(targets.classIds, numClasses)]);
      const rows = expected.encodedRows.flatMap((row) => [...targets.boxTargets.subarray(4 * row, 4 * row + 4)]);
      expect(rows).toEqual(near(expected.encoded, 4));
      expect(targets.boxTargets.filter((value) => value !== 0).length).toBe(expected.encoded.filter((value) => value !== 0).length);
    },
  );
});

describe('samplers of the reference', () => {
  test.each(golden.sampler)('draws $drawn of $positives and $negatives', ({fraction, batch, positives, negatives, drawn}) => {
    const indicator = new Uint8Array(positives + negatives + 3).fill(1, 0, positives + negatives);
    const labels = new Uint8Array(indicator.length).fill(1, 0, positives);
    const options = {random: createRandom(5), positiveFraction: fraction, batchSize: batch ?? undefined};
    const rows = sampleBalanced(indicator, labels, options);
    const count = (label: number): number => rows.filter((row, k) => row === 1 && labels[k] === label).length;
    expect([count(1), count(0)]).toEqual(drawn);
    expect(rows.slice(-3)).toEqual(new Uint8Array(3));
  });

  test.each(golden.miner.cases)('mines with $numHardExamples, $iouThreshold, $maxNegativesPerPositive', ({indices, ...options}) => {
    const {boxes, losses, matches} = golden.miner;
    expect([...mineHardExamples(floats(boxes), floats(losses), Int32Array.from(matches), options).indices]).toEqual(indices);
  });
});
