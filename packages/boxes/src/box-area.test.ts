import {describe, expect, test} from 'vitest';
import {boxArea} from './box-area.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';

describe('boxArea', () => {
  test('multiplies height by width', () => {
    expect([...boxArea(Float32Array.of(0, 0, 0.5, 0.25, 0.25, 0.5, 0.25, 1))]).toEqual([0.125, 0]);
  });

  test('gives nothing for nothing', () => {
    expect(boxArea(new Float32Array()).length).toBe(0);
  });

  test('refuses NaN', () => {
    expect(() => boxArea(Float32Array.of(0, 0, NaN, 1))).toThrow(InvalidBoxError);
  });
});
