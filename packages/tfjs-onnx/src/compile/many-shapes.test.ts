import {expect, test} from 'vitest';
import {runChild} from '../../../../vitest.child.ts';

type Result = {mode: string; measures: {resident: number; graphs: number; sessions: number; tensors: number}[]};

// Some 670 MB here: 512 sessions with their threads, 8 graphs, the arrays of the last few shapes, and what the allocator keeps between them.
test('training on 50 shapes stays bounded: 8 graphs, 512 sessions, 800 MB', {timeout: 180_000}, async () => {
  const {result} = await runChild(new URL('../../test/children/many-shapes.ts', import.meta.url));
  const {mode, measures} = result as Result;
  expect(mode).toBe('compiled');
  expect(measures).toHaveLength(5);
  for (const {resident, graphs, sessions, tensors} of measures) {
    expect(graphs).toBeLessThanOrEqual(8);
    expect(sessions).toBeLessThanOrEqual(512);
    expect(tensors).toBe(measures[0]?.tensors);
    expect(resident).toBeLessThan(800e6);
  }
  const [, , thirty, , fifty] = measures.map(({resident}) => resident);
  expect((fifty as number) / (thirty as number)).toBeLessThan(1.35);
});
