import type {ImageSize, Mid, Random} from '@oid/core';
import sharp from 'sharp';
import type {Setting} from './backdrops/backdrop.ts';
import {between, chance, pick} from './chance.ts';
import {rasterize, renderLayer} from './layer.ts';
import {paintCamera, paintGround, paintLayer, paintReflection, paintShadow} from './paint.ts';
import {composeScene} from './scene.ts';
import type {Scene} from './scene.ts';
import {measureVisibility} from './visibility.ts';
import type {Visibility} from './visibility.ts';

/** One box of a photo; edges normalised to [0, 1] in the stored pixel matrix. */
export type SampleBox = {
  readonly mid: Mid;
  readonly name: string;
  readonly xmin: number;
  readonly xmax: number;
  readonly ymin: number;
  readonly ymax: number;
  readonly occluded: boolean;
  readonly truncated: boolean;
  readonly groupOf: boolean;
  readonly depiction: boolean;
};

/** A rendered photo. */
export type SamplePhoto = {
  readonly jpeg: Buffer;
  /** Of the stored matrix. */
  readonly size: ImageSize;
  readonly setting: Setting;
  /** Degrees counter-clockwise by which the stored matrix must be turned to stand upright: 0, 90, 180 or 270. */
  readonly rotation: 0 | 90 | 180 | 270;
  readonly boxes: readonly SampleBox[];
};

/** EXIF orientation under which a viewer shows a stored photo upright, by rotation. */
const ORIENTATIONS = {0: 1, 90: 8, 180: 3, 270: 6} as const;

/** A thing smaller than this share of the photo, or of which less than a twentieth shows, gets no box. */
const LEAST_AREA = 0.0008;

/**
 * Renders the next photo of a stream: a scene with at least one box of a trainable class, every box tight around the pixels that can be
 * seen. About one photo in thirty is stored turned, with the EXIF orientation that says so, as cameras do.
 */
export async function renderPhoto(random: Random): Promise<SamplePhoto> {
  for (;;) {
    const scene = composeScene(random);
    const layers = await Promise.all(scene.items.map(({drawing, placement}) => renderLayer(drawing, placement)));
    const boxes = boxesOf(scene, measureVisibility(layers, scene.size));
    if (!boxes.some(({trainable}) => trainable)) continue;

    const blurred = chance(random, 0.6) ? between(random, 0.5, 2.4) : 0;
    const background = await rasterize(scene.backdrop.markup, scene.size.width, scene.size.height);
    const pipeline = sharp(background, {raw: {...scene.size, channels: 4}}).removeAlpha();
    const canvas = {rgb: await (blurred > 0 ? pipeline.blur(blurred) : pipeline).raw().toBuffer(), size: scene.size};
    paintGround(canvas, scene.backdrop, random);
    for (const [index, layer] of layers.entries()) {
      const {cast} = scene.items[index] as Scene['items'][number];
      if (cast === 'shadow') paintShadow(canvas, layer, scene.light);
      if (cast === 'reflection') paintReflection(canvas, layer);
      paintLayer(canvas, layer);
    }
    paintCamera(canvas, random, scene.light);

    const rotation = chance(random, 0.035) ? pick(random, [90, 180, 270] as const) : 0;
    const stored = sharp(canvas.rgb, {raw: {...scene.size, channels: 3}}).rotate(rotation);
    const turned = rotation === 0 ? stored : stored.withMetadata({orientation: ORIENTATIONS[rotation]});
    const {data, info} = await turned.jpeg({quality: 80 + random.integer(11)}).toBuffer({resolveWithObject: true});
    return {
      jpeg: data,
      size: {height: info.height, width: info.width},
      setting: scene.backdrop.setting,
      rotation,
      boxes: boxes.map(({box}) => turnClockwise(box, rotation)),
    };
  }
}

function boxesOf({items, size}: Scene, visibilities: readonly Visibility[]): {box: SampleBox; trainable: boolean}[] {
  return items.flatMap(({sampleClass, groupOf, depiction}, index) => {
    const {extent, visible, inside, whole} = visibilities[index] as Visibility;
    if (sampleClass === undefined || extent === undefined) return [];
    if (visible < LEAST_AREA * size.height * size.width || visible < whole / 20) return [];
    const box = {
      mid: sampleClass.mid,
      name: sampleClass.name,
      xmin: extent.left / size.width,
      xmax: extent.right / size.width,
      ymin: extent.top / size.height,
      ymax: extent.bottom / size.height,
      occluded: visible < 0.98 * inside,
      truncated: inside < 0.99 * whole,
      groupOf: groupOf ?? false,
      depiction: depiction ?? false,
    };
    return [{box, trainable: sampleClass.trainable}];
  });
}

/** A box of an upright photo in the matrix that is stored: turned clockwise by `degrees`. */
export function turnClockwise(box: SampleBox, degrees: 0 | 90 | 180 | 270): SampleBox {
  const {xmin, xmax, ymin, ymax} = box;
  switch (degrees) {
    case 0:
      return box;
    case 90:
      return {...box, xmin: 1 - ymax, xmax: 1 - ymin, ymin: xmin, ymax: xmax};
    case 180:
      return {...box, xmin: 1 - xmax, xmax: 1 - xmin, ymin: 1 - ymax, ymax: 1 - ymin};
    default:
      return {...box, xmin: ymin, xmax: ymax, ymin: 1 - xmax, ymax: 1 - xmin};
  }
}
