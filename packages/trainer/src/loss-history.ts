/** One point of the loss curve: the weighted total and its two parts, before that step's update. */
export type LossPoint = {step: number; loss: number; classLoss: number; boxLoss: number};

/** One line of JSON a point, each ended by a line feed. Infinity and NaN, which JSON lacks, do not occur in a run's history. */
export function formatLossPoints(points: readonly LossPoint[]): string {
  return points.map(({step, loss, classLoss, boxLoss}) => `${JSON.stringify({step, loss, classLoss, boxLoss})}\n`).join('');
}

/**
 * Reads lines as {@link formatLossPoints} writes them, up to and with step `lastStep`: a line that was torn by a kill, steps that the
 * checkpoint does not know and repeated steps are left out.
 */
export function parseLossPoints(text: string, lastStep: number): LossPoint[] {
  const points: LossPoint[] = [];
  for (const line of text.split('\n')) {
    const point = parseLine(line);
    if (point !== undefined && point.step <= lastStep && point.step > (points.at(-1)?.step ?? 0)) points.push(point);
  }
  return points;
}

function parseLine(line: string): LossPoint | undefined {
  if (line === '') return undefined;
  try {
    const {step, loss, classLoss, boxLoss} = JSON.parse(line) as Partial<LossPoint>;
    return typeof step === 'number' && typeof loss === 'number' && typeof classLoss === 'number' && typeof boxLoss === 'number'
      ? {step, loss, classLoss, boxLoss}
      : undefined;
  } catch {
    return undefined;
  }
}
