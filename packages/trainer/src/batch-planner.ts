import {createRandom, restoreRandom} from '@oid/core';
import type {Random} from '@oid/core';

/** Where the reader stands, as JSON. Resuming from it gives the batches that would have come. */
export type OrderState = {
  /** The pass over the records, from 1. */
  readonly epoch: number;
  /** Records of this epoch's order already given out, 0 … count. */
  readonly position: number;
  /** The generator's state from which this epoch's order was drawn. */
  readonly epochRandom: readonly number[];
  /** The generator's state now. */
  readonly random: readonly number[];
};

/** What goes into one batch. */
export type BatchPlan = {
  /** The epoch of the first entry. */
  readonly epoch: number;
  readonly entries: readonly {readonly index: number; readonly flip: boolean}[];
  /** The state once this batch has been trained on. */
  readonly after: OrderState;
};

/**
 * Deals record indices into batches, in a new shuffled order each epoch.
 *
 * Every batch is full: where an epoch ends inside a batch, the next one begins there (shuffle, repeat, batch, as the TF Object Detection
 * API's input pipeline does). A pure function of `count`, the options and the state.
 */
export class BatchPlanner {
  private epoch: number;
  private position: number;
  private epochRandom: readonly number[];
  private random: Random;
  private order: number[];

  /** @param count - number of records, at least 1. */
  constructor(
    private readonly count: number,
    private readonly options: {batchSize: number; horizontalFlip: boolean; seed: number; state?: OrderState | undefined},
  ) {
    const {state} = options;
    this.epoch = state?.epoch ?? 1;
    this.position = state?.position ?? 0;
    this.epochRandom = state?.epochRandom ?? createRandom(options.seed).state();
    this.random = restoreRandom(this.epochRandom);
    this.order = this.random.shuffle(Array.from({length: count}, (_, index) => index));
    if (state !== undefined) this.random = restoreRandom(state.random);
  }

  next(): BatchPlan {
    const entries: {index: number; flip: boolean}[] = [];
    let epoch: number | undefined;
    while (entries.length < this.options.batchSize) {
      if (this.position >= this.count) this.beginEpoch();
      epoch ??= this.epoch;
      const flip = this.options.horizontalFlip && this.random.uniform() < 0.5;
      entries.push({index: this.order[this.position] as number, flip});
      this.position += 1;
    }
    const after = {epoch: this.epoch, position: this.position, epochRandom: [...this.epochRandom], random: [...this.random.state()]};
    return {epoch: epoch ?? this.epoch, entries, after};
  }

  private beginEpoch(): void {
    this.epoch += 1;
    this.position = 0;
    this.epochRandom = [...this.random.state()];
    this.order = this.random.shuffle(Array.from({length: this.count}, (_, index) => index));
  }
}
