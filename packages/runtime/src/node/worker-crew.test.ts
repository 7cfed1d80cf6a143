import {describe, expect, test} from 'vitest';
import {TaskList} from '../simd/task-list.ts';
import {TaskRunner} from '../simd/task-runner.ts';
import {webAssembly} from '../web-assembly.ts';
import {createWorkerCrew} from './worker-crew.ts';
import type {EmscriptenHeap} from '../wasm-backend.ts';

const PERIOD = 16;

/** A heap that only ever gives more: enough to lay out tasks. */
function heapFrom(start: number): EmscriptenHeap {
  let next = start;
  return {
    HEAPU8: new Uint8Array(0),
    asm: {},
    _malloc: (bytes) => (next += bytes) - bytes,
    _free: () => {},
  };
}

describe('createWorkerCrew', () => {
  test('runs every list once, in batches, again and again', () => {
    const memory = new webAssembly.Memory({initial: 256, maximum: 65_536, shared: true});
    const rows = 300;
    const runner = new TaskRunner(heapFrom(4_000_000), memory, createWorkerCrew(3, memory));
    const values = new Float32Array(memory.buffer, 1024, rows * PERIOD).fill(1);
    new Float32Array(memory.buffer, 0, PERIOD).fill(2);
    new Float32Array(memory.buffer, 64, PERIOD).fill(-1);
    for (let times = 0; times < 50; times += 1) {
      const lists = Array.from({length: rows}, (_, row) => {
        const list = new TaskList();
        const x = 1024 + row * PERIOD * 4;
        list.add('affine', {x, y: x, end: x + PERIOD * 4, period: PERIOD * 4, scale: 0, offset: 64, relu: 0});
        return list;
      });
      runner.run(lists);
    }
    expect(runner.threads).toBe(3);
    expect(new Set(values)).toEqual(new Set([1])); // 2 · 1 − 1, fifty times over
    values.fill(2);
    const list = new TaskList();
    list.add('affine', {x: 1024, y: 1024, end: 1024 + 64, period: 64, scale: 0, offset: 64, relu: 0});
    runner.run([list, new TaskList()]);
    expect(Array.from(values.subarray(14, 18))).toEqual([3, 3, 2, 2]);
  });
});
