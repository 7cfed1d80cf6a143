import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatLossPoints, parseLossPoints} from './loss-history.ts';

const point = (step: number): {step: number; loss: number; classLoss: number; boxLoss: number} => ({
  step,
  loss: 1 / step,
  classLoss: 0,
  boxLoss: 0.1,
});

describe('parseLossPoints', () => {
  test('reads back what was written, to the last bit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({noNaN: true, noDefaultInfinity: true})), (losses) => {
        const points = losses.map((loss, index) => ({step: index + 1, loss: loss + 0, classLoss: 0.1, boxLoss: 0.2}));
        expect(parseLossPoints(formatLossPoints(points), Infinity)).toEqual(points);
      }),
    );
  });

  test('leaves out a torn line, repeated steps and steps past the checkpoint', () => {
    const text = formatLossPoints([1, 2, 3, 3, 2, 4, 5].map(point)) + '{"step":6,"lo';
    expect(parseLossPoints(text, 4)).toEqual([1, 2, 3, 4].map(point));
    expect(parseLossPoints(text, Infinity)).toEqual([1, 2, 3, 4, 5].map(point));
  });

  test('leaves out what is no point', () => {
    expect(parseLossPoints('null\n3\n{}\n\n', Infinity)).toEqual([]);
  });
});
