import {TaskRunner} from './task-runner.ts';
import {WasmMemoryError} from '../errors/wasm-memory-error.ts';
import {webAssembly} from '../web-assembly.ts';
import type {Crew} from './task-runner.ts';
import type {EmscriptenHeap, WasmBackend} from '../wasm-backend.ts';

const runners = new WeakMap<EmscriptenHeap, TaskRunner>();

/** The task runner of a backend's heap, made at first use: on the calling thread alone, unless {@link attachCrew} came before. */
export function runnerOf(backend: WasmBackend): TaskRunner {
  const known = runners.get(backend.wasm);
  if (known !== undefined) return known;
  const memory = Object.values(backend.wasm.asm).find((value) => value instanceof webAssembly.Memory);
  if (memory === undefined) throw new WasmMemoryError();
  const runner = new TaskRunner(backend.wasm, memory);
  runners.set(backend.wasm, runner);
  return runner;
}

/** Lets a crew that shares the heap's memory take part. */
export function attachCrew(backend: WasmBackend, crew: Crew): void {
  runners.set(backend.wasm, new TaskRunner(backend.wasm, crew.memory, crew));
}
