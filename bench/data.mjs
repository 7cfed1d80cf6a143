/**
 * The way from tables to records against its rivals: box tables, downloads, TFRecords, thumbnails.
 *
 *   OID_PYTHON=/path/to/python node bench/data.mjs [--json FILE]
 */
import {runPrograms} from './run-programs.mjs';

runPrograms(['data/boxes', 'data/download', 'data/resume', 'data/tfrecord', 'data/thumbnail']);
