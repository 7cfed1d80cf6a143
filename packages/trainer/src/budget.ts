/** What limits a run. At least one of the two is given; what is spent first ends it. */
export type Budget = {
  readonly totalSteps: number | undefined;
  readonly totalSeconds: number | undefined;
};

/** The spent share, in [0, 1], of the limit that is nearest. */
export function progressOf({totalSteps, totalSeconds}: Budget, step: number, elapsedSeconds: number): number {
  const ofSteps = totalSteps === undefined ? 0 : share(step, totalSteps);
  const ofTime = totalSeconds === undefined ? 0 : share(elapsedSeconds, totalSeconds);
  return Math.max(ofSteps, ofTime);
}

/** Seconds left, given the seconds a step takes now; undefined when neither limit allows an estimate. */
export function remainingSeconds(
  {totalSteps, totalSeconds}: Budget,
  step: number,
  elapsedSeconds: number,
  secondsPerStep: number | undefined,
): number | undefined {
  const bySteps = totalSteps === undefined || secondsPerStep === undefined ? Infinity : (totalSteps - step) * secondsPerStep;
  const byTime = totalSeconds === undefined ? Infinity : totalSeconds - elapsedSeconds;
  const seconds = Math.max(0, Math.min(bySteps, byTime));
  return Number.isFinite(seconds) ? seconds : undefined;
}

function share(spent: number, total: number): number {
  return total <= 0 ? 1 : Math.min(1, spent / total);
}
