import type {ClassificationReport} from './classification-report.ts';
import {COCO_NUMBERS} from './coco-summary.ts';
import type {CocoResult} from './coco-summary.ts';
import {formatFixed} from './format-fixed.ts';

/** The twelve lines of pycocotools' `summarize`, which prints -1 where nothing is to be found. */
export function cocoText({summary, maxDetections, iouThresholds}: CocoResult, digits: number): string {
  const span = `${(iouThresholds[0] as number).toFixed(2)}:${(iouThresholds.at(-1) as number).toFixed(2)}`;
  return COCO_NUMBERS.map((key) => {
    const title = key.startsWith('ap') ? 'Average Precision' : 'Average Recall';
    const iou = key === 'ap50' ? '0.50' : key === 'ap75' ? '0.75' : span;
    const area = (/(?:Small|Medium|Large)$/.exec(key)?.[0] ?? 'all').toLowerCase();
    const most = maxDetections[key === 'ar1' ? 0 : key === 'ar10' ? 1 : 2];
    const value = Number.isNaN(summary[key]) ? -1 : summary[key];
    const kind = key.startsWith('ap') ? '(AP)' : '(AR)';
    return ` ${title.padEnd(18)} ${kind} @[ IoU=${iou.padEnd(9)} | area=${area.padStart(6)} | maxDets=${String(most).padStart(3)} ] = ${formatFixed(value, digits)}\n`;
  }).join('');
}

/** As scikit-learn prints it. */
export function classificationText(report: ClassificationReport, digits: number): string {
  const {perClass, accuracy, microAverage, macroAverage, weightedAverage} = report;
  const width = Math.max('weighted avg'.length, ...perClass.map(({name}) => name.length));
  const line = (title: string, cells: readonly string[]): string =>
    `${title.padStart(width)} ${cells.map((cell) => ` ${cell.padStart(9)}`).join('')}\n`;
  const scores = (title: string, {precision, recall, f1, support}: ClassificationReport['macroAverage']): string =>
    line(title, [...[precision, recall, f1].map((value) => formatFixed(value, digits)), String(support)]);
  return [
    line('', ['precision', 'recall', 'f1-score', 'support']),
    '\n',
    ...perClass.map((entry) => scores(entry.name, entry)),
    '\n',
    microAverage === undefined
      ? line('accuracy', ['', '', formatFixed(accuracy ?? NaN, digits), String(macroAverage.support)])
      : scores('micro avg', microAverage),
    scores('macro avg', macroAverage),
    scores('weighted avg', weightedAverage),
  ].join('');
}
