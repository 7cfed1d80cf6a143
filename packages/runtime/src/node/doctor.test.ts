import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {NotStartableError} from '../errors/not-startable-error.ts';
import type {BackendCandidate} from './backends/backend-candidate.ts';
import {cpuCandidate} from './backends/cpu.ts';
import {doctor, examine} from './doctor.ts';

const absent: BackendCandidate = {
  name: 'fast',
  packages: ['@oid/no-such-package'],
  gpu: true,
  remedy: 'Install it.',
  start: () => Promise.reject(new Error('@oid/no-such-package is not installed')),
};
const driverless: BackendCandidate = {
  ...absent,
  start: () => Promise.reject(new NotStartableError({reason: 'no adapter', remedy: 'Install a driver.'})),
};

describe('doctor', () => {
  test('tells what starts, and what to do about the rest', async () => {
    const report = await examine([absent, driverless, cpuCandidate]);
    expect(report.chosen).toBe('cpu');
    expect(report.system).toContain(`Node ${process.versions.node} on ${process.platform}-${process.arch}`);
    const {device, packages} = report.candidates[2] as {device: string; packages: string[]};
    expect(packages[0]).toMatch(/^@tensorflow\/tfjs-backend-cpu 4\./);
    expect(report.text).toBe(
      `${report.system}
- fast       @oid/no-such-package: @oid/no-such-package is not installed
             Install it.
- fast       @oid/no-such-package: no adapter
             Install a driver.
+ cpu        ${packages[0]}: ${device}, 1 thread
Chosen: cpu
`,
    );
  });

  test('leaves the backend in use as it was', async () => {
    await tf.setBackend('cpu');
    const report = await doctor();
    expect(tf.getBackend()).toBe('cpu');
    expect(report.candidates.map(({backend}) => backend)).toEqual(['tensorflow', 'webgpu', 'tensorflow', 'onnx', 'wasm', 'cpu']);
    expect(report.candidates.find(({backend}) => backend === 'onnx')).toMatchObject({starts: true, compiles: true});
  });
});
