import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';
import {MalformedPointError} from '../errors/malformed-point-error.ts';
import {TextFile} from './text-file.ts';

/** Writes one JSON value a line; the file appears when it is whole. */
export async function writeNdjson(path: string, values: Iterable<unknown> | AsyncIterable<unknown>): Promise<void> {
  await TextFile.writeAll([path], async ([file]) => {
    for await (const value of values) await file.write(`${JSON.stringify(value)}\n`);
  });
}

/** One JSON value a line, with its place for messages. */
export type NdjsonLine = {value: unknown; where: string};

/**
 * Reads one JSON value a line, at any size.
 *
 * @throws {@link MalformedPointError} for a line that is not JSON, naming file and line.
 */
export async function* readNdjson(path: string): AsyncGenerator<NdjsonLine> {
  let line = 0;
  for await (const text of createInterface({input: createReadStream(path, {highWaterMark: 1 << 18}), crlfDelay: Infinity})) {
    line += 1;
    if (text === '') continue;
    const where = `${path}:${line}`;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw new MalformedPointError(where, 'the line is not JSON', {cause: error});
    }
    yield {value, where};
  }
}
