import type {MovingStatistic} from './layers/normalized-convolution.ts';

/** Gives every moving statistic its next value and disposes the values. Call it once a step, inside or after the gradient. */
export function applyMovingStatistics(movingStatistics: readonly MovingStatistic[]): void {
  for (const {variable, value} of movingStatistics) {
    variable.assign(value);
    value.dispose();
  }
}
