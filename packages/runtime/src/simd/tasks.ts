import {AFFINE_FIELDS, MASKED_AFFINE_FIELDS, affineBody, maskedAffineBody} from './column-maps.ts';
import {MASKED_SUMS_FIELDS, MOMENTS_FIELDS, maskedSumsBody, momentsBody} from './column-sums.ts';
import {MAX_POOL_GRADIENT_FIELDS, maxPoolGradientBody} from './max-pool-gradient.ts';
import {OUTER_PRODUCT_FIELDS, OUTER_PRODUCT_TILES, outerProductBody} from './outer-product.ts';
import {taskFunction} from './task.ts';
import {assembleModule} from '../assembler/assemble-module.ts';

type FieldsOf = {
  readonly outerProduct: typeof OUTER_PRODUCT_FIELDS;
  readonly moments: typeof MOMENTS_FIELDS;
  readonly maskedSums: typeof MASKED_SUMS_FIELDS;
  readonly affine: typeof AFFINE_FIELDS;
  readonly maskedAffine: typeof MASKED_AFFINE_FIELDS;
  readonly maxPoolGradient: typeof MAX_POOL_GRADIENT_FIELDS;
};

const FIELDS: FieldsOf = {
  outerProduct: OUTER_PRODUCT_FIELDS,
  moments: MOMENTS_FIELDS,
  maskedSums: MASKED_SUMS_FIELDS,
  affine: AFFINE_FIELDS,
  maskedAffine: MASKED_AFFINE_FIELDS,
  maxPoolGradient: MAX_POOL_GRADIENT_FIELDS,
};

const TASKS = [
  taskFunction('outerProduct', FIELDS.outerProduct, outerProductBody),
  taskFunction('moments', FIELDS.moments, momentsBody),
  taskFunction('maskedSums', FIELDS.maskedSums, maskedSumsBody),
  taskFunction('affine', FIELDS.affine, affineBody),
  taskFunction('maskedAffine', FIELDS.maskedAffine, maskedAffineBody),
  taskFunction('maxPoolGradient', FIELDS.maxPoolGradient, maxPoolGradientBody),
];

export type TaskName = keyof FieldsOf;

/** The arguments of one task: byte addresses and counts. */
export type TaskArguments<Name extends TaskName> = Readonly<Record<FieldsOf[Name][number], number>>;

/** The functions that a task list may name, in the order of their numbers. */
export const TASK_NAMES: readonly TaskName[] = TASKS.map(({name}) => name as TaskName);

/** The arguments in the order in which the function reads them. */
export function orderArguments<Name extends TaskName>(name: Name, values: TaskArguments<Name>): number[] {
  return (FIELDS[name] as readonly (keyof TaskArguments<Name>)[]).map((field) => values[field]);
}

/** The module with every task, for a memory that is shared between threads or not. */
export function assembleTasks(shared: boolean): Uint8Array<ArrayBuffer> {
  return assembleModule([...OUTER_PRODUCT_TILES, ...TASKS], shared);
}
