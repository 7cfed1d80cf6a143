import {parse} from 'csv-parse/browser/esm/sync';
import type {CsvBlock} from './csv-blocks.ts';
import {MalformedTableError} from './errors/malformed-table-error.ts';

/** One record's fields, and the line of the file on which it ends, from 1. */
export type CsvRecord = {fields: string[]; line: number};

/**
 * Splits a block into records. A block without quotes, which is every block of the box tables, is split at commas; any other goes through
 * csv-parse. Both give the same records. Empty lines are left out; CRLF and LF both end a line.
 *
 * @throws MalformedTableError for quoting that RFC 4180 does not allow.
 */
export function csvRecords(block: CsvBlock, source: string): CsvRecord[] {
  return block.text.includes('"') ? quotedRecords(block, source) : plainRecords(block);
}

function plainRecords({text, line}: CsvBlock): CsvRecord[] {
  const records: CsvRecord[] = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i += 1) {
    const raw = lines[i] as string;
    const content = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (content !== '') records.push({fields: content.split(','), line: line + i});
  }
  return records;
}

type RecordWithInfo = {record: string[]; info: {lines: number}};

function quotedRecords({text, line}: CsvBlock, source: string): CsvRecord[] {
  let parsed: RecordWithInfo[];
  try {
    parsed = parse(text, {
      info: true,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as RecordWithInfo[];
  } catch (error) {
    const at = error instanceof Error && 'lines' in error && typeof error.lines === 'number' ? error.lines : 1;
    const reason = error instanceof Error ? error.message.replace(/ at line \d+/, '') : String(error);
    throw new MalformedTableError(source, line + at - 1, reason, {cause: error});
  }
  return parsed.map(({record, info}) => ({fields: record, line: line + info.lines - 1}));
}
