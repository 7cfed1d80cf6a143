import {createReadStream} from 'node:fs';
import {parseRecords} from '../parse-records.ts';
import type {ParseRecordsOptions} from '../parse-records.ts';

/**
 * Reads a TFRecord file from start to end; see {@link parseRecords}. The file is closed when the loop over it ends, however it does.
 *
 * @param path - also the `source` of messages.
 * @throws Node's own error, such as `ENOENT`, if the file cannot be read.
 */
export async function* readRecords(path: string, options: Omit<ParseRecordsOptions, 'source'> = {}): AsyncGenerator<Uint8Array> {
  yield* parseRecords(createReadStream(path, {highWaterMark: 2 ** 18}), {...options, source: path});
}
