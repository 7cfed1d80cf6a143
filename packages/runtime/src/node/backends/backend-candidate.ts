/** A backend that runs: its name in TensorFlow.js, what it computes on, and how many threads take part. */
export type StartedBackend = {readonly backend: string; readonly device: string; readonly threads: number};

/** A way to get a backend. {@link startRuntime} asks the candidates in order of speed, until one starts. */
export type BackendCandidate = {
  /** Value of the option `backend` that asks for this one; several candidates may share it. */
  readonly name: string;
  /** What to do to have it, a sentence; for the error when it was asked for by name. */
  readonly remedy: string;
  /**
   * Makes it the backend in use.
   *
   * @param threads - how many it may use; a backend that cannot be told ignores this.
   * @throws anything, with a message that says why it does not start; nothing is in use then that was not before.
   */
  start(threads: number): Promise<StartedBackend>;
};
