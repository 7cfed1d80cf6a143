import {createRandom} from '@oid/core';
import type {ImageId, Mid} from '@oid/core';

export type ChooseImagesOptions = {
  /** An image is taken while one of its classes has fewer images than this; so a frequent class may end with more, next to rare ones. */
  limitPerClass?: number | undefined;
  /** At most so many images. */
  sample?: number | undefined;
  seed: number;
};

/**
 * Draws images: visits them in a seeded order and takes each that the limits allow.
 *
 * @param images - in an order that does not depend on chance, such as that of their ids; each with its distinct classes.
 * @returns the ids taken. A class whose images are fewer than its limit has all of them, unless `sample` ends the draw.
 */
export async function chooseImages(
  images: AsyncIterable<{imageId: ImageId; classes: readonly Mid[]}>,
  {limitPerClass = Infinity, sample = Infinity, seed}: ChooseImagesOptions,
): Promise<Set<ImageId>> {
  const ids: ImageId[] = [];
  const classesOf: number[][] = [];
  const numbers = new Map<Mid, number>();
  for await (const {imageId, classes} of images) {
    ids.push(imageId);
    // Without a limit, which classes an image has does not matter.
    if (limitPerClass === Infinity) continue;
    const own = new Set<number>();
    for (const mid of classes) {
      const number = numbers.get(mid) ?? numbers.size;
      numbers.set(mid, number);
      own.add(number);
    }
    classesOf.push([...own]);
  }
  const taken = new Set<ImageId>();
  const counts = new Float64Array(numbers.size);
  for (const at of createRandom(seed).shuffle(ids.map((_, n) => n))) {
    if (taken.size >= sample) break;
    const own = classesOf[at] ?? [];
    if (limitPerClass !== Infinity && !own.some((number) => (counts[number] as number) < limitPerClass)) continue;
    for (const number of own) counts[number] = (counts[number] as number) + 1;
    taken.add(ids[at] as ImageId);
  }
  return taken;
}
