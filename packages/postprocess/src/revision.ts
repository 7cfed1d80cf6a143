import {OptionError} from '@oid/core';

/**
 * A state of TensorFlow's Object Detection API. E1: November 2017. E2: November 2018, the one that most published models go with.
 * E3: November 2019, the last for TensorFlow 1.
 */
export type Revision = 'E1' | 'E2' | 'E3';

const REVISIONS: readonly Revision[] = ['E1', 'E2', 'E3'];

/** @throws OptionError for anything but a {@link Revision}. */
export function checkRevision(revision: Revision): Revision {
  return checkOneOf('revision', revision, REVISIONS);
}

/** @throws OptionError unless `value` is one of `allowed`. */
export function checkOneOf<T extends string>(option: string, value: T, allowed: readonly T[]): T {
  if (!allowed.includes(value)) throw new OptionError(option, value, `one of ${allowed.join(', ')}`);
  return value;
}
