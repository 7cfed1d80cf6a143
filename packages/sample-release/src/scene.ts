import type {ImageSize, Random} from '@oid/core';
import type {Backdrop, Setting} from './backdrops/backdrop.ts';
import {drawStreet} from './backdrops/street.ts';
import {drawStudio} from './backdrops/studio.ts';
import {drawTable} from './backdrops/table.ts';
import {drawWater} from './backdrops/water.ts';
import {between, chance, pick} from './chance.ts';
import {SAMPLE_CLASSES} from './classes.ts';
import type {SampleClass, SampleClassName} from './classes.ts';
import {drawGroup} from './group.ts';
import {placedExtent} from './layer.ts';
import type {Placement} from './layer.ts';
import {drawFence, drawPaper, drawPost} from './props.ts';
import type {Drawing} from './sketch.ts';

/** A thing in a scene, to be painted after those before it. */
export type SceneItem = {
  readonly drawing: Drawing;
  readonly placement: Placement;
  /** Its class; undefined for a thing without a box. */
  readonly sampleClass?: SampleClass | undefined;
  readonly groupOf?: boolean | undefined;
  readonly depiction?: boolean | undefined;
  /** What it throws on the ground. */
  readonly cast: 'shadow' | 'reflection' | 'none';
};

/** A photo before it is painted. */
export type Scene = {readonly size: ImageSize; readonly backdrop: Backdrop; readonly light: -1 | 1; readonly items: readonly SceneItem[]};

const SIZES: readonly ImageSize[] = [
  {height: 384, width: 512},
  {height: 360, width: 480},
  {height: 341, width: 512},
  {height: 333, width: 500},
  {height: 512, width: 384},
  {height: 480, width: 360},
  {height: 400, width: 400},
  {height: 320, width: 427},
];

const SETTINGS: readonly {setting: Setting; weight: number; backdrop: typeof drawStreet; classes: readonly SampleClassName[]}[] = [
  {setting: 'street', weight: 0.32, backdrop: drawStreet, classes: ['Car', 'Car', 'Bus', 'Bus', 'Bus']},
  {setting: 'water', weight: 0.15, backdrop: drawWater, classes: ['Boat']},
  {setting: 'table', weight: 0.37, backdrop: drawTable, classes: ['Apple', 'Banana', 'Orange']},
  {setting: 'studio', weight: 0.16, backdrop: drawStudio, classes: ['Car', 'Bus', 'Boat', 'Boat', 'Apple', 'Banana', 'Orange']},
];

const VEHICLES: ReadonlySet<SampleClassName> = new Set(['Car', 'Bus', 'Boat']);

/** Share of the photo's area under a thing's rectangle, as a square root, by how many things there are. */
const SCALES: readonly (readonly [number, number])[] = [
  [0.38, 0.62],
  [0.31, 0.46],
  [0.25, 0.38],
  [0.22, 0.33],
  [0.2, 0.3],
];

type Extent = ReturnType<typeof placedExtent>;

