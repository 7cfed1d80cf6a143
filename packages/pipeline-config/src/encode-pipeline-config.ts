import {encodeMessage} from './binary/encode-message.ts';
import {canonicalConfig} from './check-pipeline-config.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import {ROOT, messageType} from './schema/field.ts';

/**
 * Writes a config in protobuf's binary format, byte for byte as Google's library does.
 *
 * @param config - an empty config gives no bytes.
 * @throws {@link PipelineConfigError} for unknown fields and values of the wrong kind; values out of range are not looked for.
 */
export function encodePipelineConfig(config: PipelineConfig): Uint8Array {
  return encodeMessage(messageType(ROOT), canonicalConfig(config, 'pipeline config'));
}
