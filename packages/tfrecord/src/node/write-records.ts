import {AtomicFile} from '@oid/core/node';
import {frameRecord} from '../record-frame.ts';

const FLUSH_BYTES = 2 ** 20;

/**
 * Writes a TFRecord file, which gets its name only when it is whole; missing folders are made. Memory: about a megabyte and one payload.
 *
 * @param payloads - in the order of the file; none makes an empty file, as TensorFlow's writer does.
 * @returns how many records, and the file's size in bytes.
 * @throws whatever `payloads` throws; then an older file of that name is as it was.
 */
export async function writeRecords(
  path: string,
  payloads: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<{records: number; bytes: number}> {
  const file = await AtomicFile.create(path);
  let records = 0;
  let bytes = 0;
  try {
    let pending: Uint8Array[] = [];
    let pendingBytes = 0;
    const flush = async (): Promise<void> => {
      if (pendingBytes > 0) await file.write(Buffer.concat(pending, pendingBytes));
      bytes += pendingBytes;
      pending = [];
      pendingBytes = 0;
    };
    for await (const payload of payloads) {
      const record = frameRecord(payload);
      pending.push(record);
      pendingBytes += record.length;
      records += 1;
      if (pendingBytes >= FLUSH_BYTES) await flush();
    }
    await flush();
  } catch (error) {
    await file.abort();
    throw error;
  }
  await file.commit();
  return {records, bytes};
}