/** Composes a photo: a setting, one to five things with room between them, now and then one that is cut off, covered, or one of many. */
export function composeScene(random: Random): Scene {
  const size = pick(random, SIZES);
  const light = chance(random, 0.5) ? -1 : 1;
  const {backdrop: drawBackdrop, classes} = weighted(random);
  const backdrop = drawBackdrop(random, size, light);
  const behind = standingBehind(random, size, backdrop, light);
  const things: {item: SceneItem; extent: Extent}[] = [];
  const count = 1 + Math.min(4, Math.floor(random.uniform() ** 1.25 * 5));
  const group = chance(random, 0.07);
  const crowded = chance(random, 0.25);
  for (let index = 0; index < (group ? 1 + random.integer(2) : count); index += 1) {
    const name = pick(random, classes);
    const asGroup = group && index === 0;
    const mirrored = chance(random, 0.5);
    const lighting = {light: (mirrored ? -light : light) as -1 | 1};
    const sampleClass = SAMPLE_CLASSES[name];
    const id = `t${index}_`;
    const drawing = asGroup ? drawGroup(random, sampleClass, lighting, id, !VEHICLES.has(name)) : sampleClass.draw(random, lighting, id);
    const [least, most] = asGroup ? [0.42, 0.6] : (SCALES[count - 1] as readonly [number, number]);
    const placement = findPlace(
      random,
      drawing,
      {name, size, backdrop, scale: between(random, least, most), mirrored, crowded, upright: asGroup},
      things,
    );
    if (placement === undefined) continue;
    const cast = backdrop.setting === 'water' ? 'reflection' : 'shadow';
    things.push({item: {drawing, placement, sampleClass, groupOf: asGroup, cast}, extent: placedExtent(drawing, placement)});
  }
  if (backdrop.setting === 'table' && chance(random, 0.35)) {
    const drawing = SAMPLE_CLASSES.Mug.draw(random, {light}, 'mug');
    const placement = findPlace(
      random,
      drawing,
      {name: 'Mug', size, backdrop, scale: between(random, 0.18, 0.28), mirrored: false, crowded, upright: true},
      things,
    );
    if (placement !== undefined)
      things.push({item: {drawing, placement, sampleClass: SAMPLE_CLASSES.Mug, cast: 'shadow'}, extent: placedExtent(drawing, placement)});
  }
  const front = things.sort((a, b) => a.extent.bottom - b.extent.bottom).map(({item}) => item);
  return {
    size,
    backdrop,
    light,
    items: [...behind, ...depicted(random, size, backdrop, light), ...front, ...standingBefore(random, size, backdrop)],
  };
}

function weighted(random: Random): (typeof SETTINGS)[number] {
  let left = random.uniform();
  for (const setting of SETTINGS) {
    left -= setting.weight;
    if (left < 0) return setting;
  }
  return SETTINGS[0] as (typeof SETTINGS)[number];
}

/** Trees and houses at the far side of a street. */
function standingBehind(random: Random, size: ImageSize, backdrop: Backdrop, light: -1 | 1): SceneItem[] {
  if (backdrop.setting !== 'street') return [];
  const items: SceneItem[] = [];
  for (let index = random.integer(4); index > 0; index -= 1) {
    const sampleClass = chance(random, 0.7) ? SAMPLE_CLASSES.Tree : SAMPLE_CLASSES.House;
    const drawing = sampleClass.draw(random, {light}, `b${index}_`);
    const scale = (between(random, 0.24, 0.46) * size.height) / drawing.height;
    const foot = backdrop.horizon - between(random, 0.03, 0.09) * size.height;
    const x = between(random, 0.02, 0.98) * size.width;
    items.push({
      drawing,
      placement: {x, y: foot - (drawing.height * scale) / 2, scaleX: scale, scaleY: scale, turn: 0, slant: 0, mirrored: false},
      sampleClass,
      cast: 'shadow',
    });
  }
  return items;
}

/** A thing drawn on a sheet of paper that lies in the picture: boxed as a depiction. */
function depicted(random: Random, size: ImageSize, {setting}: Backdrop, light: -1 | 1): SceneItem[] {
  if (setting !== 'studio' || !chance(random, 0.3)) return [];
  const sampleClass = SAMPLE_CLASSES[pick(random, ['Car', 'Bus', 'Boat', 'Apple', 'Orange'] as const)];
  const drawing = sampleClass.draw(random, {light}, 'd_');
  const paper = drawPaper();
  const side = between(random, 0.24, 0.34) * Math.min(size.height, size.width);
  const at = {
    x: between(random, 0.2, 0.8) * size.width,
    y: between(random, 0.14, 0.3) * size.height,
    turn: between(random, -10, 10),
    slant: 0,
    mirrored: false,
  };
  const paperScale = (side * 1.35) / paper.width;
  const scale = side / Math.max(drawing.width, drawing.height);
  return [
    {drawing: paper, placement: {...at, scaleX: paperScale, scaleY: paperScale}, cast: 'none'},
    {drawing, placement: {...at, scaleX: scale, scaleY: scale}, sampleClass, depiction: true, cast: 'none'},
  ];
}

