import {describe, expect, test} from 'vitest';
import {createRandom, restoreRandom} from './random.ts';

describe('createRandom', () => {
  test('gives the same numbers for the same seed, others for another', () => {
    const draw = (seed: number): number[] => Array.from({length: 5}, createRandom(seed).uniform);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('draws integers below the bound, each about equally often', () => {
    const random = createRandom(1);
    const counts = [0, 0, 0];
    for (let draw = 0; draw < 3000; draw += 1) counts[random.integer(3)] = (counts[random.integer(3)] ?? 0) + 1;
    for (const count of counts) expect(count).toBeGreaterThan(800);
    expect(() => random.integer(0)).toThrow('Option bound is 0');
  });

  test('draws normal numbers of mean 0 and deviation 1', () => {
    const random = createRandom(2);
    const values = Array.from({length: 20_000}, random.normal);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });

  test('shuffles a copy that holds the same items', () => {
    const items = Array.from({length: 50}, (_, index) => index);
    const shuffled = createRandom(3).shuffle(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  });
});

describe('restoreRandom', () => {
  test('goes on where the saved generator stood, also through JSON', () => {
    const random = createRandom(11);
    random.shuffle([1, 2, 3, 4]);
    const state = JSON.parse(JSON.stringify(random.state())) as number[];
    const expected = [random.uniform(), random.integer(1000), random.normal()];
    const restored = restoreRandom(state);
    expect([restored.uniform(), restored.integer(1000), restored.normal()]).toEqual(expected);
  });
});
