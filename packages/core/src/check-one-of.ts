import {OptionError} from './errors/option-error.ts';
import {nearestName} from './nearest-name.ts';

/**
 * Returns `value` when it is one of the words that an option knows.
 *
 * @param option - the option's name, as the caller wrote it.
 * @throws {@link OptionError} otherwise, naming the word that is most like it.
 */
export function checkOneOf<T extends string>(option: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  const nearest = typeof value === 'string' ? nearestName(value, allowed) : undefined;
  throw new OptionError(option, value, `one of ${allowed.join(', ')}${nearest === undefined ? '' : ` (nearest: ${nearest})`}`);
}
