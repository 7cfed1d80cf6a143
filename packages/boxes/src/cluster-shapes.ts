import {checkRange, OptionError} from '@oid/core';
import type {ImageSize, Random} from '@oid/core';

export type ShapeCluster = ImageSize & {
  /** Share of the shapes nearest to this one, in (0, 1]. */
  share: number;
  /** Mean IoU of those with it, placed on one centre. */
  meanIou: number;
};

/** Rounds after which clustering stops even if shapes still change sides. */
const MOST_ROUNDS = 100;

/**
 * k-means over heights and widths with the distance 1 − IoU of shapes on one centre, so that large boxes weigh no more than small ones.
 * Starts as k-means++ does; a centre is the mean of its shapes. Stops when no shape changes sides, or after 100 rounds.
 *
 * @param shapes - heights and widths, each above 0, in one unit.
 * @param k - clusters wanted, from 1; fewer come back where there are fewer different shapes.
 * @param random - decides the start; the same state gives the same clusters.
 * @returns clusters by ascending area.
 * @throws OptionError for no shapes, a side that is not above 0, or a bad `k`.
 * @see Redmon and Farhadi 2017, YOLO9000, arXiv:1612.08242, §2; Arthur and Vassilvitskii 2007, k-means++.
 */
export function clusterShapes(shapes: readonly ImageSize[], k: number, random: Random): ShapeCluster[] {
  checkRange('k', k, {min: 1, max: 10_000, integer: true});
  if (shapes.length === 0) throw new OptionError('shapes', '[]', 'at least one shape');
  for (const [index, {height, width}] of shapes.entries()) {
    const valid = height > 0 && width > 0 && height < Infinity && width < Infinity;
    if (!valid) throw new OptionError(`shapes[${index}]`, `${height} by ${width}`, 'a height and a width above 0');
  }
  let centres = firstCentres(shapes, k, random);
  let sides = nearest(shapes, centres);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    centres = centres.map((centre, c) => meanShape(shapes.filter((_, i) => sides[i] === c)) ?? centre);
    const next = nearest(shapes, centres);
    const isStable = next.every((side, i) => side === sides[i]);
    sides = next;
    if (isStable) break;
  }
  return centres
    .flatMap((centre, c) => {
      const own = shapes.filter((_, i) => sides[i] === c);
      if (own.length === 0) return [];
      const meanIou = own.reduce((sum, shape) => sum + concentricIou(shape, centre), 0) / own.length;
      return [{...centre, share: own.length / shapes.length, meanIou}];
    })
    .sort((a, b) => a.height * a.width - b.height * b.width);
}

/** IoU of two boxes on one centre. */
export function concentricIou(a: ImageSize, b: ImageSize): number {
  const shared = Math.min(a.height, b.height) * Math.min(a.width, b.width);
  return shared / (a.height * a.width + b.height * b.width - shared);
}

/** k-means++: each further centre is drawn with a chance in proportion to its squared distance from the nearest one so far. */
function firstCentres(shapes: readonly ImageSize[], k: number, random: Random): ImageSize[] {
  const centres = [shapes[random.integer(shapes.length)] as ImageSize];
  const distances = shapes.map(() => Infinity);
  while (centres.length < k) {
    const last = centres[centres.length - 1] as ImageSize;
    let sum = 0;
    for (const [i, shape] of shapes.entries()) {
      const distance = Math.min(distances[i] ?? Infinity, (1 - concentricIou(shape, last)) ** 2);
      distances[i] = distance;
      sum += distance;
    }
    if (sum === 0) break;
    let rest = random.uniform() * sum;
    let chosen = distances.findIndex((distance) => (rest -= distance) < 0);
    if (chosen === -1) chosen = distances.findLastIndex((distance) => distance > 0);
    centres.push(shapes[chosen] as ImageSize);
  }
  return centres.map(({height, width}) => ({height, width}));
}

/** Index of each shape's nearest centre, the lowest of equals. */
function nearest(shapes: readonly ImageSize[], centres: readonly ImageSize[]): number[] {
  return shapes.map((shape) => {
    let best = 0;
    let bestIou = -1;
    for (const [c, centre] of centres.entries()) {
      const iou = concentricIou(shape, centre);
      if (iou > bestIou) [best, bestIou] = [c, iou];
    }
    return best;
  });
}

function meanShape(shapes: readonly ImageSize[]): ImageSize | undefined {
  if (shapes.length === 0) return undefined;
  const height = shapes.reduce((sum, shape) => sum + shape.height, 0) / shapes.length;
  return {height, width: shapes.reduce((sum, shape) => sum + shape.width, 0) / shapes.length};
}
