import {describe, expect, test} from 'vitest';
import {webAssembly} from '../web-assembly.ts';
import {assembleModule} from './assemble-module.ts';
import {add, advance, below, call, get, int, loadFloat, loop, multiplyFloat, set, storeFloat, when} from './instructions.ts';
import type {FunctionSource} from './assemble-module.ts';
import type {Local} from './instructions.ts';

/** Multiplies the floats from one address to another by the float at a third. */
const scale: FunctionSource = {
  name: 'scale',
  parameters: ['i32', 'i32', 'i32'],
  body: ([from, to, factor], local) => {
    const value = local('f32');
    const pointer = from as Local;
    return [
      set(value, loadFloat(get(factor as Local))),
      loop(below(get(pointer), get(to as Local)), [
        storeFloat(get(pointer), multiplyFloat(loadFloat(get(pointer)), get(value))),
        advance(pointer, 4),
      ]),
    ];
  },
};

/** Calls the function above unless the range is empty. */
const scaleOne: FunctionSource = {
  name: 'scaleOne',
  parameters: ['i32', 'i32'],
  body: ([at, factor]) => [when(get(at as Local), call(0, get(at as Local), add(get(at as Local), int(4)), get(factor as Local)))],
};

describe.each([false, true])('assembleModule, shared memory %j', (shared) => {
  const memory = new webAssembly.Memory({initial: 1, maximum: 65_536, shared});
  const module = new webAssembly.Module(assembleModule([scale, scaleOne], shared));
  const {exports} = new webAssembly.Instance(module, {env: {memory}});
  const run = exports as Record<string, (...values: number[]) => void>;

  test('makes functions that work in the memory they are given', () => {
    const floats = new Float32Array(memory.buffer);
    floats.set([3, 1, 2, 4, 5]);
    run.scale?.(4, 16, 0);
    expect(Array.from(floats.subarray(0, 5))).toEqual([3, 3, 6, 12, 5]);
    run.scale?.(16, 16, 0);
    run.scaleOne?.(16, 0);
    run.scaleOne?.(0, 0);
    expect(Array.from(floats.subarray(0, 5))).toEqual([3, 3, 6, 12, 15]);
  });
});
