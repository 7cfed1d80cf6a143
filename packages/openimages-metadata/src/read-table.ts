import {csvBlocks} from './csv-blocks.ts';
import {csvRecords} from './csv-records.ts';
import type {CsvRecord} from './csv-records.ts';
import {EmptyTableError} from './errors/empty-table-error.ts';
import {MalformedTableError} from './errors/malformed-table-error.ts';
import {MissingColumnError} from './errors/missing-column-error.ts';

/** Rows of a table with the place of each column in them; optional columns that the header lacks have no place. */
export type TableBatch<Required extends string, Optional extends string> = {
  rows: CsvRecord[];
  columns: Readonly<Record<Required, number> & Partial<Record<Optional, number>>>;
};

/**
 * Reads a CSV table by the names in its header, never by position, some thousand rows at a time. Columns that were not asked for are ignored.
 *
 * @throws EmptyTableError, MissingColumnError, MalformedTableError.
 */
export async function* readTable<Required extends string, Optional extends string>(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
  wanted: {required: readonly Required[]; optional: readonly Optional[]},
): AsyncGenerator<TableBatch<Required, Optional>> {
  let width = 0;
  let columns: TableBatch<Required, Optional>['columns'] | undefined;
  let any = false;
  for await (const block of csvBlocks(chunks, source)) {
    const rows = csvRecords(block, source);
    if (columns === undefined) {
      const header = rows.shift();
      if (header === undefined) continue;
      columns = placeColumns(header, source, wanted);
      width = header.fields.length;
    }
    for (const {fields, line} of rows) {
      if (fields.length !== width) {
        throw new MalformedTableError(source, line, `the row has ${fields.length} fields, but the header has ${width}`);
      }
    }
    if (rows.length === 0) continue;
    any = true;
    yield {rows, columns};
  }
  if (columns === undefined) throw new EmptyTableError(source, 'header');
  if (!any) throw new EmptyTableError(source, 'rows');
}

function placeColumns<Required extends string, Optional extends string>(
  header: CsvRecord,
  source: string,
  wanted: {required: readonly Required[]; optional: readonly Optional[]},
): TableBatch<Required, Optional>['columns'] {
  const columns: Record<string, number> = {};
  for (const name of [...wanted.required, ...wanted.optional]) {
    const at = header.fields.indexOf(name);
    if (at !== header.fields.lastIndexOf(name)) throw new MalformedTableError(source, header.line, `the header has two columns ${name}`);
    if (at !== -1) columns[name] = at;
  }
  for (const name of wanted.required) {
    if (columns[name] === undefined) throw new MissingColumnError(source, header.line, name, header.fields);
  }
  return columns as TableBatch<Required, Optional>['columns'];
}
