import {PipelineConfigError, modelKind, requireModel, resolvePipelineConfig} from '@oid/pipeline-config';
import type {PipelineConfig, ToySsd} from '@oid/pipeline-config';
import type {DetectorModel} from './detector-model.ts';
import {createToySsd} from './toy-ssd.ts';
import type {ToySsdOptions} from './toy-ssd.ts';

export type CreateDetectorOptions = {
  /** Seed of the initial weights, an integer; a config has none. @default 0 */
  seed?: number | undefined;
  /** The config's name in messages. @default 'pipeline config' */
  source?: string | undefined;
};

/**
 * The network that a `pipeline.config` describes, with new weights: so far ToySSD, `[oid.protos.toy_ssd]`. Its anchors, its matching and coding of
 * boxes and its post-processing are the config's. The caller disposes the model.
 *
 * @throws PipelineConfigError of `@oid/pipeline-config`: `pipeline-config/model` for another model, `pipeline-config/value` for a number of classes
 * or an image resizer that is missing, `pipeline-config/unsupported` for a resizer of another kind; and what `createToySsd` throws.
 */
export function createDetector(config: PipelineConfig, {seed, source = 'pipeline config'}: CreateDetectorOptions = {}): DetectorModel {
  if (modelKind(config) !== 'toy_ssd') requireModel(config, 'toy_ssd', {source});
  const message = resolvePipelineConfig(config).toy_ssd as ToySsd<'resolved'>;
  return createToySsd({...toySsdOptions(message, source), seed});
}

function toySsdOptions(message: ToySsd<'resolved'>, source: string): ToySsdOptions {
  const fail = (problem: 'value' | 'unsupported', field: string, text: string): never => {
    throw new PipelineConfigError({problem, source, path: `toy_ssd.${field}`, message: text});
  };
  const {num_classes, image_resizer, channel_means, scales, aspect_ratios, body_depths, box_coder, max_detections} = message;
  if (num_classes === undefined) return fail('value', 'num_classes', 'it is not set. Give the number of classes, background left out.');
  const resizer = image_resizer?.fixed_shape_resizer;
  if (image_resizer === undefined || Object.keys(image_resizer).length === 0) {
    return fail('value', 'image_resizer', 'it is not set. Give a fixed_shape_resizer with height and width.');
  }
  if (resizer === undefined) {
    return fail(
      'unsupported',
      'image_resizer',
      `${Object.keys(image_resizer)[0]} cannot be done: ToySSD sees one size. Give a fixed_shape_resizer.`,
    );
  }
  if (resizer.convert_to_grayscale)
    fail('unsupported', 'image_resizer.fixed_shape_resizer.convert_to_grayscale', 'ToySSD sees colours. Set it to false.');
  const scaleFactors =
    box_coder === undefined ? undefined : ([box_coder.y_scale, box_coder.x_scale, box_coder.height_scale, box_coder.width_scale] as const);
  return {
    numClasses: num_classes,
    inputSize: {height: resizer.height, width: resizer.width},
    channelMeans: channel_means.length === 0 ? undefined : (channel_means as readonly [number, number, number]),
    bodyDepths: body_depths.length === 0 ? undefined : body_depths,
    extraDepth: message.extra_depth,
    scales: scales.length === 0 ? undefined : scales.map(({sizes}) => sizes),
    aspectRatios: aspect_ratios.length === 0 ? undefined : aspect_ratios,
    initializerMagnitude: message.initializer_magnitude,
    foregroundPrior: message.foreground_prior,
    targets: {iouThreshold: message.matched_threshold, scaleFactors},
    detection: {
      scoreThreshold: message.score_threshold,
      iouThreshold: message.iou_threshold,
      acrossClasses: message.suppress_across_classes,
      clip: message.clip_boxes,
      maxDetections: max_detections === 0 ? Infinity : max_detections,
      scaleFactors,
    },
  };
}
