export {readRecords} from './read-records.ts';
export {RecordFile} from './record-file.ts';
export {writeRecords} from './write-records.ts';
