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
  readonly #waiting: (() => void)[] = [];
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
   * Runs one request when its turn has come.
   *
   * @param sleep - waits; rejects when the run stops.
   * @throws {@link PhotoFailure} `throttled`, at once, when the host asked for a longer pause than is sat out.
   */
  async pass<T>(work: () => Promise<T>, overall: Pace, sleep: (ms: number) => Promise<unknown>): Promise<T> {
    if (this.#active < this.#allowed) this.#active += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      await this.#sitOut(sleep);
      const now = this.#now();
      const ms = Math.max(this.#pace.reserve(now), overall.reserve(now), this.#gapUntil - now);
      if (ms > 0) await sleep(ms);
      const begun = this.#now();
      const result = await work();
      this.#serviceMs += (Math.max(SHORTEST_SERVICE_MS, this.#now() - begun) - this.#serviceMs) / 8;
      return result;
    } finally {
      this.#gapUntil = this.#window < 1 ? this.#now() + this.#serviceMs * (1 / this.#window - 1) : 0;
      this.#active -= 1;
      while (this.#active < this.#allowed && this.#waiting.length > 0) {
        this.#active += 1;
        this.#waiting.shift()?.();
      }
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

  get #allowed(): number {
    return Math.max(1, Math.floor(this.#window));
  }

  async #sitOut(sleep: (ms: number) => Promise<unknown>): Promise<void> {
    let satOut = 0;
    while (this.#pausedUntil > satOut) {
      satOut = this.#pausedUntil;
      const ms = satOut - this.#now();
      if (ms > this.#limits.longestRetryAfterMs) {
        throw new PhotoFailure('throttled', `${this.#host} asked to be left alone for another ${Math.ceil(ms / 1000)} s`);
      }
      if (ms > 0) await sleep(ms);
    }
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
