import {OidError} from './oid-error.ts';

/** An option is out of its range or of the wrong kind. Code `core/option`. */
export class OptionError extends OidError {
  override readonly name = 'OptionError';
  readonly detail: {option: string; found: unknown; expected: string};

  constructor(option: string, found: unknown, expected: string, options?: ErrorOptions) {
    super('core/option', `Option ${option} is ${show(found)}, but must be ${expected}.`, options);
    this.detail = {option, found, expected};
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
