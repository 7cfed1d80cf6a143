/** One report of a long job. */
export type ProgressEvent = {
  /** The job's name, such as `download`. */
  stage: string;
  done: number;
  /** Absent while it is not known. */
  total?: number | undefined;
  /** What is counted, plural: `photos`, `rows`, `steps`. */
  unit: string;
  bytes?: number | undefined;
  errors?: number | undefined;
};

/** Called often; must be quick and must not throw. */
export type OnProgress = (event: ProgressEvent) => void;
