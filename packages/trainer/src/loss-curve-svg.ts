import {checkRange} from '@oid/core';
import {axisTicks} from './axis-ticks.ts';
import {smoothSeries, thinSeries} from './smooth-series.ts';
import type {SeriesPoint} from './smooth-series.ts';
import type {LossPoint} from './loss-history.ts';

export type LossCurveOptions = {
  /** In pixels, at least 200. @default 960 */
  width?: number | undefined;
  /** In pixels, at least 150. @default 480 */
  height?: number | undefined;
  /** Above the chart. @default 'Training loss' */
  title?: string | undefined;
  /** Weight of the past in the bold lines, in [0, 1); 0 draws the plain values alone. @default 0.9 */
  smoothing?: number | undefined;
};
export const LOSS_CURVE_DEFAULTS: Readonly<{width: number; height: number; title: string; smoothing: number}> = {
  width: 960,
  height: 480,
  title: 'Training loss',
  smoothing: 0.9,
};

const LINES = [
  {label: 'total', color: '#1f2937', value: (point: LossPoint): number => point.loss},
  {label: 'class', color: '#2563eb', value: (point: LossPoint): number => point.classLoss},
  {label: 'box', color: '#d9480f', value: (point: LossPoint): number => point.boxLoss},
] as const;

const MARGIN = {top: 64, right: 24, bottom: 52, left: 72};
/** Points a line keeps: more than pixels would not be seen. */
const MAX_POINTS = 800;

/**
 * Draws the loss of a run as an SVG picture: total, class and box loss over the steps, plain values pale, smoothed ones bold, the last
 * smoothed value beside each name (from a width of 480 pixels).
 *
 * Smoothing is an exponential moving average, corrected for its start. The vertical axis begins at 0 and ends at the largest smoothed value
 * or the 98th percentile of the plain ones, so that a few early peaks (cut off at the frame) do not flatten the rest. Values that are not finite are left out. An empty history
 * gives an empty frame that says so. Uses no style sheet, script or font file.
 *
 * @throws `OptionError` for an option out of range.
 */
