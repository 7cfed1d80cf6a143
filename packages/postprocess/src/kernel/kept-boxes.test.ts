import {createRandom} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {KeptBoxes} from './kept-boxes.ts';

describe('KeptBoxes', () => {
  test.each([0.05, 0.3, 0.5, 0.75, 0.95])('finds the same overlaps with neighbourhoods as without, at IoU %d', (iouThreshold) => {
    const random = createRandom(3);
    const inAll = 3000;
    const size = {height: 0.2, width: 0.1};
    const quick = new KeptBoxes(2, iouThreshold, {perGroup: inAll, inAll}, size);
    const plain = new KeptBoxes(2, iouThreshold, {perGroup: inAll, inAll}, {height: 0, width: 0});
    let kept = 0;
    for (let i = 0; i < inAll; i++) {
      const [ymin, xmin] = [Math.fround(random.uniform() * 2 - 1), Math.fround(random.uniform() * 2 - 1)];
      const [ymax, xmax] = [Math.fround(ymin + random.uniform() ** 3), Math.fround(xmin + random.uniform() ** 3)];
      const added = plain.addUnlessOverlapping(i % 2, ymin, xmin, ymax, xmax);
      expect(quick.addUnlessOverlapping(i % 2, ymin, xmin, ymax, xmax)).toBe(added);
      kept += added ? 1 : 0;
    }
    expect(kept).toBeGreaterThan(96);
    expect(quick.countOf(0) + quick.countOf(1)).toBe(kept);
  });

  test('compares above the threshold, in float32', () => {
    const kept = new KeptBoxes(1, 0.6, {perGroup: 10, inAll: 10}, {height: 1, width: 1});
    expect(kept.addUnlessOverlapping(0, 0, 0, 2, 4)).toBe(true);
    expect(kept.addUnlessOverlapping(0, 0, 1, 2, 5)).toBe(true); // 6 of 10
    expect(kept.addUnlessOverlapping(0, 0, 0.5, 2, 4.5)).toBe(false);
  });

  test('ends on coordinates of any size', () => {
    const kept = new KeptBoxes(1, 0.5, {perGroup: 1000, inAll: 1000}, {height: 1e-3, width: 1e-3});
    for (let i = 0; i < 200; i++) expect(kept.addUnlessOverlapping(0, i * 1e30, 0, i * 1e30 + 5e29, 1)).toBe(true);
    expect(kept.addUnlessOverlapping(0, 1e30, 0, 1.5e30, 1)).toBe(false);
  });
});
