import {createRandom} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {SAMPLE_CLASSES} from '../classes.ts';
import {drawGroup} from '../group.ts';
import {renderLayer} from '../layer.ts';

const AT_ORIGIN = {x: 0, y: 0, scaleX: 1, scaleY: 1, turn: 0, slant: 0, mirrored: false};

describe.each(Object.values(SAMPLE_CLASSES))('$name', (sampleClass) => {
  test('fills its frame and does not leave it', async () => {
    for (let seed = 0; seed < 12; seed += 1) {
      const random = createRandom(seed * 7919);
      for (let skipped = 0; skipped < 8; skipped += 1) random.uniform();
      const drawing = sampleClass.draw(random, {light: seed % 2 === 0 ? -1 : 1}, 't');
      const layer = await renderLayer(drawing, AT_ORIGIN);
      expect(layer.left).toBeGreaterThanOrEqual(Math.floor(-drawing.width / 2));
      expect(layer.top).toBeGreaterThanOrEqual(Math.floor(-drawing.height / 2));
      expect(layer.left + layer.width).toBeLessThanOrEqual(Math.ceil(drawing.width / 2));
      expect(layer.top + layer.height).toBeLessThanOrEqual(Math.ceil(drawing.height / 2));
      expect(layer.width * layer.height).toBeGreaterThan(0.45 * drawing.width * drawing.height);
    }
  });
});

describe('drawGroup', () => {
  test('has more than five members', () => {
    for (const piled of [true, false]) {
      const group = drawGroup(createRandom(3), SAMPLE_CLASSES.Orange, {light: 1}, 'g', piled);
      expect(group.markup.match(/<g transform="translate\([^"]*rotate/g)?.length).toBeGreaterThan(5);
    }
  });
});
