import {BATCH_NORM_PATTERN, WRITTEN_OUT_BATCH_NORM_PATTERNS} from './batch-norm-patterns.ts';
import {LOG_SOFTMAX_PATTERN} from './log-softmax-pattern.ts';
import type {Pattern} from './pattern.ts';
import {SIGMOID_CROSS_ENTROPY_PATTERNS} from './sigmoid-cross-entropy-patterns.ts';

/** What `compile` looks for. */
export const PATTERNS: readonly Pattern[] = [
  BATCH_NORM_PATTERN,
  ...WRITTEN_OUT_BATCH_NORM_PATTERNS,
  LOG_SOFTMAX_PATTERN,
  ...SIGMOID_CROSS_ENTROPY_PATTERNS,
];
