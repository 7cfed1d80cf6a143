import * as tf from '@tensorflow/tfjs-core';
import {conv2dGradient} from './conv2d.ts';
import {cropAndResizeGradient} from './crop-and-resize.ts';
import {depthToSpaceGradient} from './depth-to-space.ts';
import {depthwiseConv2dGradient} from './depthwise-conv2d.ts';
import {einsumGradient} from './einsum.ts';
import {gatherNdGradient} from './gather-nd.ts';
import {gatherGradient} from './gather.ts';
import {scatterNdGradient} from './scatter-nd.ts';
import {sparseToDenseGradient} from './sparse-to-dense.ts';
import {stridedSliceGradient} from './strided-slice.ts';
import {tensorScatterUpdateGradient} from './tensor-scatter-update.ts';
import {topKGradient} from './top-k.ts';
import {zeroGradients} from './zero-gradients.ts';

/** TensorFlow.js has these, for a part of what the kernels can do. */
const WIDER: readonly tf.GradConfig[] = [conv2dGradient, depthwiseConv2dGradient, gatherGradient];

/** TensorFlow.js 4.22 has none for these. */
const MISSING: readonly tf.GradConfig[] = [
  cropAndResizeGradient,
  depthToSpaceGradient,
  einsumGradient,
  gatherNdGradient,
  scatterNdGradient,
  sparseToDenseGradient,
  stridedSliceGradient,
  tensorScatterUpdateGradient,
  topKGradient,
  ...zeroGradients,
];

/**
 * Registers the gradients that TensorFlow.js lacks, built from its own operations and so for every backend.
 *
 * Those of `Conv2D`, `DepthwiseConv2dNative` (any dilation) and `GatherV2` (any `batchDims`) take the place of narrower ones; the others are
 * left alone where the engine has one already. Call it after `import '@tensorflow/tfjs'`, which registers the rest. Calling it again
 * changes nothing.
 *
 * @returns Names of the kernels whose gradient this call registered; empty the second time.
 */
export function registerMissingGradients(): readonly string[] {
  const wanted = [
    ...WIDER.filter((config) => tf.getGradient(config.kernelName)?.gradFunc !== config.gradFunc),
    ...MISSING.filter((config) => tf.getGradient(config.kernelName) === undefined),
  ];
  for (const config of wanted) tf.registerGradient(config);
  return wanted.map((config) => config.kernelName);
}
