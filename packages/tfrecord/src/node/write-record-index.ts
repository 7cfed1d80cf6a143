import {open} from 'node:fs/promises';
import {writeFileAtomic} from '@oid/core/node';
import {formatRecordIndex} from '../record-index.ts';
import type {RecordIndex} from '../record-index.ts';
import {indexPath} from './index-path.ts';
import {scanRecords} from './scan-records.ts';

/**
 * Makes `<path>.idx` for a TFRecord file, whoever wrote it, in the form of NVIDIA DALI's `tfrecord2idx`. Headers are checked, payloads are not read.
 *
 * @throws {@link RecordCorruptError} if a length does not match its CRC, {@link RecordTruncatedError}, {@link RecordTooLongError}, and Node's
 * own error if the file cannot be read.
 */
export async function writeRecordIndex(path: string): Promise<RecordIndex & {fingerprint: number}> {
  const handle = await open(path, 'r');
  try {
    const index = await scanRecords(path, handle);
    await writeFileAtomic(indexPath(path), formatRecordIndex(index));
    return index;
  } finally {
    await handle.close();
  }
}
