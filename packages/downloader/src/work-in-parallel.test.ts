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
        const complete = await workInParallel(asynchronous ? later() : items(), parallel, undefined, async (item) => {
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

  test('stops at the first error, lets the others end, and throws it', async () => {
    const ended: number[] = [];
    const error = await errorOf(() =>
      workInParallel([0, 1, 2, 3, 4, 5], 2, undefined, async (item) => {
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
    expect(await errorOf(() => workInParallel(source, 2, undefined, tick))).toMatchObject({message: 'table'});
  });

  test('returns after an abort although the source hangs, and closes a source that does not', async () => {
    const controller = new AbortController();
    const hanging = {[Symbol.asyncIterator]: () => ({next: () => new Promise<never>(() => undefined)})};
    setImmediate(() => controller.abort());
    expect(await workInParallel(hanging, 3, controller.signal, tick)).toBe(false);
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
      await workInParallel(closing, 1, open.signal, async () => {
        open.abort();
      }),
    ).toBe(false);
    expect(closed).toBe(true);
  });
});
