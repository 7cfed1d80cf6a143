import {parseImageId, parseMid} from '@oid/core';
import type {Point} from '../group-points.ts';
import type {ImageRow} from '../image-rows.ts';
import {MalformedPointError} from '../errors/malformed-point-error.ts';

/** A point as plain JSON: what a line of `points/<split>.ndjson` holds. Flags are 1, 0 and −1 for not judged. */
export type PointJson = {
  imageId: string;
  image: Partial<Omit<ImageRow, 'imageId'>>;
  /** `[N, 4]` flat, `[ymin, xmin, ymax, xmax]`, in the fewest digits that give the same float32. */
  boxes: number[];
  classes: string[];
  groupOf: number[];
  occluded: number[];
  truncated: number[];
  depiction: number[];
  inside: number[];
};

const FLAGS = ['groupOf', 'occluded', 'truncated', 'depiction', 'inside'] as const;
const TEXTS = ['subset', 'originalUrl', 'landingUrl', 'license', 'authorProfileUrl', 'author', 'title'] as const;
const OPTIONAL = {originalMd5: 'string', thumbnailUrl: 'string', originalSize: 'number', rotation: 'number'} as const;

/** Nothing is lost: {@link pointFromJson} gives an equal point. */
export function pointToJson({imageId, image, boxes, classes, ...flags}: Point): PointJson {
  const {imageId: _, ...fields} = image;
  return {
    imageId,
    image: fields,
    boxes: Array.from(boxes, shortest),
    classes: [...classes],
    ...(Object.fromEntries(FLAGS.map((flag) => [flag, [...flags[flag]]])) as Pick<PointJson, (typeof FLAGS)[number]>),
  };
}

/**
 * @param where - file and line, for messages.
 * @throws {@link MalformedPointError}, InvalidIdError.
 */
export function pointFromJson(value: unknown, where: string): Point {
  const fail = (reason: string): never => {
    throw new MalformedPointError(where, reason);
  };
  if (typeof value !== 'object' || value === null) return fail('a point is an object');
  const {imageId, image, boxes, classes, ...flags} = value as Partial<PointJson>;
  if (typeof imageId !== 'string' || typeof image !== 'object' || image === null) return fail('it has no imageId, or no image');
  if (!Array.isArray(classes) || !classes.every((mid) => typeof mid === 'string')) return fail('classes is no list of ids');
  const numbers = (name: string, list: unknown, length: number, fits: (value: number) => boolean): number[] => {
    if (!Array.isArray(list) || list.length !== length || !list.every((at) => typeof at === 'number' && fits(at))) {
      return fail(`${name} is no list of ${length} numbers in their range`);
    }
    return list as number[];
  };
  const state = (name: (typeof FLAGS)[number], lowest: number): number[] =>
    numbers(name, flags[name], classes.length, (at) => Number.isInteger(at) && at >= lowest && at <= 1);
  const coordinates = Float32Array.from(numbers('boxes', boxes, 4 * classes.length, (at) => at >= 0 && at <= 1));
  for (let n = 0; n < coordinates.length; n += 4) {
    const [ymin, xmin, ymax, xmax] = coordinates.subarray(n, n + 4) as unknown as [number, number, number, number];
    if (ymin > ymax || xmin > xmax) fail(`box ${n / 4} has its sides in the wrong order`);
  }
  const row = image as Readonly<Record<string, unknown>>;
  for (const name of TEXTS) if (typeof row[name] !== 'string') fail(`image.${name} is no text`);
  for (const [name, type] of Object.entries(OPTIONAL))
    if (row[name] !== undefined && typeof row[name] !== type) fail(`image.${name} is no ${type}`);
  const id = parseImageId(imageId, where);
  return {
    imageId: id,
    image: {
      imageId: id,
      ...(Object.fromEntries(TEXTS.map((name) => [name, row[name]])) as Pick<ImageRow, (typeof TEXTS)[number]>),
      ...(Object.fromEntries(Object.keys(OPTIONAL).map((name) => [name, row[name]])) as Pick<ImageRow, keyof typeof OPTIONAL>),
    },
    boxes: coordinates,
    classes: classes.map((mid) => parseMid(mid, where)),
    groupOf: Uint8Array.from(state('groupOf', 0)),
    occluded: Int8Array.from(state('occluded', -1)),
    truncated: Int8Array.from(state('truncated', -1)),
    depiction: Int8Array.from(state('depiction', -1)),
    inside: Int8Array.from(state('inside', -1)),
  };
}

/** The number with the fewest digits that rounds to this float32; tables have six decimals, float64 would show sixteen. */
function shortest(value: number): number {
  const millionths = Math.round(value * 1e6) / 1e6;
  if (Math.fround(millionths) === value) return millionths;
  for (const digits of [7, 8]) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
