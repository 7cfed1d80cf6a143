/** When a transfer is too slow. */
export type TransferLimits = {
  /** It ends when nothing arrives for so long, in ms. */
  timeoutMs: number;
  /** It ends after so long, whatever arrives, in ms. */
  deadlineMs: number;
  /** Once the answer has begun, it ends when fewer bytes a second than this arrive over {@link TransferLimits.slowAfterMs}. */
  minBytesPerSecond: number;
  slowAfterMs: number;
};

/** Watches one transfer and ends it when it stalls, trickles or takes too long. */
export class TransferClock {
  readonly #idle: NodeJS.Timeout;
  readonly #deadline: NodeJS.Timeout;
  #slow: NodeJS.Timeout | undefined;
  #arrived = 0;

  /** @param expire - called at most usefully once, with the limit that was hit, in words. */
  constructor(
    readonly limits: TransferLimits,
    readonly expire: (why: string) => void,
  ) {
    this.#idle = setTimeout(expire, limits.timeoutMs, `nothing arrived for ${limits.timeoutMs} ms`);
    this.#deadline = setTimeout(expire, limits.deadlineMs, `the transfer took more than ${limits.deadlineMs} ms`);
  }

  /** The answer has begun; its speed counts from here. */
  begin(): void {
    const {minBytesPerSecond, slowAfterMs} = this.limits;
    this.#idle.refresh();
    this.#slow ??= setInterval(() => {
      if (this.#arrived < (minBytesPerSecond * slowAfterMs) / 1000) {
        this.expire(`only ${this.#arrived} bytes arrived in ${slowAfterMs} ms`);
      }
      this.#arrived = 0;
    }, slowAfterMs);
  }

  arrived(bytes: number): void {
    this.#arrived += bytes;
    this.#idle.refresh();
  }

  stop(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#deadline);
    clearInterval(this.#slow);
  }
}
