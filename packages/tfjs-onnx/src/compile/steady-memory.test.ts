import {expect, test} from 'vitest';
import {runChild} from '../../../../vitest.child.ts';

type Measure = {step: number; resident: number; numTensors: number; numDataBuffers: number; numBytes: number};

// V8 doubles its young generation once or twice early in any program's life, by up to 30 MB; held small, it does not hide what steps leave.
test.each(['compiled', 'eager'])(
  '%s: resident memory at step 500 is within 5 % of step 100, tensors are as many and as large',
  {timeout: 120_000},
  async (mode) => {
    const program = new URL('../../test/children/steady-memory.ts', import.meta.url);
    const {result} = await runChild(program, {node: ['--max-semi-space-size=1'], args: [mode]});
    const {mode: found, measures} = result as {mode: string; measures: Measure[]};
    const [early, late] = measures as [Measure, Measure];
    expect([found, early.step, late.step]).toEqual([mode === 'compiled' ? 'compiled' : 'untraced', 100, 500]);
    const {numTensors, numDataBuffers, numBytes} = early;
    expect(late).toMatchObject({numTensors, numDataBuffers, numBytes});
    expect(late.resident / early.resident).toBeLessThan(1.05);
  },
);
