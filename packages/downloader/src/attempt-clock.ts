/** Ends one attempt when it stalls, takes too long, or the run stops. */
export type AttemptClock = {
  signal: AbortSignal;
  /** Something arrived. */
  touch(): void;
  /** Which limit was hit, in words; `undefined` when none was. */
  expired(): string | undefined;
  /** Ends the transfer, if it still runs, and the timers. */
  stop(): void;
};

/** Starts running at once. */
export function startAttemptClock({timeoutMs, deadlineMs}: {timeoutMs: number; deadlineMs: number}, run: AbortSignal): AttemptClock {
  const controller = new AbortController();
  let expired: string | undefined;
  const expire = (why: string): void => {
    expired ??= why;
    controller.abort();
  };
  const forward = (): void => controller.abort(run.reason);
  run.addEventListener('abort', forward, {once: true});
  if (run.aborted) forward();
  const deadline = setTimeout(expire, deadlineMs, `the transfer took more than ${deadlineMs} ms`);
  const idle = setTimeout(expire, timeoutMs, `nothing arrived for ${timeoutMs} ms`);
  return {
    signal: controller.signal,
    touch: () => void idle.refresh(),
    expired: () => expired,
    stop() {
      clearTimeout(deadline);
      clearTimeout(idle);
      run.removeEventListener('abort', forward);
      controller.abort();
    },
  };
}
