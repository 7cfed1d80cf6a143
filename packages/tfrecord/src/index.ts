export {frameRecord} from './record-frame.ts';
export {PARSE_RECORDS_DEFAULTS, parseRecords} from './parse-records.ts';
export type {ParseRecordsOptions} from './parse-records.ts';
export {shardName} from './shard-name.ts';

export {decodeExample} from './decode-example.ts';
export {encodeExample} from './encode-example.ts';
export type {Feature} from './feature.ts';

export {DETECTION_KEYS, decodeDetectionExample, encodeDetectionExample} from './detection-example.ts';
export type {DetectionExample} from './detection-example.ts';

export {ExampleFormatError} from './errors/example-format-error.ts';
export type {ExampleFormatDetail} from './errors/example-format-error.ts';
export {FeatureError} from './errors/feature-error.ts';
export type {FeatureDetail} from './errors/feature-error.ts';
export {RecordCorruptError} from './errors/record-corrupt-error.ts';
export type {RecordCorruptDetail} from './errors/record-corrupt-error.ts';
export {RecordTooLongError} from './errors/record-too-long-error.ts';
export type {RecordTooLongDetail} from './errors/record-too-long-error.ts';
export {RecordTruncatedError} from './errors/record-truncated-error.ts';
export type {RecordTruncatedDetail} from './errors/record-truncated-error.ts';
