import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {placePlates} from './place-plates.ts';

const PICTURE = {height: 100, width: 200};
const PLATE = {width: 40, height: 12};

describe('placePlates', () => {
  test('puts a plate above its box where there is room', () => {
    expect(placePlates([{box: {x: 20, y: 30, width: 60, height: 50}, plate: PLATE}], PICTURE)).toEqual([{x: 20, y: 18, ...PLATE}]);
  });

  test('goes below a box at the top edge, and inside one that fills the picture', () => {
    expect(placePlates([{box: {x: 20, y: 4, width: 60, height: 50}, plate: PLATE}], PICTURE)).toEqual([{x: 20, y: 54, ...PLATE}]);
    expect(placePlates([{box: {x: 0, y: 0, width: 200, height: 100}, plate: PLATE}], PICTURE)).toEqual([{x: 0, y: 0, ...PLATE}]);
  });

  test('steps aside for a plate placed before', () => {
    const box = {x: 20, y: 30, width: 60, height: 30};
    const [first, second] = placePlates(
      [
        {box, plate: PLATE},
        {box, plate: PLATE},
      ],
      PICTURE,
    );
    expect(first).toEqual({x: 20, y: 18, ...PLATE});
    expect(second).toEqual({x: 20, y: 60, ...PLATE});
  });

  test('keeps every plate inside the picture', () => {
    const boxes = fc.array(
      fc.record({x: fc.nat(199), y: fc.nat(99), width: fc.integer({min: 1, max: 200}), height: fc.integer({min: 1, max: 100})}),
      {maxLength: 12},
    );
    fc.assert(
      fc.property(boxes, (list) => {
        for (const plate of placePlates(
          list.map((box) => ({box, plate: PLATE})),
          PICTURE,
        )) {
          expect(plate.x).toBeGreaterThanOrEqual(0);
          expect(plate.y).toBeGreaterThanOrEqual(0);
          expect(plate.x + plate.width).toBeLessThanOrEqual(PICTURE.width);
          expect(plate.y + plate.height).toBeLessThanOrEqual(PICTURE.height);
        }
      }),
    );
  });
});
