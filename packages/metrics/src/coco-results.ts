import type {Detections, ImageSize} from '@oid/core';
import type {CocoDetection} from './coco-json.ts';

/**
 * The rows of a COCO results file for one image: boxes as `[x, y, width, height]` in pixels.
 *
 * @param detections - boxes as fractions of the image.
 * @param size - of the image in pixels.
 * @returns one row a detection, in their order. `JSON.stringify` of all images' rows is the file.
 */
export function toCocoResults(imageId: number | string, {boxes, scores, classes, count}: Detections, size: ImageSize): CocoDetection[] {
  return Array.from({length: count}, (_, row) => {
    const [ymin, xmin, ymax, xmax] = boxes.subarray(4 * row, 4 * row + 4) as unknown as [number, number, number, number];
    return {
      image_id: imageId,
      category_id: classes[row] as number,
      bbox: [xmin * size.width, ymin * size.height, (xmax - xmin) * size.width, (ymax - ymin) * size.height],
      score: scores[row] as number,
    };
  });
}
