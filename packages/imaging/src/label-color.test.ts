import {describe, expect, test} from 'vitest';
import {inkOn, labelColor, labelColors} from './label-color.ts';
import {oklchToHex, relativeLuminance} from './oklch.ts';

const LABELS = ['Car', 'Bus', 'Boat', 'Apple', 'Banana', 'Orange', 'Tree', 'House', 'Person', 'Dog', 'Cat', 'Chair'];

describe('labelColor', () => {
  test('depends on the text alone', () => {
    expect(labelColor('Car')).toBe(labelColor(['C', 'ar'].join('')));
    expect(labelColor('Car')).toMatch(/^#[0-9a-f]{6}$/);
    expect(new Set(LABELS.slice(0, 6).map(labelColor)).size).toBe(6);
    expect(labelColor('')).toMatch(/^#[0-9a-f]{6}$/);
  });
});

describe('labelColors', () => {
  test('gives every label its own colour, whatever repeats', () => {
    const colors = labelColors([...LABELS, 'Car']);
    expect([...colors.keys()]).toEqual(LABELS);
    expect(new Set(colors.values()).size).toBe(LABELS.length);
  });

  test('gives an empty list an empty map', () => {
    expect(labelColors([]).size).toBe(0);
  });
});

describe('inkOn', () => {
  test('picks black on yellow and white on navy', () => {
    expect(inkOn('#ffff00')).toBe('#000000');
    expect(inkOn('#000080')).toBe('#ffffff');
  });

  test('reads at a contrast of 4.5 or more on every label colour', () => {
    for (const color of [...labelColors(LABELS).values(), ...LABELS.map(labelColor)]) {
      const luminance = relativeLuminance(color);
      const contrast = inkOn(color) === '#ffffff' ? 1.05 / (luminance + 0.05) : (luminance + 0.05) / 0.05;
      expect(contrast).toBeGreaterThan(4.5);
    }
  });
});

describe('oklchToHex', () => {
  test('meets known colours', () => {
    expect(oklchToHex(1, 0, 0)).toBe('#ffffff');
    expect(oklchToHex(0, 0, 0)).toBe('#000000');
    expect(oklchToHex(0.627955, 0.257683, 29.234)).toBe('#ff0000');
  });
});
