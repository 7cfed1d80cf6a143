import {OptionError, ShapeError, checkRange} from '@oid/core';
import {Graph} from '../graph/graph.ts';
import type {OnnxModel, OnnxValueInfo} from '../onnx/model.ts';
import {renameModel} from '../onnx/rename.ts';

/** Which outputs of a function are boxes and scores, and how detections are chosen from them. */
export type DetectionsOptions = {
  /** Output float32 `[1, N, 4]`, `[ymin, xmin, ymax, xmax]`. */
  boxes: string;
  /** Output float32 `[1, N, K]`, one column per class, background left out. */
  scores: string;
  /** Scores up to this are dropped. @default 0.01 (SSD, arXiv:1512.02325, §3.7) */
  scoreThreshold?: number | undefined;
  /** A box that overlaps a better one of its class by more than this is dropped, in [0, 1]. @default 0.45 (SSD, §3.7) */
  iouThreshold?: number | undefined;
  /** Rows of the outputs, and most boxes kept of a class; at least 1. @default 100 */
  maxDetections?: number | undefined;
};

/** Defaults of {@link DetectionsOptions}. */
export const DETECTIONS_DEFAULTS: {readonly scoreThreshold: 0.01; readonly iouThreshold: 0.45; readonly maxDetections: 100} = {
  scoreThreshold: 0.01,
  iouThreshold: 0.45,
  maxDetections: 100,
};

/**
 * Puts non-maximum suppression behind a model. The outputs for boxes and scores give way to `detection_boxes` `[D, 4]`, `detection_scores`
 * `[D]`, `detection_classes` int32 `[D]` (the score's column, from 0) and `num_detections` int32 `[1]`; best first, filled up with zeros.
 *
 * @throws OptionError for a name that no output has or a number out of range; ShapeError if the two outputs are not `[1, N, 4]` and `[1, N, K]`.
 * @see https://onnx.ai/onnx/operators/onnx__NonMaxSuppression.html
 */
export function appendDetections(model: OnnxModel, options: DetectionsOptions): OnnxModel {
  const scoreThreshold = checkRange('detections.scoreThreshold', options.scoreThreshold ?? DETECTIONS_DEFAULTS.scoreThreshold, {});
  const iouThreshold = checkRange('detections.iouThreshold', options.iouThreshold ?? DETECTIONS_DEFAULTS.iouThreshold, {min: 0, max: 1});
  const most = checkRange('detections.maxDetections', options.maxDetections ?? DETECTIONS_DEFAULTS.maxDetections, {min: 1, integer: true});
  const boxes = outputOf(model, 'boxes', options.boxes, 4);
  const count = boxes.shape[1] as number;
  const scores = outputOf(model, 'scores', options.scores, undefined);
  const classes = scores.shape[2] as number;
  if (scores.shape[1] !== count) throw new ShapeError(options.scores, scores.shape as number[], `[1, ${count}, K], one row per box`);

  const graph = new Graph();
  const ints = (...values: number[]): string => graph.ints(values);
  const column = (matrix: string, index: number): string => graph.emit('Gather', [matrix, graph.scalar(index, 'int32')], {axis: {int: 1}});
  const byClass = graph.transpose('scores', [1, count, classes], [0, 2, 1]); // [1, K, N]
  const limits = [ints(most), graph.filled(iouThreshold, [1]), graph.filled(scoreThreshold, [1])];
  const selected = graph.emit('NonMaxSuppression', ['boxes', byClass, ...limits]); // int64 [M, 3]: image, class, box
  const places = graph.emit('Slice', [selected, ints(1), ints(3), ints(1)]); // [M, 2]
  const values = graph.emit('GatherND', [graph.reshape(byClass, [1, classes, count], [classes, count]), places]); // [M]
  const kept = graph.emit('Min', [graph.emit('Shape', [values]), ints(most)]); // [1], k
  const [best, order] = graph.emitMany('TopK', [values, kept], {}, 2) as [string, string]; // [k]
  const ranked = graph.emit('Gather', [places, order]); // [k, 2]
  const rows = graph.emit('Gather', [graph.reshape('boxes', [1, count, 4], [count, 4]), column(ranked, 1)]); // [k, 4]
  const missing = graph.emit('Sub', [ints(most), kept]); // [1]
  const pad = (name: string, before: readonly number[], after: readonly number[]): string =>
    graph.emit('Pad', [
      name,
      graph.emit('Concat', [ints(...before), missing, ...(after.length === 0 ? [] : [ints(...after)])], {axis: {int: 0}}),
    ]);
  const filled: readonly (readonly [OnnxValueInfo, string])[] = [
    [{name: 'detection_boxes', type: 'float32', shape: [most, 4]}, pad(rows, [0, 0], [0])],
    [{name: 'detection_scores', type: 'float32', shape: [most]}, pad(best, [0], [])],
    [{name: 'detection_classes', type: 'int32', shape: [most]}, toInt32(graph, pad(column(ranked, 0), [0], []))],
    [{name: 'num_detections', type: 'int32', shape: [1]}, toInt32(graph, kept)],
  ];
  for (const [{name}, value] of filled) graph.output(value, name);

  const outside = new Map([...filled.map(([{name}]) => [name, name] as const), ['boxes', options.boxes], ['scores', options.scores]]);
  const added = renameModel(graph.toModel('', [], []), (name) => outside.get(name) ?? `detections/${name}`);
  const others = model.outputs.filter(({name}) => name !== options.boxes && name !== options.scores);
  return {
    ...model,
    nodes: [...model.nodes, ...added.nodes],
    initializers: [...model.initializers, ...added.initializers],
    outputs: [...others, ...filled.map(([info]) => info)],
  };
}

function toInt32(graph: Graph, name: string): string {
  return graph.emit('Cast', [name], {to: {int: 6}});
}

function outputOf(model: OnnxModel, option: string, name: string, columns: number | undefined): OnnxValueInfo {
  const output = model.outputs.find((info) => info.name === name);
  const names = model.outputs.map((info) => info.name).join(', ');
  if (output === undefined) throw new OptionError(`detections.${option}`, name, `an output of the function, which are ${names}`);
  const {shape, type} = output;
  const fits = type === 'float32' && shape.length === 3 && shape[0] === 1 && (columns === undefined || shape[2] === columns);
  if (!fits) throw new ShapeError(name, shape as number[], `float32 [1, N, ${columns ?? 'K'}]`);
  return output;
}
