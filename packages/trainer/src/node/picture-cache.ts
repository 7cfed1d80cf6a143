import {flipBoxesHorizontally} from '@oid/boxes';
import type {GroundTruth, ImageSize} from '@oid/core';
import {loadPicture} from './load-picture.ts';
import type {RecordSet} from './record-set.ts';

/** RGB bytes `[height, width, 3]`, what is on them, and what is on them mirrored left to right. */
export type TrainingPicture = {readonly rgb: Uint8Array; readonly groundTruth: GroundTruth; readonly mirroredTruth: GroundTruth};

/**
 * The records' pictures as a model of one input size sees them. The first that are asked for stay until their pixels fill the room, and are read
 * and decoded once; the others each time. Since an epoch asks for each of them once, in a new order, no other choice finds more of them there.
 */
export class PictureCache {
  private readonly kept = new Map<number, Promise<TrainingPicture>>();
  private readonly most: number;

  /** @param options - `bytes`: of pixels kept. */
  constructor(
    private readonly records: RecordSet,
    private readonly options: {size: ImageSize; numClasses: number; bytes: number},
  ) {
    this.most = Math.floor(options.bytes / (options.size.height * options.size.width * 3));
  }

  /**
   * Picture `index`, which nobody may change.
   *
   * @throws what `loadPicture` throws.
   */
  get(index: number): Promise<TrainingPicture> {
    const known = this.kept.get(index);
    if (known !== undefined) return known;
    const picture = this.load(index);
    if (this.kept.size < this.most) this.kept.set(index, picture);
    return picture;
  }

  private async load(index: number): Promise<TrainingPicture> {
    const {rgb, groundTruth} = await loadPicture(this.records, index, this.options);
    return {rgb, groundTruth, mirroredTruth: {...groundTruth, boxes: flipBoxesHorizontally(groundTruth.boxes)}};
  }
}
