import {RecordWriter} from './record-writer.ts';
import type {WriteRecordsOptions, WrittenRecords} from './record-writer.ts';

/**
 * Writes a TFRecord file, which gets its name only when it is whole; missing folders are made. Memory: about two megabytes and one payload.
 *
 * @param payloads - in the order of the file; none makes an empty file, as TensorFlow's writer does.
 * @throws whatever `payloads` throws; then an older file of that name is as it was. {@link OptionError} if an option is out of range.
 */
export async function writeRecords(
  path: string,
  payloads: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: WriteRecordsOptions = {},
): Promise<WrittenRecords> {
  const writer = await RecordWriter.create(path, options);
  try {
    for await (const payload of payloads) await writer.write(payload);
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return writer.commit();
}
