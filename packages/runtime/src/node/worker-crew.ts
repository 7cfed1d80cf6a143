import {Worker} from 'node:worker_threads';
import {TASK_INTS} from '../simd/task.ts';
import {TASK_NAMES} from '../simd/tasks.ts';
import {CrewError} from '../errors/crew-error.ts';
import type {Crew} from '../simd/task-runner.ts';
import type {WasmMemory} from '../web-assembly.ts';

/** Lists one call may have. */
const MOST_LISTS = 256;
/** No list is left to claim. */
const NONE = 1 << 30;
/** Looks at a shared number before going to sleep over it: some tens of microseconds. */
const SPINS = 5000;

/** Where things lie in the control block, in 32-bit integers. */
const CALLS = 0;
const NEXT = 1;
const COUNT = 2;
const DONE = 3;
const FAILED = 4;
const LISTS = 5;

/**
 * Threads of `node:worker_threads` that sleep until there are task lists, and claim them one by one, as the calling thread does too:
 * a thread that comes late leaves more to the others. They do not keep the process alive.
 *
 * @param threads - the calling one included.
 * @param memory - shared.
 */
export function createWorkerCrew(threads: number, memory: WasmMemory): Crew {
  const control = new Int32Array(new SharedArrayBuffer((LISTS + 2 * MOST_LISTS) * 4));
  Atomics.store(control, NEXT, NONE);
  return {
    threads,
    memory,
    join(module) {
      for (let i = 1; i < threads; i += 1) {
        const workerData = {module, memory, control, names: TASK_NAMES, taskInts: TASK_INTS, spins: SPINS};
        new Worker(WORKER, {eval: true, workerData}).unref();
      }
    },
    run(lists, runHere) {
      for (let at = 0; at < lists.length; at += MOST_LISTS) runBatch(control, lists.slice(at, at + MOST_LISTS), runHere);
    },
  };
}

function runBatch(
  control: Int32Array,
  lists: readonly (readonly [address: number, count: number])[],
  runHere: (address: number, count: number) => void,
): void {
  lists.forEach(([address, count], i) => {
    control[LISTS + 2 * i] = address;
    control[LISTS + 2 * i + 1] = count;
  });
  Atomics.store(control, DONE, 0);
  Atomics.store(control, COUNT, lists.length);
  Atomics.store(control, NEXT, 0);
  Atomics.add(control, CALLS, 1);
  Atomics.notify(control, CALLS);
  for (let i = Atomics.add(control, NEXT, 1); i < lists.length; i = Atomics.add(control, NEXT, 1)) {
    const [address, count] = lists[i] as readonly [number, number];
    runHere(address, count);
    Atomics.add(control, DONE, 1);
  }
  let spins = 0;
  for (let done = Atomics.load(control, DONE); done < lists.length; done = Atomics.load(control, DONE)) {
    spins += 1;
    if (spins > SPINS) Atomics.wait(control, DONE, done, 1000);
  }
  Atomics.store(control, NEXT, NONE);
  if (Atomics.load(control, FAILED) !== 0) throw new CrewError();
}

const WORKER = `
const {module, memory, control, names, taskInts, spins} = require('node:worker_threads').workerData;
const {exports} = new WebAssembly.Instance(module, {env: {memory}});
const tasks = names.map((name) => exports[name]);
for (let seen = 0; ; ) {
  let calls = Atomics.load(control, ${CALLS});
  for (let i = 0; calls === seen && i < spins; i += 1) calls = Atomics.load(control, ${CALLS});
  if (calls === seen) {
    Atomics.wait(control, ${CALLS}, seen);
    continue;
  }
  seen = calls;
  for (;;) {
    const list = Atomics.add(control, ${NEXT}, 1);
    if (list >= Atomics.load(control, ${COUNT})) break;
    try {
      const address = control[${LISTS} + 2 * list] >>> 0;
      const count = control[${LISTS} + 2 * list + 1];
      const numbers = new Int32Array(memory.buffer, address, count * taskInts);
      for (let i = 0; i < count; i += 1) tasks[numbers[i * taskInts]](address + (i * taskInts + 1) * 4);
    } catch {
      Atomics.store(control, ${FAILED}, 1);
    }
    Atomics.add(control, ${DONE}, 1);
    Atomics.notify(control, ${DONE});
  }
}
`;
