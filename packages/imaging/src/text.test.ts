import {describe, expect, test} from 'vitest';
import {capHeight, fitText, measureText, textToSvg} from './text.ts';

const PLACE = {x: 0, y: 0, fontSize: 1024, fill: '#000000'};

describe('measureText', () => {
  test('adds up advances, in proportion to the size', () => {
    expect(measureText('H', 1024)).toBeGreaterThan(0);
    expect(measureText('HH', 20)).toBeCloseTo(2 * measureText('H', 20), 6);
    expect(measureText('HH', 40)).toBeCloseTo(2 * measureText('HH', 20), 6);
    expect(measureText('', 20)).toBe(0);
  });

  test('kerns', () => {
    expect(measureText('AV', 20)).toBeLessThan(measureText('A', 20) + measureText('V', 20));
  });
});

describe('capHeight', () => {
  test('is nearly three quarters of the font size', () => {
    expect(capHeight(1000)).toBeCloseTo(727.5, 0);
  });
});

describe('textToSvg', () => {
  test('draws one path a visible letter', () => {
    expect(textToSvg('a b', PLACE).match(/<path /g)).toHaveLength(2);
    expect(textToSvg('', PLACE)).toBe('');
  });

  test('has accents, Greek, Cyrillic and the ellipsis; composes before it looks a letter up', () => {
    const box = textToSvg('\u{1F600}', PLACE);
    for (const letter of 'éßŁžΩπЖя…') expect(textToSvg(letter, PLACE)).not.toBe(box);
    expect(textToSvg('e\u0301', PLACE)).toBe(textToSvg('é', PLACE));
  });

  test('cannot be broken by markup in a label', () => {
    expect(textToSvg('<script>&"', PLACE)).not.toContain('script');
  });
});

describe('fitText', () => {
  test('leaves a text that fits', () => {
    expect(fitText('Car', 10, 1000)).toBe('Car');
  });

  test('cuts a long text so that it fits with its ellipsis', () => {
    const fitted = fitText('Marine invertebrates', 10, 60);
    expect(fitted).toMatch(/^Marine.*…$/);
    expect(measureText(fitted, 10)).toBeLessThanOrEqual(60);
  });

  test('is empty where nothing fits', () => {
    expect(fitText('Car', 10, 1)).toBe('');
  });
});
