import {OidError} from '@oid/core';

/** A ground-truth class is not a label-map id: below 1, or beyond the number of classes. Code `boxes/invalid-class`. */
export class InvalidClassError extends OidError {
  override readonly name = 'InvalidClassError';
  /** `numClasses` is undefined where the number of classes was not given. */
  readonly detail: {argument: string; index: number; classId: number; numClasses: number | undefined};

  constructor(argument: string, index: number, classId: number, numClasses?: number, options?: ErrorOptions) {
    const range = numClasses === undefined ? 'label-map ids start at 1' : `label-map ids are 1 to ${numClasses}`;
    super(
      'boxes/invalid-class',
      `${argument}: row ${index} has class ${classId}, but ${range} and 0 is background. ` +
        'Map the class through the label map, or leave the box out.',
      options,
    );
    this.detail = {argument, index, classId, numClasses};
  }
}
