import {ACTIVATION_LOWERINGS} from './activation.ts';
import {BATCH_NORM_TRAINING_LOWERINGS} from './batch-norm-training.ts';
import {BINARY_LOWERINGS} from './binary.ts';
import {CONV2D_FILTER_GRADIENT_LOWERINGS} from './conv2d-filter-gradient.ts';
import {CONV2D_INPUT_GRADIENT_LOWERINGS} from './conv2d-input-gradient.ts';
import {CONV2D_LOWERINGS} from './conv2d.ts';
import {CROSS_ENTROPY_LOWERINGS} from './cross-entropy.ts';
import {DEPTHWISE_CONV2D_LOWERINGS} from './depthwise-conv2d.ts';
import {EINSUM_LOWERINGS} from './einsum.ts';
import {EXTEND_LOWERINGS} from './extend.ts';
import {FILL_LOWERINGS} from './fill.ts';
import {FUSED_BATCH_NORM_LOWERINGS} from './fused-batch-norm.ts';
import {GATHER_LOWERINGS} from './gather.ts';
import {JOIN_LOWERINGS} from './join.ts';
import type {Lowering} from './lowering.ts';
import {MAT_MUL_LOWERINGS} from './mat-mul.ts';
import {POOL_LOWERINGS} from './pool.ts';
import {REDUCE_LOWERINGS} from './reduce.ts';
import {REORDER_LOWERINGS} from './reorder.ts';
import {RESIZE_LOWERINGS} from './resize.ts';
import {SCATTER_LOWERINGS} from './scatter.ts';
import {SELECT_LOWERINGS} from './select.ts';
import {SLICE_LOWERINGS} from './slice.ts';
import {SOFTMAX_LOWERINGS} from './softmax.ts';
import {SPACE_TO_BATCH_LOWERINGS} from './space-to-batch.ts';
import {UNARY_LOWERINGS} from './unary.ts';
import {VOLUME_LOWERINGS} from './volume.ts';

/** Every lowering by TensorFlow.js kernel name. */
export const LOWERINGS: ReadonlyMap<string, Lowering> = new Map(
  [
    ACTIVATION_LOWERINGS,
    BATCH_NORM_TRAINING_LOWERINGS,
    BINARY_LOWERINGS,
    CONV2D_FILTER_GRADIENT_LOWERINGS,
    CONV2D_INPUT_GRADIENT_LOWERINGS,
    CONV2D_LOWERINGS,
    CROSS_ENTROPY_LOWERINGS,
    DEPTHWISE_CONV2D_LOWERINGS,
    EINSUM_LOWERINGS,
    EXTEND_LOWERINGS,
    FILL_LOWERINGS,
    FUSED_BATCH_NORM_LOWERINGS,
    GATHER_LOWERINGS,
    JOIN_LOWERINGS,
    MAT_MUL_LOWERINGS,
    POOL_LOWERINGS,
    REDUCE_LOWERINGS,
    REORDER_LOWERINGS,
    RESIZE_LOWERINGS,
    SCATTER_LOWERINGS,
    SELECT_LOWERINGS,
    SLICE_LOWERINGS,
    SOFTMAX_LOWERINGS,
    SPACE_TO_BATCH_LOWERINGS,
    UNARY_LOWERINGS,
    VOLUME_LOWERINGS,
  ].flatMap((family) => Object.entries(family)),
);
