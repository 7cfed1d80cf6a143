import {OidError} from '@oid/core';

/** A class is not a label-map id that the evaluator knows. Code `metrics/invalid-class`. */
export class ClassRangeError extends OidError {
  override readonly name = 'ClassRangeError';
  /** `numClasses` where ids run from 1 to it, else the number of ids. */
  readonly detail: {argument: string; index: number; classId: number; numClasses: number};

  /** @param expected - what the message asks for; left out, an id from 1 to `numClasses`. */
  constructor(argument: string, index: number, classId: number, numClasses: number, expected?: string, options?: ErrorOptions) {
    super(
      'metrics/invalid-class',
      `${argument}: row ${index} has class ${classId}, but must have ${expected ?? `a label-map id from 1 to ${numClasses}`}. ` +
        'Use the label map that the model was trained with, and its number of classes.',
      options,
    );
    this.detail = {argument, index, classId, numClasses};
  }
}
