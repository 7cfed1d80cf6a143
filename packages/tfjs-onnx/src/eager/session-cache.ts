import type {Session} from '../binding/session.ts';

/** Keeps the sessions used last and disposes the others. */
export class SessionCache {
  readonly #capacity: number;
  readonly #sessions = new Map<string, Session>();

  /** @param capacity - most sessions kept; each holds its graph and a thread pool. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Sessions held. */
  get size(): number {
    return this.#sessions.size;
  }

  /** The session for a key, made at the first use and after it was dropped. */
  get(key: string, create: () => Session): Session {
    const known = this.#sessions.get(key);
    if (known !== undefined) {
      this.#sessions.delete(key);
      this.#sessions.set(key, known);
      return known;
    }
    const session = create();
    this.#sessions.set(key, session);
    for (const [oldest, dropped] of this.#sessions) {
      if (this.#sessions.size <= this.#capacity) break;
      this.#sessions.delete(oldest);
      dropped.dispose();
    }
    return session;
  }

  /** Disposes every session. */
  clear(): void {
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
  }
}
