import {TASK_INTS} from './task.ts';
import {TASK_NAMES, orderArguments} from './tasks.ts';
import type {TaskArguments, TaskName} from './tasks.ts';

/** Tasks to run one after another, on one thread. */
export class TaskList {
  /** The tasks as they lie in memory: `TASK_INTS` integers each, the function's number first. */
  readonly ints: number[] = [];

  get count(): number {
    return this.ints.length / TASK_INTS;
  }

  add<Name extends TaskName>(name: Name, values: TaskArguments<Name>): void {
    const ordered = orderArguments(name, values);
    this.ints.push(TASK_NAMES.indexOf(name), ...ordered);
    for (let padding = TASK_INTS - 1 - ordered.length; padding > 0; padding -= 1) this.ints.push(0);
  }
}
