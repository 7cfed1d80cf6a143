import {OptionError, ShapeError} from '@oid/core';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {decodeRgb} from './decode-rgb.ts';
import type {RgbImage} from './decode-rgb.ts';
import {drawBoxes} from './draw-boxes.ts';
import {labelColor} from './label-color.ts';

const GREY: RgbImage = {data: new Uint8Array(100 * 200 * 3).fill(128), size: {height: 100, width: 200}};

function pixel({data, size}: RgbImage, x: number, y: number): string {
  const start = (y * size.width + x) * 3;
  return `#${Buffer.from(data.subarray(start, start + 3)).toString('hex')}`;
}

describe('drawBoxes', () => {
  test('draws a line just inside the box, on whole pixels, and leaves the rest alone', async () => {
    const drawn = await decodeRgb(await drawBoxes(GREY, [{box: [0.5, 0.25, 0.9, 0.75], label: '', color: '#ff0000'}]));
    expect(drawn.size).toEqual(GREY.size);
    expect([pixel(drawn, 50, 70), pixel(drawn, 149, 70), pixel(drawn, 100, 50), pixel(drawn, 100, 89)]).toEqual(Array(4).fill('#ff0000'));
    expect([pixel(drawn, 45, 70), pixel(drawn, 100, 70), pixel(drawn, 155, 70), pixel(drawn, 100, 20)]).toEqual(Array(4).fill('#808080'));
  });

  test('takes the colour from the label', async () => {
    const drawn = await decodeRgb(await drawBoxes(GREY, [{box: [0.5, 0.25, 0.9, 0.75], label: 'Car', score: 0.5}]));
    expect(pixel(drawn, 50, 80)).toBe(labelColor('Car'));
  });

  test('leaves the photo unchanged without boxes, or where a box lies outside', async () => {
    expect((await decodeRgb(await drawBoxes(GREY, []))).data).toEqual(Buffer.from(GREY.data));
    expect((await decodeRgb(await drawBoxes(GREY, [{box: [1.1, 0, 1.5, 1], label: 'Car'}]))).data).toEqual(Buffer.from(GREY.data));
  });

  test('draws an encoded photo at another width, as JPEG, the same bytes each time', async () => {
    const photo = await sharp(GREY.data, {raw: {...GREY.size, channels: 3}})
      .png()
      .toBuffer();
    const draw = (): Promise<Uint8Array> =>
      drawBoxes(photo, [{box: [0, 0, 1, 1], label: 'Bus', score: 0.004}], {width: 400, format: 'jpeg'});
    const drawn = await draw();
    expect(await sharp(drawn).metadata()).toMatchObject({format: 'jpeg', width: 400, height: 200});
    expect(await draw()).toEqual(drawn);
  });

  test('draws a box of a pixel or none in a picture smaller than a letter', async () => {
    const tiny: RgbImage = {data: new Uint8Array(3 * 4 * 3), size: {height: 3, width: 4}};
    const drawn = await decodeRgb(
      await drawBoxes(tiny, [
        {box: [0, 0, 0.34, 0.25], label: 'Ant', color: '#00ff00'},
        {box: [1, 1, 1, 1], label: ''},
      ]),
    );
    expect([pixel(drawn, 0, 0), pixel(drawn, 3, 2)]).toEqual(['#00ff00', '#000000']);
  });

  test('names the box that is none, and RGB data that does not fit its size', async () => {
    await expect(
      drawBoxes(GREY, [
        {box: [0, 0, 1, 1], label: ''},
        {box: [0.5, 0, 0.4, 1], label: ''},
      ]),
    ).rejects.toThrow(/boxes\[1\]\.box/);
    await expect(drawBoxes(GREY, [{box: [0, Number.NaN, 1, 1], label: ''}])).rejects.toThrow(OptionError);
    await expect(drawBoxes(GREY, [{box: [0, 0, 1, 1], label: '', score: 2}])).rejects.toThrow(/boxes\[0\]\.score/);
    await expect(drawBoxes({data: new Uint8Array(5), size: {height: 1, width: 2}}, [])).rejects.toThrow(ShapeError);
  });
});
