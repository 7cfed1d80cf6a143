/** The two ways to stop a download, for its options. */
export type StopSignals = {
  drain: AbortSignal;
  signal: AbortSignal;
  /** Gives the process its own answer to the signals back. */
  release: () => void;
};

/**
 * Lets people stop: the first SIGINT or SIGTERM drains, the second stops at once, the third ends the process as it would without this.
 */
export function stopOnSignals(names: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM']): StopSignals {
  const drain = new AbortController();
  const stop = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    const reason = new DOMException(`stopped by ${name}`, 'AbortError');
    if (!drain.signal.aborted) return drain.abort(reason);
    stop.abort(reason);
    release();
  };
  const release = (): void => {
    for (const name of names) process.off(name, onSignal);
  };
  for (const name of names) process.on(name, onSignal);
  return {drain: drain.signal, signal: stop.signal, release};
}
