import type {ImageSize, Random} from '@oid/core';

/** Where a photo is set; decides which objects may stand in it. */
export type Setting = 'street' | 'water' | 'table' | 'studio';

/** What lies behind the objects, in pixels of the photo. */
export type Backdrop = {
  readonly setting: Setting;
  /** SVG markup that covers the whole photo. */
  readonly markup: string;
  /** Height of the line from which the ground runs down to the photo's lower edge; objects stand below it. */
  readonly horizon: number;
  /** Seen from above, so that things may lie any way round. */
  readonly fromAbove: boolean;
  /** Grain of the ground: strength of light and dark (0 to 1), height of a grain in pixels, how many times wider it is, and whether it grows nearer. */
  readonly ground: {readonly strength: number; readonly grain: number; readonly stretch: number; readonly receding: boolean};
};

/** Draws a backdrop. */
export type DrawBackdrop = (random: Random, size: ImageSize, light: -1 | 1) => Backdrop;
