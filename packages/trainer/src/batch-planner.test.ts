import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {BatchPlanner} from './batch-planner.ts';
import type {BatchPlan, OrderState} from './batch-planner.ts';

const take = (planner: BatchPlanner, batches: number): BatchPlan[] => Array.from({length: batches}, () => planner.next());
const sorted = (plans: readonly BatchPlan[]): number[] =>
  plans.flatMap(({entries}) => entries.map(({index}) => index)).sort((a, b) => a - b);

describe('BatchPlanner', () => {
  test('deals every record once an epoch, in another order each', () => {
    const plans = take(new BatchPlanner(8, {batchSize: 4, horizontalFlip: false, seed: 1}), 4);
    expect(plans.map(({epoch}) => epoch)).toEqual([1, 1, 2, 2]);
    const all = [0, 1, 2, 3, 4, 5, 6, 7];
    expect(sorted(plans.slice(0, 2))).toEqual(all);
    expect(sorted(plans.slice(2))).toEqual(all);
    expect(plans.slice(0, 2).map(({entries}) => entries)).not.toEqual(plans.slice(2).map(({entries}) => entries));
    expect(plans.every(({entries}) => entries.every(({flip}) => !flip))).toBe(true);
  });

  test('fills a batch across the end of an epoch', () => {
    const plans = take(new BatchPlanner(3, {batchSize: 2, horizontalFlip: false, seed: 1}), 3);
    expect(plans.map(({entries}) => entries.length)).toEqual([2, 2, 2]);
    expect(plans.map(({epoch}) => epoch)).toEqual([1, 1, 2]);
    expect(sorted(plans)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  test('flips about half of the pictures', () => {
    const plans = take(new BatchPlanner(10, {batchSize: 10, horizontalFlip: true, seed: 5}), 100);
    const flips = plans.flatMap(({entries}) => entries).filter(({flip}) => flip).length;
    expect(flips).toBeGreaterThan(400);
    expect(flips).toBeLessThan(600);
  });

  test('goes on from a state, through JSON, as if never stopped', () => {
    fc.assert(
      fc.property(
        fc.integer({min: 1, max: 9}),
        fc.integer({min: 1, max: 5}),
        fc.boolean(),
        fc.integer(),
        fc.nat(7),
        (count, batchSize, horizontalFlip, seed, stop) => {
          const options = {batchSize, horizontalFlip, seed};
          const whole = take(new BatchPlanner(count, options), stop + 6);
          const state = stop === 0 ? undefined : (JSON.parse(JSON.stringify(whole[stop - 1]?.after)) as OrderState);
          expect(take(new BatchPlanner(count, {...options, state}), 6)).toEqual(whole.slice(stop));
        },
      ),
    );
  });
});
