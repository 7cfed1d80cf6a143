import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {errorOf} from '../test/photos.ts';
import {workInParallel} from './work-in-parallel.ts';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('workInParallel', () => {
  test('works on every item once, never on more than allowed at a time, and takes none early', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.integer({min: 1, max: 8}), fc.boolean(), async (count, parallel, asynchronous) => {
        let [taken, busy, most] = [0, 0, 0];
        const done: number[] = [];
        function* items(): Generator<number> {
          for (; taken < count; taken += 1) yield taken;
        }
        async function* later(): AsyncGenerator<number> {
          yield* items();
        }
        const complete = await workInParallel(asynchronous ? later() : items(), {parallel}, async (item) => {
          busy += 1;
          most = Math.max(most, busy);
          expect(taken - done.length).toBeLessThanOrEqual(parallel + 1);
          await tick();
          busy -= 1;
          done.push(item);
        });
        expect(complete).toBe(true);
        expect(done.sort((a, b) => a - b)).toEqual(Array.from({length: count}, (_, n) => n));
        expect(most).toBeLessThanOrEqual(parallel);
      }),
      {numRuns: 40},
    );
  });

  test('while some wait, works on others, and takes no more than may wait', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.integer({min: 1, max: 4}), fc.nat(6), async (count, parallel, waiting) => {
        let [taken, busy, most, ahead] = [0, 0, 0, 0];
        const done: number[] = [];
        function* items(): Generator<number> {
          for (; taken < count; taken += 1) yield taken;
        }
        let release = (): void => undefined;
        const gate = new Promise<void>((resolve) => (release = resolve));
        const work = async (item: number, lend: (wait: () => Promise<unknown>) => Promise<void>): Promise<void> => {
          const busily = async (): Promise<void> => {
            most = Math.max(most, (busy += 1));
            await tick();
            busy -= 1;
          };
          await busily();
          ahead = Math.max(ahead, taken + 1 - done.length);
          // Every other item waits for the last that can be reached.
          if (item >= waiting || item === count - 1) release();
          if (item % 2 === 0) await lend(() => gate);
          await busily();
          done.push(item);
        };
        expect(await workInParallel(items(), {parallel, waiting}, (item, {lend}) => work(item, lend))).toBe(true);
        expect(done.sort((a, b) => a - b)).toEqual(Array.from({length: count}, (_, n) => n));
        expect(most).toBeLessThanOrEqual(parallel);
        expect(ahead).toBeLessThanOrEqual(parallel + waiting);
      }),
      {numRuns: 40},
    );
  });

  test('what waits when an item fails goes no further', async () => {
    const later: number[] = [];
    const error = await errorOf(() =>
      workInParallel([0, 1], {parallel: 1, waiting: 1}, async (item, {lend}) => {
        if (item === 1) throw new RangeError('broken');
        await lend(tick);
        later.push(item);
      }),
    );
    expect(error).toMatchObject({message: 'broken'});
    expect(later).toEqual([]);
  });

  test('stops at the first error, lets the others end, and throws it', async () => {
    const ended: number[] = [];
    const error = await errorOf(() =>
      workInParallel([0, 1, 2, 3, 4, 5], {parallel: 2}, async (item) => {
        await tick();
        if (item === 0) throw new RangeError('broken');
        await tick();
        ended.push(item);
      }),
    );
    expect(error).toMatchObject({name: 'RangeError', message: 'broken'});
    expect(ended).toEqual([1]);
  });

  test('throws what the source throws', async () => {
    const source = (async function* () {
      yield 1;
      throw new RangeError('table');
    })();
    expect(await errorOf(() => workInParallel(source, {parallel: 2}, tick))).toMatchObject({message: 'table'});
  });

  test('returns after an abort although the source hangs, and closes a source that does not', async () => {
    const controller = new AbortController();
    const hanging = {[Symbol.asyncIterator]: () => ({next: () => new Promise<never>(() => undefined)})};
    setImmediate(() => controller.abort());
    expect(await workInParallel(hanging, {parallel: 3, signal: controller.signal}, tick)).toBe(false);
    let closed = false;
    const closing = (function* () {
      try {
        for (;;) yield 1;
      } finally {
        closed = true;
      }
    })();
    const open = new AbortController();
    expect(
      await workInParallel(closing, {parallel: 1, signal: open.signal}, async () => {
        open.abort();
      }),
    ).toBe(false);
    expect(closed).toBe(true);
  });
});
