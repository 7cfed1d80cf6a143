import {Pace} from './pace.ts';
import {PhotoFailure} from './photo-failure.ts';

const SMALLEST_WINDOW = 1 / 16;
const SHORTEST_SERVICE_MS = 50;

/** What a gate allows. */
export type HostLimits = {
  /** Requests under way at once. */
  connections: number;
  /** Requests begun in a second. */
  ratePerSecond: number;
  /** Longest pause that is sat out, in ms. */
  longestRetryAfterMs: number;
};

/** How a request waits at a gate. Both reject once the run stops. */
export type GateWaits = {
  lend: (wait: () => Promise<unknown>) => Promise<unknown>;
  sleep: (ms: number) => Promise<unknown>;
};

/**
 * Holds back the requests to one host. How many may be under way at once is a window, as in TCP: it is halved when the host says that it is too much,
 * and grows by one a round while the host is content (additive increase, multiplicative decrease). Below one, there is a wait between requests. None
 * pass while the host asks to be left alone.
 *
 * @see Chiu and Jain 1989, Analysis of the increase and decrease algorithms for congestion avoidance in computer networks.
 */
export class HostGate {
  readonly #host: string;
  readonly #limits: HostLimits;
  readonly #pace: Pace;
  readonly #now: () => number;
  readonly #line: (() => void)[] = [];
  /** Whether someone stands in the gate, where there is room for one. */
  #occupied = false;
  #active = 0;
  #window: number;
  #slowedAt = -Infinity;
  #pausedUntil = 0;
  /** When the next request may begin while the window is below one. */
  #gapUntil = 0;
  /** How long a request takes, smoothed, in ms. */
  #serviceMs = SHORTEST_SERVICE_MS;

  constructor(host: string, limits: HostLimits, now = (): number => Date.now()) {
    this.#host = host;
    this.#limits = limits;
    this.#pace = new Pace(limits.ratePerSecond);
    this.#window = limits.connections;
    this.#now = now;
  }

  /** Requests that may be under way at once; below 1, the share of time in which one may. */
  get window(): number {
    return this.#window;
  }

  /**
   * Runs one request when its turn has come. Those that cannot begin yet stand in line; only the first keeps an eye on the pause and the pace.
   *
   * @throws {@link PhotoFailure} `throttled` when the host asked for a longer pause than is sat out; what `waits` reject with. Nothing has begun then.
   */
  async pass<T>(work: () => Promise<T>, overall: Pace, waits: GateWaits): Promise<T> {
    await this.#comeIn(overall, waits);
    try {
      const begun = this.#now();
      const result = await work();
      this.#serviceMs += (Math.max(SHORTEST_SERVICE_MS, this.#now() - begun) - this.#serviceMs) / 8;
      return result;
    } finally {
      this.#gapUntil = this.#window < 1 ? this.#now() + this.#serviceMs * (1 / this.#window - 1) : 0;
      this.#active -= 1;
      this.#callNext();
    }
  }

  /** The host named a time. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + ms);
  }

  /** The host said that a request begun at `startedAt` was one too many. Several that were under way together count once. */
  slowDown(startedAt: number): void {
    if (startedAt < this.#slowedAt) return;
    this.#slowedAt = this.#now();
    this.#window = Math.max(SMALLEST_WINDOW, this.#window / 2);
  }

  /** The host answered as it should. */
  speedUp(): void {
    this.#window = Math.min(this.#limits.connections, this.#window + (this.#window < 1 ? this.#window / 2 : 1 / this.#window));
  }

  async #comeIn(overall: Pace, {lend, sleep}: GateWaits): Promise<void> {
    try {
      if (this.#mayEnter) this.#occupied = true;
      else await lend(() => new Promise<void>((resolve) => this.#line.push(resolve)));
      const satOut = await this.#sitOut(0, sleep);
      const now = this.#now();
      const ms = Math.max(this.#pace.reserve(now), overall.reserve(now), this.#gapUntil - now);
      if (ms > 0) await sleep(ms);
      await this.#sitOut(satOut, sleep);
      this.#active += 1;
    } finally {
      this.#occupied = false;
      this.#callNext();
    }
  }

  get #mayEnter(): boolean {
    return !this.#occupied && this.#active < Math.max(1, Math.floor(this.#window));
  }

  #callNext(): void {
    if (this.#line.length === 0 || !this.#mayEnter) return;
    this.#occupied = true;
    this.#line.shift()?.();
  }

  /** Waits until the pause is over, if it is a later one than was sat out. @returns when it was over. */
  async #sitOut(before: number, sleep: GateWaits['sleep']): Promise<number> {
    let satOut = before;
    while (this.#pausedUntil > satOut) {
      satOut = this.#pausedUntil;
      const ms = satOut - this.#now();
      if (ms > this.#limits.longestRetryAfterMs) {
        throw new PhotoFailure('throttled', `${this.#host} asked to be left alone for another ${Math.ceil(ms / 1000)} s`);
      }
      if (ms > 0) await sleep(ms);
    }
    return satOut;
  }
}

/** The gates of a download, one a host, behind one pace for all. */
export class HostGates {
  readonly overall: Pace;
  readonly #limits: HostLimits;
  readonly #gates = new Map<string, HostGate>();

  constructor(limits: HostLimits, overallRatePerSecond: number) {
    this.#limits = limits;
    this.overall = new Pace(overallRatePerSecond);
  }

  of(host: string): HostGate {
    let gate = this.#gates.get(host);
    if (gate === undefined) this.#gates.set(host, (gate = new HostGate(host, this.#limits)));
    return gate;
  }
}
