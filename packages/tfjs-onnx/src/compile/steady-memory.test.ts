import {expect, test} from 'vitest';
import {runChild} from '../../../../vitest.child.ts';

type Result = {mode: string; measures: readonly {step: number; resident: number; tensors: number}[]};

// V8 doubles its young generation once or twice early in any program's life, by up to 30 MB; held small, it does not hide what steps leave.
test('resident memory at step 500 is within 5 % of step 100, tensors are as many', {timeout: 120_000}, async () => {
  const {result} = await runChild(new URL('../../test/children/steady-memory.ts', import.meta.url), {node: ['--max-semi-space-size=1']});
  const {mode, measures} = result as Result;
  const [early, late] = measures;
  expect([mode, early?.step, late?.step]).toEqual(['compiled', 100, 500]);
  expect(late?.tensors).toBe(early?.tensors);
  expect((late?.resident as number) / (early?.resident as number)).toBeLessThan(1.05);
});
