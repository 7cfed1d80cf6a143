import fc from 'fast-check';
import {parse} from 'csv-parse/sync';
import {describe, expect, test} from 'vitest';
import {hasCode} from '@oid/core';
import {csvBlocks} from './csv-blocks.ts';
import {csvRecords} from './csv-records.ts';
import {bytesOf, collect, errorOf} from '../test/bytes.ts';

async function records(text: string, size?: number): Promise<{fields: string[]; line: number}[]> {
  const blocks = await collect(csvBlocks(bytesOf(text, size), 't.csv'));
  return blocks.flatMap((block) => csvRecords(block, 't.csv'));
}

describe('csvBlocks and csvRecords', () => {
  test('numbers lines across blocks, CRLF, empty lines and quoted line ends', async () => {
    const text = 'a,b\r\n\r\n1,2\n"x\ny",3\n4,5';
    for (const size of [1, 2, 3, 100]) {
      expect(await records(text, size)).toEqual([
        {fields: ['a', 'b'], line: 1},
        {fields: ['1', '2'], line: 3},
        {fields: ['x\ny', '3'], line: 5},
        {fields: ['4', '5'], line: 6},
      ]);
    }
  });

  test('drops the byte order mark and keeps letters that are cut between chunks', async () => {
    expect(await records('\uFEFFé,ü\n', 1)).toEqual([{fields: ['é', 'ü'], line: 1}]);
  });

  test('gives nothing for no bytes', async () => {
    expect(await records('')).toEqual([]);
  });

  test('agrees with csv-parse on any fields, quoted or not, however the bytes are cut', async () => {
    const field = fc.string({unit: fc.constantFrom('a', '1', ',', '"', '\n', '\r', ' ', 'é', '/')});
    const table = fc.array(fc.array(field, {minLength: 2, maxLength: 4}), {maxLength: 6});
    const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    await fc.assert(
      fc.asyncProperty(table, fc.integer({min: 1, max: 40}), fc.constantFrom('\n', '\r\n'), async (rows, size, end) => {
        const text = rows.map((row) => row.map(quote).join(',') + end).join('');
        const expected = parse(text, {relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n']});
        expect((await records(text, size)).map(({fields}) => fields)).toEqual(expected);
        expect(expected).toEqual(rows);
      }),
    );
  });

  test('names the line of a quote that never closes, and of one that closes amid a field', async () => {
    expect(await errorOf(() => records('a,b\n1,2\n3,"x\n5,6\n'))).toMatchObject({detail: {source: 't.csv', line: 3}});
    const error = await errorOf(() => records('a,b\n"1"x,2\n3,4\n'));
    expect(hasCode(error, 'openimages-metadata/malformed-table')).toBe(true);
    expect(error).toMatchObject({detail: {line: 2}});
  });

  test('refuses what is not UTF-8', async () => {
    const latin = (async function* () {
      yield new Uint8Array([0x61, 0x0a, 0xe9, 0x0a]);
    })();
    expect(hasCode(await errorOf(() => collect(csvBlocks(latin, 't.csv'))), 'openimages-metadata/malformed-table')).toBe(true);
  });

  test('refuses a record above 1 MiB instead of holding it', async () => {
    const endless = (async function* () {
      for (;;) yield new Uint8Array(1 << 16).fill(0x61);
    })();
    expect(await errorOf(() => collect(csvBlocks(endless, 't.csv')))).toMatchObject({detail: {reason: 'this record exceeds 1 MiB'}});
  });

  test('reads no further than it is asked to', async () => {
    let given = 0;
    const source = (async function* () {
      for (;;) {
        given += 1;
        yield new TextEncoder().encode('1,2\n');
      }
    })();
    const blocks = csvBlocks(source, 't.csv');
    await blocks.next();
    await blocks.next();
    expect(given).toBe(2);
    await blocks.return(undefined);
  });
});
