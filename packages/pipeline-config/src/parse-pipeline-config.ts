import type {Revision} from '@oid/core';
import {canonicalConfig, checkCanonical, checkRevisionOf} from './check-pipeline-config.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import {ROOT, messageType} from './schema/field.ts';
import {parseMessageText} from './text/parse-message.ts';

/** How {@link parsePipelineConfig} reads. */
export type ParsePipelineConfigOptions = {
  /** The file's name, for messages. @default 'pipeline.config' */
  source?: string | undefined;
  /** Refuse the fields that this revision of the Object Detection API does not have. Without it the fields of all three are taken. */
  revision?: Revision | undefined;
  /** Whether values are checked too, as `checkPipelineConfig` does, and not their form alone. @default true */
  check?: boolean | undefined;
};

/** Defaults of {@link ParsePipelineConfigOptions}. */
export const PARSE_PIPELINE_CONFIG_DEFAULTS: {readonly source: string; readonly check: boolean} = {source: 'pipeline.config', check: true};

/**
 * Reads a `pipeline.config` in protobuf text format.
 *
 * @param text - an empty text gives an empty config.
 * @returns only what the text sets; see `resolvePipelineConfig` for the rest.
 * @throws {@link PipelineConfigError} with file and line, for the first thing wrong.
 */
export function parsePipelineConfig(text: string, options: ParsePipelineConfigOptions = {}): PipelineConfig {
  const source = options.source ?? PARSE_PIPELINE_CONFIG_DEFAULTS.source;
  const {message, lines} = parseMessageText(messageType(ROOT), text, source);
  const config = canonicalConfig(message, source);
  if (options.check ?? PARSE_PIPELINE_CONFIG_DEFAULTS.check) checkCanonical(config, {source, revision: options.revision, lines});
  else checkRevisionOf(config, {source, revision: options.revision, lines});
  return config;
}
