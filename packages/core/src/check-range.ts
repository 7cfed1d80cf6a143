import {OptionError} from './errors/option-error.ts';

/** Bounds for {@link checkRange}; both ends are allowed values. */
export type Range = {min?: number | undefined; max?: number | undefined; integer?: boolean | undefined};

/**
 * Returns `value` when it lies in the range. `NaN` never does; infinity does only where no bound forbids it.
 *
 * @param option - the option's name, as the caller wrote it.
 * @throws {@link OptionError} otherwise.
 */
export function checkRange(option: string, value: number, {min = -Infinity, max = Infinity, integer = false}: Range): number {
  if (typeof value === 'number' && value >= min && value <= max && (!integer || Number.isInteger(value))) return value;
  const bounds =
    min === -Infinity
      ? max === Infinity
        ? ''
        : ` of at most ${max}`
      : max === Infinity
        ? ` of at least ${min}`
        : ` between ${min} and ${max}`;
  throw new OptionError(option, value, `${integer ? 'an integer' : 'a number'}${bounds}`);
}
