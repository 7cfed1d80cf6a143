import {parseImageId, parseMid} from '@oid/core';
import type {ImageId, Mid} from '@oid/core';
import type {CsvRecord} from './csv-records.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';
import {MalformedTableError} from './errors/malformed-table-error.ts';
import {readTable} from './read-table.ts';

/** `[ymin, xmin, ymax, xmax]`, normalised, of the image as stored, before any rotation. */
export type RowBox = readonly [ymin: number, xmin: number, ymax: number, xmax: number];

/**
 * Streams the rows of a CSV table, found by the names in its header. One `RowFields` serves all rows, so `toRow` must not keep it.
 *
 * @throws EmptyTableError, MissingColumnError, MalformedTableError, and what `toRow` throws.
 */
export async function* readRows<Required extends string, Optional extends string, Row>(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
  wanted: {required: readonly Required[]; optional: readonly Optional[]},
  toRow: (fields: RowFields<Required | Optional>) => Row,
): AsyncGenerator<Row> {
  let fields: RowFields<Required | Optional> | undefined;
  for await (const {rows, columns} of readTable(chunks, source, wanted)) {
    fields ??= new RowFields<Required | Optional>(source, columns);
    for (const row of rows) yield toRow(fields.of(row));
  }
}

/** The fields of one row by column, checked as they are read. A column that the table lacks reads as an empty field. */
export class RowFields<Column extends string> {
  readonly source: string;
  readonly #columns: Readonly<Partial<Record<Column, number>>>;
  #row: CsvRecord = {fields: [], line: 0};

  constructor(source: string, columns: Readonly<Partial<Record<Column, number>>>) {
    this.source = source;
    this.#columns = columns;
  }

  /** Moves on to another row. */
  of(row: CsvRecord): this {
    this.#row = row;
    return this;
  }

  get line(): number {
    return this.#row.line;
  }

  /** As written. */
  text(column: Column): string {
    const at = this.#columns[column];
    return at === undefined ? '' : (this.#row.fields[at] as string);
  }

  /** `undefined` for an empty field. */
  optional(column: Column): string | undefined {
    const text = this.text(column);
    return text === '' ? undefined : text;
  }

  /** `undefined` for an empty field. @throws {@link MalformedTableError} for one that has another form. */
  matching(column: Column, pattern: RegExp, expected: string): string | undefined {
    const text = this.optional(column);
    if (text !== undefined && !pattern.test(text)) throw this.malformed(column, expected);
    return text;
  }

  /** @throws {@link MalformedTableError} unless the field is a finite decimal number in the range. */
  decimal(column: Column, min: number = -Infinity, max: number = Infinity): number {
    const text = this.text(column);
    const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max && Number.isFinite(value)))
      throw this.malformed(column, min === -Infinity ? 'a number' : `a number between ${min} and ${max}`);
    return value;
  }

  /** A judgement: 1, 0, or `undefined` for −1 and for an empty field, which is how tables say that nobody judged. @throws MalformedTableError */
  flag(column: Column): boolean | undefined {
    const text = this.text(column);
    if (text === '1') return true;
    if (text === '0') return false;
    if (text === '-1' || text === '') return undefined;
    throw this.malformed(column, '1, 0 or -1');
  }

  /** @throws InvalidIdError */
  imageId(column: Column): ImageId {
    const text = this.text(column);
    // Avoids building the message's place for each of millions of good rows.
    return IMAGE_ID.test(text) ? text : parseImageId(text, `${this.source}:${this.line}`);
  }

  /** @throws InvalidIdError */
  mid(column: Column): Mid {
    const text = this.text(column);
    return MID.test(text) ? text : parseMid(text, `${this.source}:${this.line}`);
  }

  /** @throws {@link InvalidBoxError} for a box that leaves the image or is inverted, {@link MalformedTableError}. */
  box(imageId: ImageId, ymin: Column, xmin: Column, ymax: Column, xmax: Column): RowBox {
    const box = [this.decimal(ymin), this.decimal(xmin), this.decimal(ymax), this.decimal(xmax)] as const;
    if (!(box[0] >= 0 && box[0] <= box[2] && box[2] <= 1 && box[1] >= 0 && box[1] <= box[3] && box[3] <= 1)) {
      throw new InvalidBoxError(this.source, this.line, imageId, box);
    }
    return box;
  }

  malformed(column: Column, expected: string): MalformedTableError {
    const value = this.text(column);
    return new MalformedTableError(this.source, this.line, `${column} is ${JSON.stringify(value.slice(0, 100))}, but must be ${expected}`, {
      column,
      value,
    });
  }
}

const IMAGE_ID = /^[0-9a-f]{16}$/;
const MID = /^\/[mg]\/[0-9a-z_]+$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
