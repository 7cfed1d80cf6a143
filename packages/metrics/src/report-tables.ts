import type {ClassificationReport} from './classification-report.ts';
import {COCO_NUMBERS} from './coco-summary.ts';
import type {CocoResult} from './coco-summary.ts';
import {formatFixed} from './format-fixed.ts';
import {precisionAtRecall} from './precision-at-recall.ts';
import type {PrecisionRecallCurve} from './precision-recall-curve.ts';
import type {VocResult} from './voc-evaluator.ts';
import {BOX_SIZES} from './voc-options.ts';

/** What a report shows: `name` columns are text, `share` columns lie in [0, 1] and are rounded, `count` columns are whole but for weights. */
export type Table = {
  columns: readonly {title: string; kind: 'name' | 'share' | 'count'}[];
  rows: readonly (readonly (string | number)[])[];
};

const name = (title: string) => ({title, kind: 'name'}) as const;
const share = (title: string) => ({title, kind: 'share'}) as const;
const count = (title: string) => ({title, kind: 'count'}) as const;

/** The twelve numbers, and then those of each class. */
export function cocoTables({summary, perClass, maxDetections}: CocoResult, nameOf: (classId: number) => string): [Table, Table] {
  const [few, some, most] = maxDetections;
  const titles = ['AP', 'AP50', 'AP75', 'AP small', 'AP medium', 'AP large', `AR@${few}`, `AR@${some}`, `AR@${most}`].concat(
    ...['small', 'medium', 'large'].map((area) => `AR ${area}`),
  );
  const overall = {columns: [name('metric'), share('value')], rows: COCO_NUMBERS.map((key, k) => [titles[k] as string, summary[key]])};
  const columns = [name('class'), ...titles.map(share), count('truths'), count('detections')];
  const rows = perClass.map((entry) => [
    nameOf(entry.classId),
    ...COCO_NUMBERS.map((key) => entry[key]),
    entry.groundTruths,
    entry.detections,
  ]);
  return [overall, {columns, rows}];
}

/** The mean and those by size, where they were measured; and then the same of each class. */
export function vocTables({meanAveragePrecision, bySize, perClass}: VocResult, nameOf: (classId: number) => string): Table[] {
  const sizes = bySize === undefined ? [] : BOX_SIZES;
  return [
    {
      columns: [name('metric'), share('value')],
      rows: [['mAP', meanAveragePrecision], ...sizes.map((size) => [`mAP ${size}`, bySize?.[size] as number])],
    },
    {
      columns: [name('class'), share('AP'), ...sizes.map((size) => share(`AP ${size}`)), count('truths'), count('detections')],
      rows: perClass.map((entry) => [
        nameOf(entry.classId),
        entry.averagePrecision,
        ...sizes.map((size) => entry.bySize?.[size].averagePrecision as number),
        entry.groundTruths,
        entry.detections,
      ]),
    },
  ];
}

/** Interpolated precision of each class at some recalls. */
export function curveTable(
  curves: ReadonlyMap<number, PrecisionRecallCurve>,
  recalls: readonly number[],
  nameOf: (classId: number) => string,
): Table {
  return {
    columns: [name('class'), ...recalls.map((recall) => share(`P@R=${recall}`))],
    rows: [...curves].map(([classId, curve]) => [nameOf(classId), ...precisionAtRecall(curve, recalls)]),
  };
}

export function classificationTables({perClass, accuracy, microAverage, macroAverage, weightedAverage}: ClassificationReport): Table[] {
  const averages = [
    ...(microAverage === undefined ? [] : [{name: 'micro avg', ...microAverage}]),
    {name: 'macro avg', ...macroAverage},
    {name: 'weighted avg', ...weightedAverage},
  ];
  const scores = {
    columns: [name('class'), share('precision'), share('recall'), share('f1-score'), count('support')],
    rows: [...perClass, ...averages].map((entry) => [entry.name, entry.precision, entry.recall, entry.f1, entry.support]),
  };
  const overall = {columns: [name('metric'), share('value')], rows: [['accuracy', accuracy ?? NaN]]};
  return accuracy === undefined ? [scores] : [overall, scores];
}

/** Columns lined up, numbers to the right. */
export function tableText(table: Table, digits: number): string {
  const cells = [table.columns.map(({title}) => title), ...table.rows.map((row) => cellsOf(table, row, digits))];
  const widths = table.columns.map((_, k) => Math.max(...cells.map((row) => (row[k] as string).length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, k) => (k === 0 ? cell.padEnd(widths[k] as number) : cell.padStart(widths[k] as number)))
      .join('  ')
      .trimEnd();
  return cells.map((row) => `${line(row)}\n`).join('');
}

/** GitHub's tables; a bar within a name is escaped. */
export function tableMarkdown(table: Table, digits: number): string {
  const line = (row: readonly string[]): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const rule = `|${table.columns.map(({kind}) => (kind === 'name' ? '---' : '---:')).join('|')}|\n`;
  return line(table.columns.map(({title}) => title)) + rule + table.rows.map((row) => line(cellsOf(table, row, digits))).join('');
}

function cellsOf({columns}: Table, row: readonly (string | number)[], digits: number): string[] {
  return row.map((cell, k) => (typeof cell === 'number' && columns[k]?.kind === 'share' ? formatFixed(cell, digits) : String(cell)));
}
