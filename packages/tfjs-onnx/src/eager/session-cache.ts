import type {KernelSession} from './kernel-session.ts';

/** Keeps the sessions used last and disposes the others. */
export class SessionCache {
  readonly #capacity: number;
  readonly #sessions = new Map<string, KernelSession>();

  /** @param capacity - most sessions kept; each holds its graph and a thread pool. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Sessions held. */
  get size(): number {
    return this.#sessions.size;
  }

  /** The session for a key, made at the first use and after it was dropped. */
  get(key: string, create: () => KernelSession): KernelSession {
    const known = this.#sessions.get(key);
    if (known !== undefined) {
      this.#sessions.delete(key);
      this.#sessions.set(key, known);
      return known;
    }
    const session = create();
    this.#sessions.set(key, session);
    for (const [oldest] of this.#sessions) {
      if (this.#sessions.size <= this.#capacity) break;
      this.drop(oldest);
    }
    return session;
  }

  /** Disposes the session of a key, if there is one. */
  drop(key: string): void {
    this.#sessions.get(key)?.session.dispose();
    this.#sessions.delete(key);
  }

  /** Disposes every session. */
  clear(): void {
    for (const key of this.#sessions.keys()) this.drop(key);
  }
}
