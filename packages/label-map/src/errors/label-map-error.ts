import {OidError} from '@oid/core';

/** What is wrong with a label map; with `label-map/` before it, the error's code. */
export type LabelMapProblem = 'syntax' | 'invalid-id' | 'invalid-name' | 'duplicate-id' | 'duplicate-name';

/** What a {@link LabelMapError} carries. */
export type LabelMapDetail = {
  /** The file's name, or `label map` for one that was not read from text. */
  source: string;
  problem: LabelMapProblem;
  /** Line of the text, from 1; of an item, the line on which it begins. Absent where there is no text. */
  line?: number | undefined;
  /** Position of the item, from 0; absent for a syntax error between items. */
  item?: number | undefined;
  /** What was found and what to do. */
  message: string;
};

/** A label map is malformed or ambiguous. Code `label-map/` and the problem, such as `label-map/duplicate-id`. */
export class LabelMapError extends OidError {
  override readonly name = 'LabelMapError';
  readonly detail: LabelMapDetail;

  constructor(detail: LabelMapDetail, options?: ErrorOptions) {
    const {source, problem, line, item, message} = detail;
    const place = line !== undefined ? `${source}:${line}` : item !== undefined ? `${source}, item ${item}` : source;
    super(`label-map/${problem}`, `${place}: ${message}`, options);
    this.detail = detail;
  }
}
