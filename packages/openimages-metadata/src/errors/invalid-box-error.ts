import {OidError} from '@oid/core';

/** A box leaves the image or has its sides in the wrong order. Code `openimages-metadata/invalid-box`. */
export class InvalidBoxError extends OidError {
  override readonly name = 'InvalidBoxError';
  readonly detail: {source: string; line: number; imageId: string; box: readonly [number, number, number, number]};

  /** @param box - `[ymin, xmin, ymax, xmax]` as read. */
  constructor(source: string, line: number, imageId: string, box: readonly [number, number, number, number], options?: ErrorOptions) {
    const [ymin, xmin, ymax, xmax] = box;
    const where = ymin > ymax || xmin > xmax ? 'is inverted' : 'leaves [0, 1]';
    super(
      'openimages-metadata/invalid-box',
      `${source}:${line}: the box of image ${imageId} ${where}: XMin ${xmin}, XMax ${xmax}, YMin ${ymin}, YMax ${ymax}. ` +
        'Expected 0 <= min <= max <= 1 on both axes. Correct or remove the row.',
      options,
    );
    this.detail = {source, line, imageId, box};
  }
}
