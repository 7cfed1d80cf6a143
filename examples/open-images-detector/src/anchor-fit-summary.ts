import type {AnchorFit} from '@oid/trainer';

/** What the report keeps of how anchors fit the boxes to train on. */
export type AnchorFitSummary = {
  boxes: number;
  /** Of the boxes, those that an anchor overlaps by 0.5 or more, in [0, 1]. */
  share: number;
  bySize: Record<'small' | 'medium' | 'large', number | null>;
  byClass: Record<string, number>;
  /** `sizes` and `aspect_ratios` that would fit, by clustering. */
  suggested: {scales: number[]; aspectRatios: number[]} | null;
};

/** Where all boxes or those of a class are reached less often than this, the console names what would fit. */
const POOR_SHARE = 0.6;

export function summarizeFit({coverage, suggestion}: AnchorFit, nameOf: (classId: number) => string): AnchorFitSummary {
  const {all, bySize, byClass} = coverage;
  const shareOf = ({groundTruths, share}: {groundTruths: number; share: number}): number | null =>
    groundTruths === 0 ? null : round(share);
  return {
    boxes: all.groundTruths,
    share: round(all.share),
    bySize: {small: shareOf(bySize.small), medium: shareOf(bySize.medium), large: shareOf(bySize.large)},
    byClass: Object.fromEntries(byClass.map(({classId, share}) => [nameOf(classId), round(share)])),
    suggested: suggestion === undefined ? null : {scales: suggestion.scales.map(round), aspectRatios: suggestion.aspectRatios.map(round)},
  };
}

/** One line; where the anchors fit poorly, what would fit better. */
export function tellFit({boxes, share, byClass, suggested}: AnchorFitSummary): string {
  const percent = (value: number): string => `${Math.round(100 * value)} %`;
  const [worst] = Object.entries(byClass).toSorted(([, a], [, b]) => a - b);
  const least = worst === undefined || Object.keys(byClass).length < 2 ? '' : `, ${percent(worst[1])} of ${worst[0]}`;
  const isPoor = Math.min(share, worst?.[1] ?? 1) < POOR_SHARE;
  const better = isPoor && suggested !== null ? `; sizes ${suggested.scales.join(', ')} would fit better` : '';
  return `reach ${percent(share)} of ${boxes} boxes at IoU 0.5${least}${better}`;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
