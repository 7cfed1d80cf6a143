export type SeriesPoint = {x: number; y: number};

/**
 * An exponential moving average over the points in their order, divided by the weights so far, so that it starts at the first value rather
 * than near 0 (the bias correction of Adam, arXiv:1412.6980, §3).
 *
 * @param weight - of the past, in [0, 1); 0 returns the points as they are.
 */
export function smoothSeries(points: readonly SeriesPoint[], weight: number): SeriesPoint[] {
  let sum = 0;
  let weights = 0;
  return points.map(({x, y}) => {
    sum = weight * sum + (1 - weight) * y;
    weights = weight * weights + (1 - weight);
    return {x, y: sum / weights};
  });
}

/** At most about `limit` points, each the mean of neighbours; the last point stays as it is. */
export function thinSeries(points: readonly SeriesPoint[], limit: number): SeriesPoint[] {
  const last = points.at(-1);
  if (points.length <= limit || last === undefined) return [...points];
  const size = Math.ceil(points.length / limit);
  const thin: SeriesPoint[] = [];
  for (let first = 0; first < points.length - 1; first += size) {
    const group = points.slice(first, Math.min(first + size, points.length - 1));
    const mean = (pick: (point: SeriesPoint) => number): number => group.reduce((sum, point) => sum + pick(point), 0) / group.length;
    thin.push({x: mean((point) => point.x), y: mean((point) => point.y)});
  }
  return [...thin, last];
}
