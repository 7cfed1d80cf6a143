import {checkRange, OptionError} from '@oid/core';
import type {ClassificationReport} from './classification-report.ts';
import type {CocoResult} from './coco-summary.ts';
import type {PrecisionRecallCurve} from './precision-recall-curve.ts';
import {classificationTables, cocoTables, curveTable, tableMarkdown, tableText, vocTables} from './report-tables.ts';
import type {Table} from './report-tables.ts';
import {classificationText, cocoText} from './report-text.ts';
import type {VocResult} from './voc-evaluator.ts';

export type ReportOptions = {
  /** @default 'text' */
  format?: 'text' | 'json' | 'markdown' | undefined;
  /** Names by class id, as `categoryIndex` of `@oid/label-map` gives them; where there is none, the id stands. */
  categories?: ReadonlyMap<number, {name: string}> | undefined;
  /** Decimals in text and markdown; JSON has all. @default 3, and 2 for a classification report */
  digits?: number | undefined;
  /** An evaluator's `curves()`: adds a table of each class's precision at `recalls` to text and markdown, and the whole curves to JSON. */
  curves?: ReadonlyMap<number, PrecisionRecallCurve> | undefined;
  /** In [0, 1]. @default 0, 0.1 … 1 */
  recalls?: readonly number[] | undefined;
};

/**
 * A result for people or for other programs.
 *
 * Text opens as the reference prints it: COCO's twelve lines as pycocotools has them, -1 where nothing is to be found; a classification report
 * byte for byte as scikit-learn. A table of classes follows, and one of their precision where `curves` are given. Markdown has the same as
 * tables. JSON has the whole result, the classes' names with it, and `null` for NaN.
 *
 * @returns lines that end in a line feed.
 * @throws OptionError (`core/option`) for a format or number of digits that there is not.
 */
export function report(result: CocoResult | VocResult | ClassificationReport, options: ReportOptions = {}): string {
  const format = options.format ?? 'text';
  if (format !== 'text' && format !== 'json' && format !== 'markdown') {
    throw new OptionError('format', format, '"text", "json" or "markdown"');
  }
  const isClassification = 'macroAverage' in result;
  const digits = checkRange('digits', options.digits ?? (isClassification ? 2 : 3), {min: 0, max: 17, integer: true});
  const nameOf = (classId: number): string => options.categories?.get(classId)?.name ?? String(classId);
  const {curves} = options;
  if (isClassification && curves !== undefined)
    throw new OptionError('curves', curves, 'left out for a classification report, which has none');
  if (format === 'json') return toJson(result, curves, options.categories === undefined ? undefined : nameOf);
  if (isClassification) {
    if (format === 'text') return classificationText(result, digits);
    return classificationTables(result)
      .map((table) => tableMarkdown(table, digits))
      .join('\n');
  }
  const isCoco = 'summary' in result;
  const tables: Table[] = isCoco ? cocoTables(result, nameOf) : vocTables(result, nameOf);
  if (curves !== undefined) tables.push(curveTable(curves, options.recalls ?? TENTHS, nameOf));
  if (format === 'markdown') return tables.map((table) => tableMarkdown(table, digits)).join('\n');
  const [overall, ...classes] = tables.map((table) => tableText(table, digits));
  return [isCoco ? cocoText(result, digits) : overall, ...classes].join('\n');
}

const TENTHS = Array.from({length: 11}, (_, k) => k / 10);

type NameOf = (classId: number) => string;

function toJson(
  result: CocoResult | VocResult | ClassificationReport,
  curves: ReadonlyMap<number, PrecisionRecallCurve> | undefined,
  nameOf: NameOf | undefined,
): string {
  const named = (classId: number, entry: object): object => (nameOf === undefined ? entry : {name: nameOf(classId), ...entry});
  const whole = {
    ...result,
    ...('macroAverage' in result ? {} : {perClass: result.perClass.map((entry) => named(entry.classId, entry))}),
    curves:
      curves &&
      [...curves].map(([classId, {scores, precision, recall}]) =>
        named(classId, {classId, scores: [...scores], precision: [...precision], recall: [...recall]}),
      ),
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
