import type {Revision} from '@oid/core';
import {canonicalConfig, checkRevisionOf} from './check-pipeline-config.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import {ROOT, messageType} from './schema/field.ts';
import {resolveMessage} from './schema/resolve-message.ts';
import type {FillField} from './schema/resolve-message.ts';
import {isBefore} from './schema/revision.ts';
import {formatFields} from './text/format-message.ts';

/** How {@link formatPipelineConfig} writes. */
export type FormatPipelineConfigOptions = {
  /** Whether defaults are written out. Empty strings and deprecated fields are not, and messages that are not set. @default false */
  resolved?: boolean | undefined;
  /**
   * The revision that is to read the text: its defaults are written out, and a field that it does not have is refused. Without it every field
   * may stand, and the defaults are those of E2.
   */
  revision?: Revision | undefined;
};

/** Defaults of {@link FormatPipelineConfigOptions}. */
export const FORMAT_PIPELINE_CONFIG_DEFAULTS: {readonly resolved: boolean} = {resolved: false};

/**
 * Writes a config in protobuf text format, which `parsePipelineConfig` and TensorFlow read. Fields stand in the order of their numbers,
 * floats with the fewest digits that read back as the same float32, so equal configs give equal texts. Comments of a file that was read are
 * gone.
 *
 * @param config - an empty config gives an empty text.
 * @throws {@link PipelineConfigError} for unknown fields and values of the wrong kind; values out of range are not looked for.
 */
export function formatPipelineConfig(config: PipelineConfig, options: FormatPipelineConfigOptions = {}): string {
  const {revision} = options;
  const root = messageType(ROOT);
  const source = 'pipeline config';
  const written = canonicalConfig(config, source);
  checkRevisionOf(written, {source, revision});
  const resolved = options.resolved ?? FORMAT_PIPELINE_CONFIG_DEFAULTS.resolved;
  const lines = formatFields(root, resolved ? resolveMessage(root, written, revision ?? 'E2', spelledOut(revision ?? 'E2')) : written);
  return lines.map((line) => `${line}\n`).join('');
}

// The API asks `HasField('label_map_path')` and the like, so that an empty string must not be written out.
function spelledOut(revision: Revision): FillField {
  return (_, field) => field.deprecated !== true && field.default !== '' && !(field.since !== undefined && isBefore(revision, field.since));
}
