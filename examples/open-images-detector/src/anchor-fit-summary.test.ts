import {describe, expect, test} from 'vitest';
import {summarizeFit, tellFit} from './anchor-fit-summary.ts';

const row = (groundTruths: number, covered: number): {groundTruths: number; covered: number; share: number; meanBestIou: number} => ({
  groundTruths,
  covered,
  share: groundTruths === 0 ? 0 : covered / groundTruths,
  meanBestIou: 0.5,
});
const summary = summarizeFit(
  {
    coverage: {
      anchors: 4,
      images: 2,
      iouThreshold: 0.5,
      all: row(9, 3),
      bySize: {small: row(6, 0), medium: row(0, 0), large: row(3, 3)},
      byClass: [
        {classId: 1, ...row(3, 3)},
        {classId: 2, ...row(6, 0)},
      ],
    },
    suggestion: {boxes: 9, shapes: [], scales: [0.05, 0.51234], aspectRatios: [1]},
  },
  (classId) => `class ${classId}`,
);

describe('the fit of anchors', () => {
  test('is kept in shares, rounded', () => {
    expect(summary).toEqual({
      boxes: 9,
      share: 0.333,
      bySize: {small: 0, medium: null, large: 1},
      byClass: {'class 1': 1, 'class 2': 0},
      suggested: {scales: [0.05, 0.512], aspectRatios: [1]},
    });
  });

  test('names the class that fits worst, and what would fit where little does', () => {
    expect(tellFit(summary)).toBe('reach 33 % of 9 boxes at IoU 0.5, 0 % of class 2; sizes 0.05, 0.512 would fit better');
    expect(tellFit({...summary, share: 0.9, byClass: {only: 0.9}})).toBe('reach 90 % of 9 boxes at IoU 0.5');
  });
});
