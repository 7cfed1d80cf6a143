/** Pixels. An object, so that the order cannot be swapped. */
export type ImageSize = {height: number; width: number};
