import {describe, expect, test} from 'vitest';
import {progressOf, remainingSeconds} from './budget.ts';

describe('progressOf', () => {
  test('takes the limit that is nearest', () => {
    expect(progressOf({totalSteps: 10, totalSeconds: undefined}, 5, 1e9)).toBe(0.5);
    expect(progressOf({totalSteps: undefined, totalSeconds: 60}, 1e9, 15)).toBe(0.25);
    expect(progressOf({totalSteps: 10, totalSeconds: 60}, 5, 45)).toBe(0.75);
  });

  test('is 1 when nothing is left or nothing was given', () => {
    expect(progressOf({totalSteps: 10, totalSeconds: undefined}, 12, 0)).toBe(1);
    expect(progressOf({totalSteps: undefined, totalSeconds: 0}, 0, 0)).toBe(1);
  });
});

describe('remainingSeconds', () => {
  test('multiplies the steps left, unless the time ends first', () => {
    expect(remainingSeconds({totalSteps: 10, totalSeconds: undefined}, 4, 3, 0.5)).toBe(3);
    expect(remainingSeconds({totalSteps: 10, totalSeconds: 5}, 4, 3, 0.5)).toBe(2);
    expect(remainingSeconds({totalSteps: undefined, totalSeconds: 5}, 4, 7, undefined)).toBe(0);
  });

  test('does not guess before a step was timed', () => {
    expect(remainingSeconds({totalSteps: 10, totalSeconds: undefined}, 0, 0, undefined)).toBeUndefined();
  });
});
