import type {backend_util} from '@tensorflow/tfjs-core';

/** Output columns `start` to `end`, over which the filter's columns `tapStart` to `tapEnd` lie inside the image; ends excluded. */
export type ColumnSpan = {start: number; end: number; tapStart: number; tapEnd: number};

/** Splits a row of output positions by which of the filter's columns lie inside the image. Positions without any are left out. */
export function columnSpans({
  inWidth,
  outWidth,
  filterWidth,
  strideWidth,
  padInfo,
}: Pick<backend_util.Conv2DInfo, 'inWidth' | 'outWidth' | 'filterWidth' | 'strideWidth' | 'padInfo'>): ColumnSpan[] {
  const spans: ColumnSpan[] = [];
  for (let column = 0; column < outWidth; column += 1) {
    const left = column * strideWidth - padInfo.left;
    const tapStart = Math.max(0, -left);
    const tapEnd = Math.min(filterWidth, inWidth - left);
    if (tapStart >= tapEnd) continue;
    const previous = spans.at(-1);
    if (previous?.end === column && previous.tapStart === tapStart && previous.tapEnd === tapEnd) previous.end += 1;
    else spans.push({start: column, end: column + 1, tapStart, tapEnd});
  }
  return spans;
}
