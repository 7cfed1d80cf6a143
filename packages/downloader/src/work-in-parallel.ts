import {setMaxListeners} from 'node:events';

/** What a piece of work is given. */
export type Worker = {
  /** Aborts when the whole is stopped or another item failed. */
  signal: AbortSignal;
  /**
   * Waits for something while another item is worked on in its place. Rejects with the reason of `signal` where that aborted meanwhile, or as `wait`
   * does.
   */
  lend: (wait: () => Promise<unknown>) => Promise<void>;
};

/**
 * Runs `work` over items, at most `parallel` at once, and those that wait besides. An item is taken from the source only when someone is free for it;
 * whose wait has ended goes first. The first error stops the rest and is thrown once all that was begun has ended.
 *
 * @param options.waiting - how many may {@link Worker.lend} their place at once before no more are taken. Default 0.
 * @returns whether every item was worked on; false after an abort.
 */
export async function workInParallel<T>(
  items: AsyncIterable<T> | Iterable<T>,
  {parallel, waiting = 0, signal}: {parallel: number; waiting?: number; signal?: AbortSignal | undefined},
  work: (item: T, worker: Worker) => Promise<void>,
): Promise<boolean> {
  const stop = new AbortController();
  // As many listeners as there are items under way is no leak.
  setMaxListeners(0, stop.signal);
  const forward = (): void => stop.abort(signal?.reason);
  signal?.addEventListener('abort', forward, {once: true});
  if (signal?.aborted === true) forward();
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failure: {error: unknown} | undefined;
  let exhausted = false;
  let interrupted = false;
  let underWay = 0;
  let free = parallel;
  /** Those that want their place back. */
  const returning: (() => void)[] = [];
  let [hangUp, wake] = [(): void => undefined, (): void => undefined];
  stop.signal.addEventListener('abort', () => hangUp());

  const pull = (): Promise<IteratorResult<T> | undefined> =>
    new Promise((resolve, reject) => {
      hangUp = () => resolve(undefined);
      Promise.resolve(iterator.next()).then(resolve, reject);
    });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise<void>((resolve) => (wake = resolve));
  };
  const take = async (): Promise<void> => {
    if (free === 0) return new Promise((resolve) => returning.push(resolve));
    free -= 1;
  };
  const give = (): void => {
    const next = returning.shift();
    if (next === undefined) free += 1;
    else next();
    wake();
  };
  const lend = async (wait: () => Promise<unknown>): Promise<void> => {
    give();
    try {
      await wait();
    } finally {
      await take();
    }
    stop.signal.throwIfAborted();
  };
  const worker = {signal: stop.signal, lend};
  const fail = (error: unknown): void => {
    failure ??= {error};
    stop.abort(error);
  };
  const begin = async (item: T): Promise<void> => {
    underWay += 1;
    await take();
    try {
      await work(item, worker);
    } catch (error) {
      if (stop.signal.aborted && isAbort(error, stop.signal)) interrupted = true;
      else fail(error);
    } finally {
      underWay -= 1;
      give();
    }
  };

  try {
    while (!exhausted) {
      await until(() => free > 0 && underWay < parallel + waiting);
      const next = stop.signal.aborted ? undefined : await pull();
      if (next === undefined) break;
      if (next.done === true) exhausted = true;
      else void begin(next.value);
    }
  } catch (error) {
    fail(error);
  }
  await until(() => underWay === 0);
  signal?.removeEventListener('abort', forward);
  // Lets the source close its files; a source that hangs must not hold us.
  if (!exhausted) void Promise.resolve(iterator.return?.()).catch(() => undefined);
  if (failure !== undefined) throw failure.error;
  return exhausted && !interrupted;
}

/** Whether an error only says that work was stopped. */
function isAbort(error: unknown, {reason}: AbortSignal): boolean {
  return error === reason || (error instanceof Error && error.name === 'AbortError');
}
