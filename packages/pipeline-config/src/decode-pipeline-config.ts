import {OptionError} from '@oid/core';
import type {Revision} from '@oid/core';
import {decodeMessage} from './binary/decode-message.ts';
import type {UnknownFields} from './binary/decode-message.ts';
import {canonicalConfig, checkCanonical, checkRevisionOf, failAt} from './check-pipeline-config.ts';
import {PipelineConfigError} from './errors/pipeline-config-error.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import {ROOT, messageType} from './schema/field.ts';

/** How {@link decodePipelineConfig} reads. */
export type DecodePipelineConfigOptions = {
  /** The file's name, for messages. @default 'pipeline config' */
  source?: string | undefined;
  /** Refuse the fields that this revision of the Object Detection API does not have. Without it the fields of all three are taken. */
  revision?: Revision | undefined;
  /** Whether values are checked too, as `checkPipelineConfig` does, and not their form alone. @default true */
  check?: boolean | undefined;
  /** What becomes of fields and enum numbers that no revision has. @default 'throw' */
  unknownFields?: UnknownFields | undefined;
};

/** Defaults of {@link DecodePipelineConfigOptions}. */
export const DECODE_PIPELINE_CONFIG_DEFAULTS: {readonly source: string; readonly check: boolean; readonly unknownFields: UnknownFields} = {
  source: 'pipeline config',
  check: true,
  unknownFields: 'throw',
};

/**
 * Reads a config in protobuf's binary format.
 *
 * @param bytes - none gives an empty config.
 * @throws {@link PipelineConfigError} for the first thing wrong.
 */
export function decodePipelineConfig(bytes: Uint8Array, options: DecodePipelineConfigOptions = {}): PipelineConfig {
  const source = options.source ?? DECODE_PIPELINE_CONFIG_DEFAULTS.source;
  const unknown = options.unknownFields ?? DECODE_PIPELINE_CONFIG_DEFAULTS.unknownFields;
  if (unknown !== 'throw' && unknown !== 'skip') throw new OptionError('unknownFields', unknown, "'throw' or 'skip'");
  const config = canonicalConfig(decode(bytes, source, unknown), source);
  if (options.check ?? DECODE_PIPELINE_CONFIG_DEFAULTS.check) checkCanonical(config, {source, revision: options.revision});
  else checkRevisionOf(config, {source, revision: options.revision});
  return config;
}

function decode(bytes: Uint8Array, source: string, unknown: UnknownFields): PipelineConfig {
  try {
    return decodeMessage(messageType(ROOT), bytes, unknown, failAt(source));
  } catch (error) {
    if (error instanceof PipelineConfigError) throw error;
    const message = 'the bytes end within a field, or are no binary config. For text use parsePipelineConfig; else fetch the file again.';
    throw new PipelineConfigError({problem: 'binary', source, path: '', message}, {cause: error});
  }
}
