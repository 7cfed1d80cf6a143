import type {ImageSize} from '@oid/core';
import type {BatchPlan, BatchPlanner} from '../batch-planner.ts';
import {stackPictures} from '../batch.ts';
import type {Batch} from '../batch.ts';
import type {PictureCache, TrainingPicture} from './picture-cache.ts';

export type PlannedBatch = {readonly plan: BatchPlan; readonly batch: Batch};

type PlannedPictures = {readonly plan: BatchPlan; readonly pictures: Promise<readonly TrainingPicture[]>};

/** Reads planned batches; the pictures of the next one while the caller works on the last. */
export class BatchReader {
  private ahead: PlannedPictures | undefined;
  private pixels: Int32Array | undefined;

  constructor(
    private readonly pictures: PictureCache,
    private readonly planner: BatchPlanner,
    private readonly size: ImageSize,
  ) {}

  /**
   * The next batch, whose pixels hold until the next call; starts reading the pictures after it unless `last` says that none will be asked for.
   *
   * @throws what `loadPicture` throws, at the call that would have returned the batch.
   */
  async next({last = false}: {last?: boolean} = {}): Promise<PlannedBatch> {
    const {plan, pictures} = this.ahead ?? this.load();
    this.ahead = undefined;
    const asPlanned = (await pictures).map(({rgb, groundTruth, mirroredTruth}, entry) => {
      const mirrored = plan.entries[entry]?.flip === true;
      return {rgb, groundTruth: mirrored ? mirroredTruth : groundTruth, mirrored};
    });
    const batch = stackPictures(asPlanned, this.size, this.pixels);
    this.pixels = batch.pixels;
    if (!last) this.ahead = this.load();
    return {plan, batch};
  }

  /** Waits until nothing reads any more, so that files may be closed. */
  async settle(): Promise<void> {
    await this.ahead?.pictures.catch(() => undefined);
  }

  private load(): PlannedPictures {
    const plan = this.planner.next();
    const pictures = Promise.allSettled(plan.entries.map(({index}) => this.pictures.get(index))).then((settled) =>
      settled.map((picture) => {
        if (picture.status === 'rejected') throw picture.reason;
        return picture.value;
      }),
    );
    // A failure is reported by the call that awaits it, or by none if the caller stops before.
    pictures.catch(() => undefined);
    return {plan, pictures};
  }
}
