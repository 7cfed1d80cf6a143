import {OidError} from './oid-error.ts';

/** An image id or class id is not in its published form; nothing may be read or written under it. Code `core/invalid-id`. */
export class InvalidIdError extends OidError {
  override readonly name = 'InvalidIdError';
  readonly detail: {kind: 'image id' | 'class id'; found: string; where: string | undefined};

  constructor(kind: 'image id' | 'class id', found: string, where?: string, options?: ErrorOptions) {
    const expected =
      kind === 'image id' ? '16 lower-case hexadecimal digits, such as 000060e3121c7305' : '/m/ or /g/ and a key, such as /m/0k4j';
    super(
      'core/invalid-id',
      `${where === undefined ? '' : `${where}: `}${JSON.stringify(found.slice(0, 100))} is no ${kind}. Expected ${expected}. Correct or remove the row.`,
      options,
    );
    this.detail = {kind, found, where};
  }
}
