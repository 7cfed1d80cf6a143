import {OidError} from '@oid/core';

/** A ground-truth box has a class id that the network has no output for. Code `detector-model/class-out-of-range`. */
export class ClassOutOfRangeError extends OidError {
  override readonly name = 'ClassOutOfRangeError';
  readonly detail: {image: number; box: number; classId: number; numClasses: number};

  constructor(detail: {image: number; box: number; classId: number; numClasses: number}, options?: ErrorOptions) {
    super(
      'detector-model/class-out-of-range',
      `Box ${detail.box} of image ${detail.image} in the batch has class id ${detail.classId}, but the network knows 1 to ${detail.numClasses}. ` +
        'Train with the label map that the records were written with.',
      options,
    );
    this.detail = detail;
  }
}
