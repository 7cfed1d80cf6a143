import {hasCode} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {lossCurveSvg} from './loss-curve-svg.ts';
import type {LossPoint} from './loss-history.ts';

const falling = (steps: number): LossPoint[] =>
  Array.from({length: steps}, (_, index) => ({
    step: index + 1,
    loss: 2 / (index + 1),
    classLoss: 1.5 / (index + 1),
    boxLoss: 0.5 / (index + 1),
  }));

describe('lossCurveSvg', () => {
  test('draws a pale and a bold line for each of the three losses', () => {
    const svg = lossCurveSvg(falling(50));
    expect(svg.match(/<path d="M/g)).toHaveLength(6);
    expect(svg).toMatch(/>total 0\.\d+</);
    expect(svg).toContain('>class ');
    expect(svg).toContain('>box ');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('puts the first and the last step on the edges of the frame', () => {
    const history = [
      {step: 1, loss: 1, classLoss: 1, boxLoss: 0},
      {step: 3, loss: 0, classLoss: 0, boxLoss: 0},
    ];
    // Frame: 72 … 376 across, 64 … 148 down; the axis ends at 1.
    expect(lossCurveSvg(history, {width: 400, height: 200, smoothing: 0})).toContain('<path d="M72,64L376,148"');
  });

  test('says that there are no steps yet', () => {
    const svg = lossCurveSvg([]);
    expect(svg).toContain('no steps yet');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('draws a single step, a flat zero and skips what is not finite', () => {
    for (const history of [
      falling(1),
      [{step: 1, loss: 0, classLoss: 0, boxLoss: 0}],
      [{step: 1, loss: NaN, classLoss: Infinity, boxLoss: 1}, ...falling(3).slice(1)],
    ]) {
      expect(lossCurveSvg(history)).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test('stays small for a long run and escapes the title', () => {
    const svg = lossCurveSvg(falling(20_000), {title: 'a < b & c'});
    expect(svg.length).toBeLessThan(100_000);
    expect(svg).toContain('a &lt; b &amp; c');
  });

  test.each([{width: NaN}, {height: 3}, {smoothing: 1}])('refuses %j', (options) => {
    expect(() => lossCurveSvg([], options)).toThrowError(expect.toSatisfy((error) => hasCode(error, 'core/option')));
  });
});
