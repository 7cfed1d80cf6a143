/** A colour: hue in degrees, saturation and lightness in percent. */
export type Color = {readonly h: number; readonly s: number; readonly l: number};

/** Makes a {@link Color}; saturation and lightness are clamped to 0 … 100. */
export function hsl(h: number, s: number, l: number): Color {
  return {h: ((h % 360) + 360) % 360, s: clampPercent(s), l: clampPercent(l)};
}

/** The same hue, lighter by `by` percent points (darker if negative). */
export function lighter({h, s, l}: Color, by: number): Color {
  return hsl(h, s, l + by);
}

/** As `#rrggbb`, for SVG. */
export function css({h, s, l}: Color): string {
  const reach = (s / 100) * Math.min(l / 100, 1 - l / 100);
  const channel = (offset: number): string => {
    const k = (offset + h / 30) % 12;
    const value = l / 100 - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

function clampPercent(value: number): number {
  return Math.min(100, Math.max(0, value));
}
