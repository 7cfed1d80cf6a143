import {decodeEntry, decodeHeader} from './bundle.ts';
import type {BundleEntry, BundleHeader} from './bundle.ts';
import {CheckpointFormatError} from './errors/checkpoint-format-error.ts';
import {CheckpointUnsupportedError} from './errors/checkpoint-unsupported-error.ts';
import {indexFileName} from './file-names.ts';
import {decodeTable} from './table/decode-table.ts';

const UTF8 = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

/** First byte of the keys under which the parts of a partitioned variable lie; the variable's own key says that it is partitioned. */
const PART_KEY = 0;

/** Header and entries of an index; `prefix` is for messages. Throws as `decodeCheckpoint` does. */
export function readIndex(index: Uint8Array, prefix: string): {header: BundleHeader; entries: Map<string, BundleEntry>} {
  const source = indexFileName(prefix);
  const [first, ...rest] = decodeTable(index, source);
  if (first === undefined || first.key.length > 0) throw new CheckpointFormatError({source, reason: 'it has no header'});
  const header = decode(source, () => decodeHeader(first.value));
  if (header.bigEndian) throw new CheckpointUnsupportedError({source, found: 'big-endian'});
  const whole = rest.filter(({key}) => key[0] !== PART_KEY);
  const entries = new Map(whole.map(({key, value}) => decode(source, () => [UTF8.decode(key), decodeEntry(value)])));
  return {header, entries};
}

function decode<Value>(source: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const reason = `an entry is malformed (${error instanceof Error ? error.message : String(error)})`;
    throw new CheckpointFormatError({source, reason}, {cause: error});
  }
}
