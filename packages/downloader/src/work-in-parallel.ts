import {setMaxListeners} from 'node:events';

/**
 * Runs `work` over items, at most `parallel` at once; an item is taken from the source only when someone is free for it. The first error stops
 * the rest and is thrown once all that was begun has ended.
 *
 * @param work - gets a signal that aborts when `signal` does or when another item failed.
 * @returns whether every item was worked on; false after an abort.
 */
export async function workInParallel<T>(
  items: AsyncIterable<T> | Iterable<T>,
  parallel: number,
  signal: AbortSignal | undefined,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const stop = new AbortController();
  // As many listeners as there are workers is no leak.
  setMaxListeners(0, stop.signal);
  const forward = (): void => stop.abort(signal?.reason);
  signal?.addEventListener('abort', forward, {once: true});
  if (signal?.aborted === true) forward();
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failure: {error: unknown} | undefined;
  let exhausted = false;
  let interrupted = false;
  // Not every iterator can be asked twice at once.
  let turn: Promise<unknown> = Promise.resolve();
  const take = (): Promise<IteratorResult<T>> => {
    const next = turn.then(() => (exhausted || stop.signal.aborted ? DONE : iterator.next()));
    turn = next.catch(() => undefined);
    return next;
  };
  const worker = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const next = await orAborted(take(), stop.signal);
      if (next === undefined) break;
      if (next.done === true) {
        exhausted ||= !stop.signal.aborted;
        return;
      }
      try {
        await work(next.value, stop.signal);
      } catch (error) {
        if (!stop.signal.aborted || !isAbort(error, stop.signal)) throw error;
        interrupted = true;
      }
    }
  };
  const guarded = (): Promise<void> =>
    worker().catch((error: unknown) => {
      failure ??= {error};
      stop.abort(error);
    });
  try {
    await Promise.all(Array.from({length: parallel}, guarded));
  } finally {
    signal?.removeEventListener('abort', forward);
  }
  // Lets the source close its files; a source that hangs must not hold us.
  if (!exhausted) void Promise.resolve(iterator.return?.()).catch(() => undefined);
  if (failure !== undefined) throw failure.error;
  return exhausted && !interrupted;
}

/** Whether an error only says that work was stopped. */
function isAbort(error: unknown, {reason}: AbortSignal): boolean {
  return error === reason || (error instanceof Error && error.name === 'AbortError');
}

const DONE = {done: true, value: undefined} as const;

/** What the promise gives, or `undefined` as soon as the signal aborts. Leaves no listener behind. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let listener = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    listener = () => resolve(undefined);
    signal.addEventListener('abort', listener, {once: true});
    if (signal.aborted) resolve(undefined);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', listener);
  }
}
