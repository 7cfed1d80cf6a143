import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';
import {AtomicFile} from '@oid/core/node';

/** Writes one JSON value a line; the file appears when it is whole. */
export async function writeNdjson(path: string, values: Iterable<unknown>): Promise<void> {
  const file = await AtomicFile.create(path);
  try {
    let block = '';
    for (const value of values) {
      block += `${JSON.stringify(value)}\n`;
      if (block.length < 1 << 20) continue;
      await file.write(block);
      block = '';
    }
    await file.write(block);
  } catch (error) {
    await file.abort();
    throw error;
  }
  await file.commit();
}

/** Reads one JSON value a line. */
export async function* readNdjson<Value>(path: string): AsyncGenerator<Value> {
  for await (const line of createInterface({input: createReadStream(path), crlfDelay: Infinity})) {
    if (line !== '') yield JSON.parse(line) as Value;
  }
}
