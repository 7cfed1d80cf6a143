import {OidError} from '@oid/core';

/** A record labels a class that the model does not have. Code `trainer/class-range`. */
export class ClassRangeError extends OidError {
  override readonly name = 'ClassRangeError';

  constructor(
    readonly detail: {path: string; index: number; classId: number; numClasses: number},
    options?: ErrorOptions,
  ) {
    super(
      'trainer/class-range',
      `${detail.path}: record ${detail.index} (counted from 0) has a box of class ${detail.classId}, but the model knows classes 1 to ` +
        `${detail.numClasses}. Create the model with as many classes as the label map that the records were built with.`,
      options,
    );
  }
}
