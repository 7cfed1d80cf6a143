import {checkOneOf} from './check-one-of.ts';

/**
 * A state of TensorFlow's Object Detection API, whose behaviour and schema changed over time. E1: November 2017 (TensorFlow 1.4, `train.py`). E2:
 * November 2018 (1.12, `model_main.py`), the one that most published models go with. E3: November 2019 (1.15), the last for TensorFlow 1.
 */
export type Revision = 'E1' | 'E2' | 'E3';

/** Oldest first. */
export const REVISIONS: readonly Revision[] = ['E1', 'E2', 'E3'];

/** What is meant where no revision is named. */
export const DEFAULT_REVISION: Revision = 'E2';

/** @throws OptionError for anything but a {@link Revision}. */
export function checkRevision(revision: Revision): Revision {
  return checkOneOf('revision', revision, REVISIONS);
}
