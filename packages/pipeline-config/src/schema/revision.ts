import {REVISIONS} from '@oid/core';
import type {Revision} from '@oid/core';

/** True when revision `a` came before `b`. */
export function isBefore(a: Revision, b: Revision): boolean {
  return REVISIONS.indexOf(a) < REVISIONS.indexOf(b);
}
