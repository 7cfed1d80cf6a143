import {readFileSync} from 'node:fs';
import {ShapeError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {assignTargets} from './assign-targets.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';
import {InvalidClassError} from './errors/invalid-class-error.ts';

type GoldenImage = {boxes: number[]; classes: number[]; matched: number[]; classTargets: number[]; boxTargets: number[]};
const golden = JSON.parse(readFileSync(new URL('../fixtures/multi-box.json', import.meta.url), 'utf8')) as {
  anchors: number[];
  images: GoldenImage[];
};

const ANCHORS = Float32Array.of(0, 0, 0.5, 1, 0.5, 0, 1, 1);

describe('assignTargets', () => {
  test('puts class, encoding and mask on the matched anchor, background on the other', () => {
    const targets = assignTargets(ANCHORS, {boxes: Float32Array.of(0.5, 0, 1, 0.5), classes: Int32Array.of(7)});
    expect([...targets.matches]).toEqual([-1, 0]);
    expect([...targets.classTargets]).toEqual([0, 7]);
    expect([...targets.boxMask]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    // Centre a quarter of an anchor to the left, half as wide.
    const expected = [0, 0, 0, 0, 0, -2.5, 0, -5 * Math.LN2];
    expect([...targets.boxTargets]).toEqual(expected.map((value) => expect.closeTo(value, 5) as number));
  });

  test('makes every anchor background when there is no truth', () => {
    const targets = assignTargets(ANCHORS, {boxes: new Float32Array(), classes: new Int32Array()});
    expect([...targets.classTargets]).toEqual([0, 0]);
    expect([...targets.boxMask, ...targets.boxTargets].every((value) => value === 0)).toBe(true);
  });

  test.each(golden.images)("agrees with MXNet's operator on $classes.length truths", (image) => {
    const anchors = Float32Array.from(golden.anchors);
    const targets = assignTargets(anchors, {boxes: Float32Array.from(image.boxes), classes: Int32Array.from(image.classes)});
    const matched = [...targets.matches.keys()].filter((j) => targets.matches[j] !== -1);
    expect(matched).toEqual(image.matched);
    expect(matched.map((j) => targets.classTargets[j])).toEqual(image.classTargets);
    const boxTargets = matched.flatMap((j) => [...targets.boxTargets.subarray(4 * j, 4 * j + 4)]);
    expect(boxTargets).toEqual(image.boxTargets.map((value) => expect.closeTo(value, 4) as number));
    expect(targets.boxMask.reduce((sum, value) => sum + value, 0)).toBe(4 * matched.length);
  });

  test('refuses class 0, a class too few, and NaN', () => {
    const boxes = Float32Array.of(0, 0, 1, 1);
    expect(() => assignTargets(ANCHORS, {boxes, classes: Int32Array.of(0)})).toThrow(InvalidClassError);
    expect(() => assignTargets(ANCHORS, {boxes, classes: new Int32Array()})).toThrow(ShapeError);
    expect(() => assignTargets(ANCHORS, {boxes: Float32Array.of(0, 0, NaN, 1), classes: Int32Array.of(1)})).toThrow(InvalidBoxError);
  });
});
