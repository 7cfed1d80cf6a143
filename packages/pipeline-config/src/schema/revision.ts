import {OptionError} from '@oid/core';

/**
 * A state of the Object Detection API: E1 of November 2017 (TensorFlow 1.4, `train.py`), E2 of November 2018 (1.12, `model_main.py`), E3 of
 * November 2019 (1.15).
 */
export type Revision = 'E1' | 'E2' | 'E3';

const REVISIONS: readonly string[] = ['E1', 'E2', 'E3'];

/** True when revision `a` came before `b`. */
export function isBefore(a: Revision, b: Revision): boolean {
  return REVISIONS.indexOf(a) < REVISIONS.indexOf(b);
}

/** @throws {@link OptionError} for anything but E1, E2 and E3. */
export function checkRevisionName(revision: Revision): Revision {
  if (!REVISIONS.includes(revision)) throw new OptionError('revision', revision, "'E1', 'E2' or 'E3'");
  return revision;
}
