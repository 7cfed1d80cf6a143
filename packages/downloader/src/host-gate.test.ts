import {describe, expect, test} from 'vitest';
import {errorOf} from '../test/photos.ts';
import {HostGate} from './host-gate.ts';
import type {GateWaits} from './host-gate.ts';
import {Pace} from './pace.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const NO_WAITS: GateWaits = {lend: (wait) => wait(), sleep: async () => undefined};

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
  return {gate, waits, now, pass: (work = async () => undefined) => gate.pass(work, overall, {...NO_WAITS, sleep})};
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

  test('sits out a pause that begins while it waits for the pace', async () => {
    const {gate, waits} = gateOf(4, 10);
    await gate.pass(async () => undefined, new Pace(Infinity), NO_WAITS);
    const sleep = async (ms: number): Promise<void> => {
      if (waits.push(ms) === 1) gate.pause(5000);
    };
    await gate.pass(async () => undefined, new Pace(Infinity), {...NO_WAITS, sleep});
    expect(waits).toEqual([100, 5000]);
  });

  test('what stands in line when the run stops never begins', async () => {
    const {gate} = gateOf(1);
    const begun: number[] = [];
    let end = (): void => undefined;
    let stopped = false;
    const lend = async (wait: () => Promise<unknown>): Promise<void> => {
      await wait();
      if (stopped) throw new RangeError('enough');
    };
    const passing = [0, 1, 2].map((n) =>
      gate.pass(
        () => {
          begun.push(n);
          return new Promise<void>((resolve) => (end = resolve));
        },
        new Pace(Infinity),
        {...NO_WAITS, lend},
      ),
    );
    await settled();
    stopped = true;
    end();
    expect((await Promise.allSettled(passing)).map(({status}) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(begun).toEqual([0]);
  });

  test('an error frees the way', async () => {
    const {pass} = gateOf(1);
    expect(await errorOf(() => pass(() => Promise.reject(new RangeError('no'))))).toBeInstanceOf(RangeError);
    expect(await pass(async () => 7)).toBe(7);
  });
});
