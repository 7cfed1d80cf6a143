import {RELATIONSHIPS} from './columns.ts';
import {inFolder} from './define-release.ts';
import type {Draft} from './define-release.ts';

/** Used by V4 and V5 as it is; apart from the challenge, which in turn uses tables of V4. */
export const CHALLENGE_2018_TRAIN_RELATIONSHIPS: Draft = inFolder('challenge_2018')(
  'relationships',
  'train',
  'train/challenge-2018-train-vrd.csv',
  {columns: RELATIONSHIPS},
);
