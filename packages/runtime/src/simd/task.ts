import {get, loadInt, set} from '../assembler/instructions.ts';
import type {FunctionSource} from '../assembler/assemble-module.ts';
import type {Code} from '../assembler/encode.ts';
import type {Local, ValueType} from '../assembler/instructions.ts';

export type MakeLocal = (type: ValueType) => Local;

/** The arguments of a task, by name. */
export type Fields<Names extends readonly string[]> = Readonly<Record<Names[number], Local>>;

/** 32-bit integers a task takes in a list: which function, then its arguments. */
export const TASK_INTS = 16;

/**
 * A function that takes one parameter: where in memory its arguments lie, one 32-bit integer each.
 * So any thread can be told to run any task by a number and an address.
 */
export function taskFunction<const Names extends readonly string[]>(
  name: string,
  names: Names,
  body: (fields: Fields<Names>, local: MakeLocal) => Code,
): FunctionSource {
  return {
    name,
    parameters: ['i32'],
    body: ([task], local) => {
      const fields = names.map((field, index) => {
        const variable = local('i32');
        return {field, variable, code: set(variable, loadInt(get(task as Local), index * 4))};
      });
      const byName = Object.fromEntries(fields.map(({field, variable}) => [field, variable])) as Fields<Names>;
      return [fields.map(({code}) => code), body(byName, local)];
    },
  };
}
