import {createRandom} from '@oid/core';
import type {ImageSize} from '@oid/core';
import {drawBoxes} from '@oid/imaging';
import {encodeDetectionExample} from '@oid/tfrecord';
import type {DetectionExample} from '@oid/tfrecord';
import {writeRecords} from '@oid/tfrecord/node';
import {createHash} from 'node:crypto';

/** Wider than high, so that a swapped axis shows. */
export const TINY_SIZE: ImageSize = {height: 24, width: 32};

const COLORS = [
  [220, 40, 30],
  [30, 60, 220],
] as const;

/** A grey picture with noise and one rectangle, red for class 1 and blue for class 2; a record of it. */
export async function tinyExample(index: number, overrides: Partial<DetectionExample> = {}): Promise<DetectionExample> {
  const random = createRandom(index);
  const {height, width} = TINY_SIZE;
  const classId = (index % 2) + 1;
  const [top, left] = [random.integer(10), random.integer(14)];
  const [bottom, right] = [top + 10 + random.integer(4), left + 12 + random.integer(6)];
  const data = new Uint8Array(height * width * 3);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const inside = row >= top && row < bottom && column >= left && column < right;
      const color = inside ? (COLORS[classId - 1] as readonly [number, number, number]) : [128, 128, 128];
      data.set(
        color.map((value) => value + random.integer(20)),
        (row * width + column) * 3,
      );
    }
  }
  const encoded = new Uint8Array(await drawBoxes({data, size: TINY_SIZE}, [], {format: 'png'}));
  return {
    encoded,
    format: 'png',
    filename: `tiny-${index}.png`,
    sourceId: index.toString(16).padStart(16, '0'),
    sha256: createHash('sha256').update(encoded).digest('hex'),
    size: TINY_SIZE,
    boxes: Float32Array.of(top / height, left / width, bottom / height, right / width),
    labels: Int32Array.of(classId),
    texts: [classId === 1 ? '/m/red' : '/m/blue'],
    ...overrides,
  };
}

/** Writes `count` tiny pictures to a TFRecord file. */
export async function writeTinyRecords(path: string, count: number, first = 0): Promise<string> {
  const payloads: Uint8Array[] = [];
  for (let index = first; index < first + count; index += 1) payloads.push(encodeDetectionExample(await tinyExample(index)));
  await writeRecords(path, payloads);
  return path;
}
