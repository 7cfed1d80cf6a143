import {PhotoFailure} from './photo-failure.ts';

/** Remembers which hosts asked to be left alone, so that one answer holds back every request to that host. */
export class HostPauses {
  readonly #until = new Map<string, number>();

  hold(host: string, ms: number): void {
    this.#until.set(host, Math.max(this.#until.get(host) ?? 0, Date.now() + ms));
  }

  /** Waits until the host may be asked. @throws {@link PhotoFailure} `throttled`, at once, when that is further away than `longestMs`. */
  async wait(host: string, longestMs: number, sleep: (ms: number) => Promise<unknown>): Promise<void> {
    const ms = (this.#until.get(host) ?? 0) - Date.now();
    if (ms > longestMs) throw new PhotoFailure('throttled', `${host} asked to be left alone for another ${Math.ceil(ms / 1000)} s`);
    if (ms > 0) await sleep(ms);
  }
}
