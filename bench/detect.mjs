/**
 * Detection's arithmetic against its rivals: non-maximum suppression, COCO metrics, training targets.
 *
 *   OID_PYTHON=/path/to/python node bench/detect.mjs [--json FILE]
 */
import {runPrograms} from './run-programs.mjs';

runPrograms(['nms', 'coco', 'targets']);
