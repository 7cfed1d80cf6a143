import {OidError} from '@oid/core';

/** A file of saved ground truth or detections is not what its format says. Code `metrics/invalid-row`. */
export class SavedRowError extends OidError {
  override readonly name = 'SavedRowError';
  /** `row` counts from 0 in a JSON list, and lines from 1 in a CSV file, its header being line 1; undefined where the whole file is meant. */
  readonly detail: {source: string; row: number | undefined; field: string; found: string; expected: string};

  constructor(source: string, row: number | undefined, field: string, found: unknown, expected: string, options?: ErrorOptions) {
    const shown = show(found);
    super(
      'metrics/invalid-row',
      `${source}${row === undefined ? '' : `: row ${row}`}: ${field} is ${shown}, but must be ${expected}. ` +
        'Correct or drop it, and see that ground truth and detections belong to the same images and classes.',
      options,
    );
    this.detail = {source, row, field, found: shown, expected};
  }
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
