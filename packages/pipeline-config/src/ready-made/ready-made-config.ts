import {OptionError, checkRange, nearestName} from '@oid/core';
import {canonicalConfig, checkPipelineConfig} from '../check-pipeline-config.ts';
import type {PipelineConfig} from '../pipeline-config.ts';
import {fasterRcnnResnet101Config, fasterRcnnResnet101OpenImagesConfig, fasterRcnnResnet50Config} from './faster-rcnn-resnet.ts';
import type {ReadyMadeOptions} from './parts.ts';
import {ssdMobilenetV1Config, ssdMobilenetV2Config, ssdliteMobilenetV2Config} from './ssd-mobilenet.ts';
import {ssdResnet50FpnConfig} from './ssd-resnet50-fpn.ts';
import {toySsdConfig} from './toy-ssd.ts';

/** The names of the ready-made configs. */
export type ReadyMadeName =
  | 'toy-ssd'
  | 'ssd-mobilenet-v1'
  | 'ssd-mobilenet-v2'
  | 'ssdlite-mobilenet-v2'
  | 'ssd-resnet50-fpn'
  | 'faster-rcnn-resnet50'
  | 'faster-rcnn-resnet101'
  | 'faster-rcnn-resnet101-open-images';

const CONFIGS: Readonly<Record<ReadyMadeName, (options: ReadyMadeOptions) => PipelineConfig>> = {
  'toy-ssd': toySsdConfig,
  'ssd-mobilenet-v1': ssdMobilenetV1Config,
  'ssd-mobilenet-v2': ssdMobilenetV2Config,
  'ssdlite-mobilenet-v2': ssdliteMobilenetV2Config,
  'ssd-resnet50-fpn': ssdResnet50FpnConfig,
  'faster-rcnn-resnet50': fasterRcnnResnet50Config,
  'faster-rcnn-resnet101': fasterRcnnResnet101Config,
  'faster-rcnn-resnet101-open-images': fasterRcnnResnet101OpenImagesConfig,
};

/** Every {@link ReadyMadeName}. */
export const READY_MADE_NAMES: readonly ReadyMadeName[] = Object.keys(CONFIGS) as ReadyMadeName[];

/**
 * A whole config by name. What else should differ, change with `applyOverrides`.
 *
 * @throws {@link OptionError} for another name, or a number of classes that is not 1 or more.
 */
export function readyMadeConfig(name: ReadyMadeName, options: ReadyMadeOptions): PipelineConfig {
  const create = Object.hasOwn(CONFIGS, name) ? CONFIGS[name] : undefined;
  if (create === undefined) {
    const near = nearestName(name, READY_MADE_NAMES);
    throw new OptionError('name', name, `one of ${READY_MADE_NAMES.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
  checkRange('numClasses', options.numClasses, {min: 1, max: 2 ** 31 - 1, integer: true});
  const config: PipelineConfig = canonicalConfig(create(options), name);
  checkPipelineConfig(config, {source: name});
  return config;
}
