export {READ_RECORDS_DEFAULTS, readRecords} from './read-records.ts';
export type {ReadRecordsOptions} from './read-records.ts';
export {RecordWriter, WRITE_RECORDS_DEFAULTS} from './record-writer.ts';
export type {WriteRecordsOptions, WrittenRecords} from './record-writer.ts';
export {writeRecords} from './write-records.ts';
export {writeShards} from './write-shards.ts';
export type {ShardedRecord, WriteShardsOptions} from './write-shards.ts';

export {RECORD_FILE_DEFAULTS, RecordFile} from './record-file.ts';
export type {RecordFileOptions} from './record-file.ts';
export {writeRecordIndex} from './write-record-index.ts';
export {indexPath} from './index-path.ts';

export {findShards} from './find-shards.ts';
export {SHARD_READER_DEFAULTS, ShardReader} from './shard-reader.ts';
export type {ReaderPosition, ShardReaderOptions} from './shard-reader.ts';

export {crc32cKind, hardwareCrc32c} from './hardware-crc32c.ts';
