import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {averagePrecision} from './average-precision.ts';
import {VocEvaluator} from './voc-evaluator.ts';

type Golden = {
  numClasses: number;
  images: {boxes: number[]; classes: number[]; difficult: number[]; found: number[]; foundClasses: number[]; foundScores: number[]}[];
  cases: {difficult: boolean; iouThreshold: number; meanAveragePrecision: number; averagePrecision: (number | null)[]}[];
};
const golden = JSON.parse(readFileSync(new URL('../fixtures/voc-2007.json', import.meta.url), 'utf8')) as Golden;

describe("eleven-point average precision, as GluonCV's VOC07MApMetric gives it", () => {
  test.each(golden.cases)('IoU $iouThreshold, difficult $difficult', ({difficult, iouThreshold, ...expected}) => {
    const evaluator = new VocEvaluator({numClasses: golden.numClasses, iouThreshold, interpolation: 'eleven-points'});
    for (const [index, image] of golden.images.entries()) {
      evaluator.add(
        `image ${index}`,
        {
          boxes: Float32Array.from(image.boxes),
          classes: Int32Array.from(image.classes),
          ...(difficult ? {difficult: Uint8Array.from(image.difficult)} : {}),
        },
        {
          boxes: Float32Array.from(image.found),
          classes: Int32Array.from(image.foundClasses),
          scores: Float32Array.from(image.foundScores),
          count: image.foundScores.length,
        },
      );
    }
    const {meanAveragePrecision, perClass} = evaluator.result();
    const near = (value: number | null): unknown => (value === null ? NaN : (expect.closeTo(value, 10) as unknown));
    expect(perClass.map((entry) => entry.averagePrecision)).toEqual(expected.averagePrecision.map(near));
    expect(meanAveragePrecision).toBeCloseTo(expected.meanAveragePrecision, 10);
  });

  test('takes the levels for multiples of 0.1, so that a recall of 3 / 10 does not reach the fourth', () => {
    // Found at recall 0.1, 0.2, 0.3, all true: levels 0, 0.1 and 0.2 have precision 1; 3 * 0.1 is more than 3 / 10.
    expect(averagePrecision([3, 2, 1], [1, 1, 1], 10, 'eleven-points')).toBe(3 / 11);
  });
});
