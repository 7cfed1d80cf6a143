import {OidError} from '@oid/core';

/** A ground-truth class is not a label-map id from 1. Code `boxes/invalid-class`. */
export class InvalidClassError extends OidError {
  override readonly name = 'InvalidClassError';
  readonly detail: {argument: string; index: number; classId: number};

  constructor(argument: string, index: number, classId: number, options?: ErrorOptions) {
    super(
      'boxes/invalid-class',
      `${argument}: row ${index} has class ${classId}, but label-map ids start at 1 and 0 is background. ` +
        'Map the class through the label map, or leave the box out.',
      options,
    );
    this.detail = {argument, index, classId};
  }
}