/** Now and then a lamp post or a fence nearer than anything else. */
function standingBefore(random: Random, size: ImageSize, {setting}: Backdrop): SceneItem[] {
  if (setting !== 'street' || !chance(random, 0.16)) return [];
  const fence = chance(random, 0.4);
  const drawing = fence ? drawFence(random) : drawPost(random);
  const scale = fence ? (size.width * 1.04) / drawing.width : (size.height * between(random, 0.9, 1.2)) / drawing.height;
  const x = fence ? size.width / 2 : between(random, 0.1, 0.9) * size.width;
  const y = fence ? size.height - drawing.height * scale * 0.4 : size.height / 2;
  return [{drawing, placement: {x, y, scaleX: scale, scaleY: scale, turn: 0, slant: 0, mirrored: false}, cast: 'none'}];
}

type Wanted = {
  name: SampleClassName;
  size: ImageSize;
  backdrop: Backdrop;
  scale: number;
  mirrored: boolean;
  crowded: boolean;
  upright: boolean;
};

function findPlace(random: Random, drawing: Drawing, wanted: Wanted, placed: readonly {extent: Extent}[]): Placement | undefined {
  const {size, backdrop} = wanted;
  const cutOff = chance(random, 0.16);
  const shape = between(random, 0.93, 1.08);
  const {turn, slant} = pose(random, wanted);
  const deep = backdrop.setting === 'street' || backdrop.setting === 'water';
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const nearness = Math.min(1, Math.max(0, between(random, -0.35, 1) + 0.8 * wanted.scale));
    const shrink = 0.988 ** attempt * (deep ? 0.72 + 0.46 * nearness : 1);
    const scale = wanted.scale * shrink * Math.sqrt((size.height * size.width) / (drawing.height * drawing.width));
    const still = {x: 0, y: 0, scaleX: scale * shape, scaleY: scale / shape, turn, slant, mirrored: wanted.mirrored};
    const at = placedExtent(drawing, still);
    const [width, height] = [at.right - at.left, at.bottom - at.top];
    if (width > size.width * 0.94 || height > size.height * 0.9) continue;
    const farthest = Math.max(backdrop.horizon, height + size.height * 0.02);
    const foot = farthest + nearness * (size.height * 0.97 - farthest);
    const left = cutOff
      ? pick(random, [-between(random, 0.12, 0.4) * width, size.width - width * between(random, 0.6, 0.88)])
      : between(random, 0.01, 0.99) * (size.width - width);
    const down = cutOff && chance(random, 0.3) ? height * 0.2 : 0;
    const placement = {...still, x: left - at.left, y: foot + down - at.bottom};
    const extent = placedExtent(drawing, placement);
    const limit = wanted.crowded ? 0.34 : 0.04;
    if (placed.every((other) => overlapShare(extent, other.extent) <= limit)) return placement;
  }
  return undefined;
}

function pose(random: Random, {name, backdrop, upright}: Wanted): {turn: number; slant: number} {
  if (upright) return {turn: between(random, -2, 2), slant: 0};
  if (name === 'Boat') return {turn: between(random, -6, 6), slant: between(random, -3, 3)};
  if (VEHICLES.has(name))
    return backdrop.setting === 'studio'
      ? {turn: between(random, -16, 16), slant: between(random, -6, 6)}
      : {turn: between(random, -3, 3), slant: between(random, -5, 5)};
  const most = backdrop.fromAbove ? 180 : 38;
  return {turn: between(random, -most, most), slant: 0};
}

function overlapShare(a: Extent, b: Extent): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const area = ({left, right, top, bottom}: Extent): number => (right - left) * (bottom - top);
  return (width * height) / Math.min(area(a), area(b));
}
