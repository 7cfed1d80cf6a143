import {setImmediate} from 'node:timers/promises';

/** Does work that can pause without pausing. */
export function finish<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
  }
}

/**
 * Does work that can pause, and lets the event loop go round at every pause.
 *
 * @param goOn - asked before each turn but the first; false ends the work.
 * @returns the result, or undefined if it was ended.
 * @throws the signal's reason once it is aborted.
 */
export async function finishInTurns<Result>(
  work: Generator<void, Result>,
  goOn: () => boolean,
  signal: AbortSignal | undefined,
): Promise<Result | undefined> {
  signal?.throwIfAborted();
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
    await setImmediate();
    signal?.throwIfAborted();
    if (!goOn()) return undefined;
  }
}
