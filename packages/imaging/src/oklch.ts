/**
 * A colour by lightness (0 to 1), chroma (0 to about 0.3) and hue in degrees, as `#rrggbb`. Chroma is lowered until the colour exists on a
 * screen, so that equal steps of hue look like equal steps.
 *
 * @see Ottosson 2020, "A perceptual color space for image processing" (Oklab).
 */
export function oklchToHex(lightness: number, chroma: number, hue: number): string {
  for (let tried = chroma; ; tried -= 0.005) {
    const channels = oklchToLinear(lightness, Math.max(0, tried), hue);
    if (tried <= 0 || channels.every((channel) => channel > -0.0005 && channel < 1.0005)) {
      return `#${channels.map((channel) => encode(channel).toString(16).padStart(2, '0')).join('')}`;
    }
  }
}

/** WCAG relative luminance of `#rrggbb`, 0 (black) to 1 (white). */
export function relativeLuminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => decode(Number.parseInt(hex.slice(start, start + 2), 16))) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function oklchToLinear(lightness: number, chroma: number, hue: number): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function encode(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}

function decode(byte: number): number {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
