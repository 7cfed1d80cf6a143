import type {Compile} from '../../compile.ts';

/** A backend that runs: its name in TensorFlow.js, what it computes on, and how many threads take part. */
export type StartedBackend = {
  readonly backend: string;
  readonly device: string;
  readonly threads: number;
  /** Present where the backend runs whole functions as one graph. */
  readonly compile?: Compile;
};

/** What a candidate may use. */
export type StartOptions = {
  /** Threads; a backend that cannot be told ignores this. */
  readonly threads: number;
  /** Whether a GPU that is emulated on the processor will do. */
  readonly allowSoftware: boolean;
};

/** A way to get a backend. {@link startRuntime} asks the candidates in order of speed, until one starts. */
export type BackendCandidate = {
  /** Value of the option `backend` that asks for this one; several candidates may share it. */
  readonly name: string;
  /** The packages that it needs, by name. */
  readonly packages: readonly string[];
  /** Whether it takes nothing but a GPU. */
  readonly gpu: boolean;
  /** What to do to have it, a sentence. */
  readonly remedy: string;
  /**
   * Makes it the backend in use.
   *
   * @throws anything, with a message that says why it does not start; nothing is in use then that was not before.
   */
  start(options: StartOptions): Promise<StartedBackend>;
};
