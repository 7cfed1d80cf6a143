import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseBoxRows} from './box-rows.ts';
import {groupPoints} from './group-points.ts';
import {parseImageRows} from './image-rows.ts';
import {bytesOf} from '../test/bytes.ts';
import {BOXES, BOX_HEADER, IMAGES} from '../test/release.ts';

const group = (boxes: string, images: string, classes: readonly string[]): ReturnType<typeof groupPoints> =>
  groupPoints(parseBoxRows(bytesOf(boxes), {source: 'b'}), parseImageRows(bytesOf(images), {source: 'i'}), {classes: new Set(classes)});

describe('groupPoints', () => {
  test('gathers the boxes of an image that are apart in the table, in order of first appearance', async () => {
    const {points, imagesWithoutIndexRow} = await group(BOXES, IMAGES, ['/m/0k4j', '/m/019jd', '/m/0138tl']);
    expect(imagesWithoutIndexRow).toEqual([]);
    expect(points.map(({imageId, classes, image}) => [imageId, classes, image.imageId])).toEqual([
      ['0000000000000002', ['/m/0k4j', '/m/0138tl'], '0000000000000002'],
      ['0000000000000001', ['/m/019jd'], '0000000000000001'],
    ]);
    expect(points[0]?.boxes).toEqual(new Float32Array([0, 0.25, 0.5, 0.75, 0.5, 0.5, 1, 0.5]));
    expect(points[0]?.occluded).toEqual(new Int8Array([1, -1]));
    expect(points[0]?.depiction).toEqual(new Int8Array([-1, -1]));
    expect(points[0]?.groupOf).toEqual(new Uint8Array([0, 0]));
    expect(points[1]?.groupOf).toEqual(new Uint8Array([1]));
    expect([points[1]?.truncated[0], points[1]?.inside[0]]).toEqual([1, 0]);
  });

  test('leaves out other classes and images that have none of these', async () => {
    const {points} = await group(BOXES, IMAGES, ['/m/0138tl']);
    expect(points.map(({imageId, classes}) => [imageId, classes])).toEqual([['0000000000000002', ['/m/0138tl']]]);
    expect((await group(BOXES, IMAGES, [])).points).toEqual([]);
  });

  test('names images that the image table lacks', async () => {
    const images = IMAGES.replace('\n0000000000000002', '\n0000000000000003');
    const {points, imagesWithoutIndexRow} = await group(BOXES, images, ['/m/0k4j', '/m/019jd']);
    expect(points.map(({imageId}) => imageId)).toEqual(['0000000000000001']);
    expect(imagesWithoutIndexRow).toEqual(['0000000000000002']);
  });

  test('loses no box and keeps their order, whatever the interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({min: 1, max: 2}), {minLength: 1, maxLength: 200}), async (images) => {
        const rows = images.map((image, n) => `000000000000000${image},xclick,/m/0k4j,1,0,${(n + 1) / 256},0,1,0,0,0,0,0\n`);
        const {points} = await group(BOX_HEADER + rows.join(''), IMAGES, ['/m/0k4j']);
        for (const {imageId, boxes} of points) {
          const expected = images.flatMap((image, n) => (imageId.endsWith(String(image)) ? [(n + 1) / 256] : []));
          expect([...boxes].filter((_, k) => k % 4 === 3)).toEqual(expected);
        }
        expect(points.map(({imageId}) => Number(imageId))).toEqual([...new Set(images)]);
      }),
      {numRuns: 30},
    );
  });
});
