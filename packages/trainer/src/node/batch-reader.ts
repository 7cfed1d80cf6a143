import type {ImageSize} from '@oid/core';
import type {BatchPlan, BatchPlanner} from '../batch-planner.ts';
import {stackPictures} from '../batch.ts';
import type {Batch} from '../batch.ts';
import {loadPicture} from './load-picture.ts';
import type {RecordSet} from './record-set.ts';

export type PlannedBatch = {readonly plan: BatchPlan; readonly batch: Batch};

/** Reads planned batches, the next one while the caller works on the last. */
export class BatchReader {
  private ahead: Promise<PlannedBatch> | undefined;

  constructor(
    private readonly records: RecordSet,
    private readonly planner: BatchPlanner,
    private readonly options: {size: ImageSize; numClasses: number},
  ) {}

  /**
   * The next batch; starts reading the one after it unless `last` says that none will be asked for.
   *
   * @throws what `loadPicture` throws, at the call that would have returned the batch.
   */
  async next({last = false}: {last?: boolean} = {}): Promise<PlannedBatch> {
    const current = await (this.ahead ?? this.load());
    this.ahead = undefined;
    if (!last) {
      this.ahead = this.load();
      // A failure is reported by the next call, or by none if the caller stops here.
      this.ahead.catch(() => undefined);
    }
    return current;
  }

  /** Waits until nothing reads any more, so that files may be closed. */
  async settle(): Promise<void> {
    await this.ahead?.catch(() => undefined);
  }

  private async load(): Promise<PlannedBatch> {
    const plan = this.planner.next();
    const pictures = await Promise.allSettled(
      plan.entries.map(({index, flip}) => loadPicture(this.records, index, {...this.options, flip})),
    );
    const loaded = pictures.map((picture) => {
      if (picture.status === 'rejected') throw picture.reason;
      return picture.value;
    });
    return {plan, batch: stackPictures(loaded, this.options.size)};
  }
}
