import type {TaskRunner} from './task-runner.ts';

/** Below this many floats a second thread costs more than it saves. */
const FEW_FLOATS = 32_768;

/** Splits `rows` rows of `floats` floats together into ranges, ends excluded, for lists that the runner's threads claim. No rows, no ranges. */
export function splitRows(rows: number, floats: number, {threads}: TaskRunner): {from: number; to: number}[] {
  const parts = threads === 1 || floats < FEW_FLOATS ? Math.min(1, rows) : Math.min(rows, threads * 4);
  const start = (part: number): number => Math.floor((part * rows) / parts);
  return Array.from({length: parts}, (_, part) => ({from: start(part), to: start(part + 1)}));
}
