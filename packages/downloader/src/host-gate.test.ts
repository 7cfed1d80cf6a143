import {describe, expect, test} from 'vitest';
import {errorOf} from '../test/photos.ts';
import {HostGate} from './host-gate.ts';
import {Pace} from './pace.ts';

/** A gate on a clock that moves only when someone sleeps. */
function gateOf(
  connections: number,
  ratePerSecond = Infinity,
): {
  gate: HostGate;
  pass: (work?: () => Promise<unknown>) => Promise<unknown>;
  waits: number[];
  now: () => number;
} {
  let time = 1_000_000;
  const waits: number[] = [];
  const now = (): number => time;
  const gate = new HostGate('host', {connections, ratePerSecond, longestRetryAfterMs: 60_000}, now);
  const overall = new Pace(Infinity);
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
    time += ms;
  };
  return {gate, waits, now, pass: (work = async () => undefined) => gate.pass(work, overall, sleep)};
}

describe('HostGate', () => {
  test('lets so many pass at once, in the order in which they came', async () => {
    const {pass} = gateOf(2);
    const order: number[] = [];
    const ends: (() => void)[] = [];
    const passing = [0, 1, 2, 3].map((n) =>
      pass(() => {
        order.push(n);
        return new Promise<void>((resolve) => ends.push(resolve));
      }),
    );
    const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    await settled();
    expect(order).toEqual([0, 1]);
    ends[1]?.();
    await settled();
    expect(order).toEqual([0, 1, 2]);
    for (let n = 0; n < 4; n += 1) {
      ends[n]?.();
      await settled();
    }
    await Promise.all(passing);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  test('spaces requests by the rate', async () => {
    const {pass, waits} = gateOf(8, 10);
    for (let n = 0; n < 4; n += 1) await pass();
    expect(waits).toEqual([100, 100, 100]);
  });

  test('halves the window once for all that were under way, and widens it by one a round', () => {
    const {gate, now} = gateOf(16);
    const before = now();
    gate.slowDown(before);
    gate.slowDown(before - 5);
    gate.slowDown(before - 1);
    expect(gate.window).toBe(8);
    for (let n = 0; n < 8; n += 1) gate.speedUp();
    expect(gate.window).toBeGreaterThan(8.9);
    expect(gate.window).toBeLessThan(9.01);
    for (let n = 0; n < 1000; n += 1) gate.speedUp();
    expect(gate.window).toBe(16);
  });

  test('below one, waits between requests, and comes back', async () => {
    const {gate, pass, waits, now} = gateOf(1);
    gate.slowDown(now());
    gate.slowDown(now());
    expect(gate.window).toBe(0.25);
    await pass();
    await pass();
    // A request takes 50 ms at least, and a quarter of the time is allowed.
    expect(waits).toEqual([150]);
    for (let n = 0; n < 20; n += 1) gate.speedUp();
    expect(gate.window).toBe(1);
    for (let n = 0; n < 100; n += 1) gate.slowDown(now());
    expect(gate.window).toBe(1 / 16);
  });

  test('sits out a pause, and one that is prolonged meanwhile, but none that is too long', async () => {
    const {gate, pass, waits} = gateOf(4);
    gate.pause(5000);
    gate.pause(2000);
    await pass();
    expect(waits).toEqual([5000]);
    gate.pause(60_001);
    expect(await errorOf(() => pass())).toMatchObject({
      detail: {reason: 'throttled'},
      message: 'host asked to be left alone for another 61 s',
    });
  });

  test('an error frees the way', async () => {
    const {pass} = gateOf(1);
    expect(await errorOf(() => pass(() => Promise.reject(new RangeError('no'))))).toBeInstanceOf(RangeError);
    expect(await pass(async () => 7)).toBe(7);
  });
});
