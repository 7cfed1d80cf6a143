/** Aborts a transfer in which nothing happens; time that the consumer takes does not count. */
export type StallGuard = {
  signal: AbortSignal;
  /** Whether the time ran out, rather than the caller's signal. */
  stalled(): boolean;
  pause(): void;
  resume(): void;
  /** Ends the transfer and the timer. */
  stop(): void;
};

/** Starts running at once. */
export function stallGuard(timeoutMs: number, signal: AbortSignal | undefined): StallGuard {
  const controller = new AbortController();
  let stalled = false;
  let timer: NodeJS.Timeout | undefined;
  const pause = (): void => clearTimeout(timer);
  const resume = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      stalled = true;
      controller.abort();
    }, timeoutMs);
  };
  const forward = (): void => controller.abort(signal?.reason);
  signal?.addEventListener('abort', forward, {once: true});
  if (signal?.aborted === true) forward();
  resume();
  return {
    signal: controller.signal,
    stalled: () => stalled,
    pause,
    resume,
    stop() {
      pause();
      signal?.removeEventListener('abort', forward);
      controller.abort();
    },
  };
}
