import {checkRange, ShapeError} from '@oid/core';
import type {Random} from '@oid/core';

export type SampleBalancedOptions = {
  /** Source of the draw; `createRandom(seed)` of `@oid/core`. */
  random: Random;
  /** Rows to choose; without it all positives and as many negatives as keep `positiveFraction`. @default none */
  batchSize?: number | undefined;
  /** Largest share of positives, in [0, 1]; above 0 without `batchSize`. @default 0.5 */
  positiveFraction?: number | undefined;
};

export const SAMPLE_BALANCED_DEFAULTS: {readonly positiveFraction: number} = {positiveFraction: 0.5};

/**
 * Draws rows for the loss with a bounded share of positives. With a batch size: at most `floor(positiveFraction · batchSize)` positives, and
 * negatives for the rest, fewer where they run out. Without: every positive, and `floor(positives · (1 - f) / f)` negatives. Which ones is
 * uniformly random; the same generator state draws the same rows.
 *
 * @param indicator - `[N]`, 1 for rows that may be drawn, else 0.
 * @param labels - `[N]`, 1 for positive, 0 for negative.
 * @returns `[N]`, 1 for rows that are drawn. N = 0 gives length 0.
 * @throws ShapeError when the lengths differ; OptionError for an option out of range.
 * @see TensorFlow Object Detection API, `BalancedPositiveNegativeSampler`.
 */
export function sampleBalanced(indicator: Uint8Array, labels: Uint8Array, options: SampleBalancedOptions): Uint8Array {
  const {random, batchSize} = options;
  const fraction = checkRange('positiveFraction', options.positiveFraction ?? SAMPLE_BALANCED_DEFAULTS.positiveFraction, {
    min: batchSize === undefined ? 1e-9 : 0,
    max: 1,
  });
  if (batchSize !== undefined) checkRange('batchSize', batchSize, {min: 0, integer: true});
  if (labels.length !== indicator.length) throw new ShapeError('labels', [labels.length], `[${indicator.length}], as indicator`);
  const positives: number[] = [];
  const negatives: number[] = [];
  for (let k = 0; k < indicator.length; k++) if (indicator[k] !== 0) (labels[k] === 0 ? negatives : positives).push(k);
  const mostPositives = batchSize === undefined ? positives.length : Math.floor(fraction * batchSize);
  const drawnPositives = draw(positives, mostPositives, random);
  const mostNegatives =
    batchSize === undefined
      ? Math.floor(Math.fround(Math.fround((1 - fraction) / fraction) * drawnPositives.length))
      : batchSize - drawnPositives.length;
  const drawn = new Uint8Array(indicator.length);
  for (const k of drawnPositives) drawn[k] = 1;
  for (const k of draw(negatives, mostNegatives, random)) drawn[k] = 1;
  return drawn;
}

function draw(rows: readonly number[], count: number, random: Random): readonly number[] {
  return count >= rows.length ? rows : random.shuffle(rows).slice(0, count);
}
