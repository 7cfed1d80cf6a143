import {TASK_INTS} from './task.ts';
import {TASK_NAMES, assembleTasks} from './tasks.ts';
import {allocate, release} from '../wasm-backend.ts';
import {webAssembly} from '../web-assembly.ts';
import type {TaskList} from './task-list.ts';
import type {EmscriptenHeap} from '../wasm-backend.ts';
import type {WasmMemory, WasmModule} from '../web-assembly.ts';

/** Other threads that share the memory. */
export type Crew = {
  /** Threads at work, the calling one included. */
  readonly threads: number;
  readonly memory: WasmMemory;
  /** Gets the module that every thread is to run; called once, before the first {@link Crew.run}. */
  join(module: WasmModule): void;
  /**
   * Runs list `i` of `lists` exactly once, on any thread; `runHere` runs one on the calling thread. Returns when all are done.
   * A list is given as the address and the count of its tasks.
   */
  run(lists: readonly (readonly [address: number, count: number])[], runHere: (address: number, count: number) => void): void;
};

type Task = (address: number) => void;

/** Runs task lists against a wasm backend's heap, on the calling thread and on a crew's where there is one. */
export class TaskRunner {
  readonly threads: number;
  readonly #heap: EmscriptenHeap;
  readonly #memory: WasmMemory;
  readonly #crew: Crew | undefined;
  readonly #tasks: readonly Task[];
  #address = 0;
  #capacity = 0;

  constructor(heap: EmscriptenHeap, memory: WasmMemory, crew?: Crew) {
    this.#heap = heap;
    this.#memory = memory;
    this.#crew = crew;
    this.threads = crew?.threads ?? 1;
    const module = new webAssembly.Module(assembleTasks(crew !== undefined));
    const {exports} = new webAssembly.Instance(module, {env: {memory}});
    this.#tasks = TASK_NAMES.map((name) => exports[name] as Task);
    crew?.join(module);
  }

  /** Runs every list; lists may run at the same time and in any order, a list's own tasks run in order. */
  run(lists: readonly TaskList[]): void {
    const ints = lists.reduce((sum, list) => sum + list.ints.length, 0);
    this.#reserve(ints);
    const memory = new Int32Array(this.#memory.buffer, this.#address, ints);
    let at = 0;
    const placed = lists.map((list): readonly [number, number] => {
      memory.set(list.ints, at);
      const address = this.#address + at * 4;
      at += list.ints.length;
      return [address, list.count];
    });
    if (this.#crew === undefined || placed.length === 1) for (const [address, count] of placed) this.#runHere(address, count);
    else this.#crew.run(placed, (address, count) => this.#runHere(address, count));
  }

  #runHere(address: number, count: number): void {
    const numbers = new Int32Array(this.#memory.buffer, address, count * TASK_INTS);
    for (let i = 0; i < count; i += 1) (this.#tasks[numbers[i * TASK_INTS] as number] as Task)(address + (i * TASK_INTS + 1) * 4);
  }

  #reserve(ints: number): void {
    if (ints <= this.#capacity) return;
    if (this.#capacity > 0) release(this.#heap, this.#address);
    this.#capacity = Math.max(1024, ints * 2);
    this.#address = allocate(this.#heap, this.#capacity * 4);
  }
}
