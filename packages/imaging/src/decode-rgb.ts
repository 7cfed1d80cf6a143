import {checkRange, ShapeError} from '@oid/core';
import type {ImageSize} from '@oid/core';
import type {ImageRules} from './image-rules.ts';
import {asCorruptImage, openPhoto} from './open-photo.ts';

/** Options of {@link decodeRgb}. */
export type DecodeRgbOptions = ImageRules & {
  /** Size to stretch the picture to, without regard to its shape. @default the picture's own size */
  size?: ImageSize | undefined;
};

/** Pixels in rows from the top, each pixel red, green, blue: uint8 `[height, width, 3]`. */
export type RgbImage = {data: Uint8Array; size: ImageSize};

/**
 * Decodes a photo to RGB, stretched to `size` if that is given, as a `fixed_shape_resizer` does; normalised boxes hold unchanged.
 *
 * The EXIF orientation is not applied. Grey, CMYK and 16-bit pixels become 8-bit sRGB; transparent parts lie on white.
 *
 * @returns uint8 `[height, width, 3]`, values 0 to 255.
 * @throws {@link CorruptImageError} if the bytes are no photo, or if the decoder so much as warns.
 * @throws {@link RefusedImageError} if a rule forbids the photo.
 * @throws {@link OptionError} if `size` is not of positive integers.
 */
export async function decodeRgb(bytes: Uint8Array, options: DecodeRgbOptions = {}): Promise<RgbImage> {
  const {size} = options;
  if (size !== undefined) {
    checkRange('size.height', size.height, {min: 1, max: 16_383, integer: true});
    checkRange('size.width', size.width, {min: 1, max: 16_383, integer: true});
  }
  const {pipeline} = await openPhoto(bytes, options);
  const resized = size === undefined ? pipeline : pipeline.resize({width: size.width, height: size.height, fit: 'fill'});
  const {data, info} = await resized
    .raw({depth: 'uchar'})
    .toBuffer({resolveWithObject: true})
    .catch((error: unknown) => {
      throw asCorruptImage(error, bytes);
    });
  return {data, size: {height: info.height, width: info.width}};
}

/**
 * The pixels of a photo that is encoded or decoded already.
 *
 * @throws {@link ShapeError} if RGB data does not have the length that its size calls for.
 */
export async function pixelsOf(image: Uint8Array | RgbImage): Promise<RgbImage> {
  if (image instanceof Uint8Array) return decodeRgb(image);
  const {data, size} = image;
  if (data.length !== size.height * size.width * 3 || data.length === 0) {
    throw new ShapeError('image.data', [data.length], `${size.height} × ${size.width} × 3 bytes, at least one pixel`);
  }
  return image;
}
