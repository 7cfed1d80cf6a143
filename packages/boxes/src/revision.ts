import {nearestName, OptionError} from '@oid/core';

/**
 * Whose behaviour is reproduced where it changed over time: E1 is the Object Detection API of November 2017 (`train.py`), E2 that of
 * November 2018 (`model_main.py`), E3 that of November 2019.
 */
export type Revision = 'E1' | 'E2' | 'E3';

export const DEFAULT_REVISION: Revision = 'E2';

const REVISIONS: readonly string[] = ['E1', 'E2', 'E3'];

/** Fills in and checks a revision; OptionError for any other. */
export function resolveRevision(revision: Revision | undefined): Revision {
  const value = revision ?? DEFAULT_REVISION;
  if (!REVISIONS.includes(value)) {
    throw new OptionError('revision', value, `E1, E2 or E3 (nearest: ${nearestName(value, REVISIONS) ?? DEFAULT_REVISION})`);
  }
  return value;
}
