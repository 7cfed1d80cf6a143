import {isValidBox} from './check-boxes.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';

/**
 * Reorders a row of Open Images' box tables, whose columns are XMin, XMax, YMin, YMax, to `[ymin, xmin, ymax, xmax]`.
 *
 * @param xmin - left edge, fraction of the image's width; xmax the right edge.
 * @param ymin - upper edge, fraction of the image's height; ymax the lower edge.
 * @throws {@link InvalidBoxError} if a value is NaN or infinite, or a box ends before it starts.
 */
export function openImagesRowToYxyx(xmin: number, xmax: number, ymin: number, ymax: number): [number, number, number, number] {
  if (!isValidBox(ymin, xmin, ymax, xmax))
    throw new InvalidBoxError('Open Images row', 0, [ymin, xmin, ymax, xmax], 'finite, with YMin <= YMax and XMin <= XMax');
  return [ymin, xmin, ymax, xmax];
}