export function lossCurveSvg(history: readonly LossPoint[], options: LossCurveOptions = {}): string {
  const width = checkRange('width', options.width ?? LOSS_CURVE_DEFAULTS.width, {min: 200, max: 10_000});
  const height = checkRange('height', options.height ?? LOSS_CURVE_DEFAULTS.height, {min: 150, max: 10_000});
  const smoothing = checkRange('smoothing', options.smoothing ?? LOSS_CURVE_DEFAULTS.smoothing, {min: 0, max: 0.9999});
  const title = options.title ?? LOSS_CURVE_DEFAULTS.title;

  const lines = LINES.map(({label, color, value}) => {
    const plain = history.map((point) => ({x: point.step, y: value(point)})).filter(({y}) => Number.isFinite(y));
    return {label, color, plain, smooth: smoothSeries(plain, smoothing)};
  });
  const top = axisTicks(0, topValue(lines), 5);
  const first = history[0]?.step ?? 0;
  const last = Math.max(history.at(-1)?.step ?? 1, first + 1);
  const plot = {left: MARGIN.left, top: MARGIN.top, width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom};
  const x = (step: number): number => plot.left + ((step - first) / (last - first)) * plot.width;
  const y = (loss: number): number => plot.top + (1 - loss / top.end) * plot.height;
  const bottom = plot.top + plot.height;

  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, 'DejaVu Sans', Arial, sans-serif" font-size="13" fill="#374151">`,
    `<title>${escapeText(title)}</title>`,
    `<clipPath id="plot"><rect x="${plot.left}" y="${plot.top}" width="${plot.width}" height="${plot.height}"/></clipPath>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${plot.left}" y="28" font-size="17" font-weight="600" fill="#111827">${escapeText(title)}</text>`,
  ];
  for (const {value, label} of top.ticks) {
    parts.push(`<line x1="${plot.left}" y1="${round(y(value))}" x2="${plot.left + plot.width}" y2="${round(y(value))}" stroke="#e5e7eb"/>`);
    parts.push(`<text x="${plot.left - 10}" y="${round(y(value) + 4.5)}" text-anchor="end">${label}</text>`);
  }
  const steps = axisTicks(first, last, Math.max(2, Math.min(8, Math.floor(plot.width / 100))), {integer: true});
  for (const {value, label} of steps.ticks.filter((tick) => tick.value >= first && tick.value <= last)) {
    parts.push(`<line x1="${round(x(value))}" y1="${bottom}" x2="${round(x(value))}" y2="${bottom + 5}" stroke="#9ca3af"/>`);
    parts.push(`<text x="${round(x(value))}" y="${bottom + 21}" text-anchor="middle">${label}</text>`);
  }
  parts.push(`<line x1="${plot.left}" y1="${bottom}" x2="${plot.left + plot.width}" y2="${bottom}" stroke="#9ca3af"/>`);
  parts.push(`<text x="${plot.left + plot.width / 2}" y="${height - 10}" text-anchor="middle">step</text>`);
  parts.push(`<text transform="translate(18 ${plot.top + plot.height / 2}) rotate(-90)" text-anchor="middle">loss</text>`);

  parts.push('<g clip-path="url(#plot)" fill="none" stroke-linejoin="round" stroke-linecap="round">');
  if (smoothing > 0)
    for (const {color, plain} of lines) parts.push(path(plain, x, y, `stroke="${color}" stroke-width="1" stroke-opacity="0.25"`));
  for (const {color, smooth} of lines) parts.push(path(smooth, x, y, `stroke="${color}" stroke-width="2"`));
  parts.push('</g>');

  let legend = plot.left;
  for (const {label, color, smooth} of lines) {
    const text = width < 480 ? label : `${label} ${formatLoss(smooth.at(-1)?.y)}`.trim();
    parts.push(`<rect x="${legend}" y="42" width="18" height="3" rx="1.5" fill="${color}"/>`);
    parts.push(`<text x="${legend + 24}" y="48">${text}</text>`);
    legend += 24 + text.length * 7.5 + 20;
  }
  if (history.length === 0) {
    parts.push(
      `<text x="${plot.left + plot.width / 2}" y="${plot.top + plot.height / 2}" text-anchor="middle" fill="#6b7280">no steps yet</text>`,
    );
  }
  parts.push('</svg>');
  return `${parts.join('\n')}\n`;
}

function topValue(lines: readonly {plain: readonly SeriesPoint[]; smooth: readonly SeriesPoint[]}[]): number {
  const all = lines.flatMap(({plain}) => plain.map((point) => point.y)).sort((a, b) => a - b);
  const common = all[Math.floor((all.length - 1) * 0.98)] ?? 1;
  return lines.flatMap(({smooth}) => smooth).reduce((highest, point) => Math.max(highest, point.y), common) || 1;
}

function path(points: readonly SeriesPoint[], x: (step: number) => number, y: (loss: number) => number, style: string): string {
  const thin = thinSeries(points, MAX_POINTS);
  const [only] = thin;
  // A path of a single point would draw nothing: its round cap needs a length.
  const commands =
    thin.length === 1 && only !== undefined
      ? `M${at(only, x, y)}h0.01`
      : thin.map((point, i) => `${i === 0 ? 'M' : 'L'}${at(point, x, y)}`).join('');
  return `<path d="${commands}" ${style}/>`;
}

const at = (point: SeriesPoint, x: (step: number) => number, y: (loss: number) => number): string =>
  `${round(x(point.x))},${round(y(point.y))}`;

const round = (value: number): number => Math.round(value * 10) / 10;

const formatLoss = (loss: number | undefined): string => (loss === undefined ? '' : loss >= 100 ? loss.toFixed(0) : loss.toPrecision(3));

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
