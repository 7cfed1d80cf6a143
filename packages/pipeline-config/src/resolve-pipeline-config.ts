import {checkRevision} from '@oid/core';
import type {Revision} from '@oid/core';
import {canonicalConfig} from './check-pipeline-config.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import {ROOT, messageType} from './schema/field.ts';
import {resolveMessage} from './schema/resolve-message.ts';

/** How {@link resolvePipelineConfig} fills in. */
export type ResolvePipelineConfigOptions = {
  /** Whose defaults count; E1 has three others than later revisions. @default 'E2' */
  revision?: Revision | undefined;
};

/** Defaults of {@link ResolvePipelineConfigOptions}. */
export const RESOLVE_PIPELINE_CONFIG_DEFAULTS: {readonly revision: Revision} = {revision: 'E2'};

/**
 * Fills in the schema's defaults. Messages that are not set stay unset, since their presence means something (a `batch_norm`, a
 * `hard_example_miner`), and so do fields without a default (`num_classes`; `weighted_sigmoid_focal.alpha`, which unset means no weighting).
 *
 * @throws {@link PipelineConfigError} for unknown fields and values of the wrong kind.
 */
export function resolvePipelineConfig(config: PipelineConfig, options: ResolvePipelineConfigOptions = {}): PipelineConfig<'resolved'> {
  const revision = checkRevision(options.revision ?? RESOLVE_PIPELINE_CONFIG_DEFAULTS.revision);
  const resolved = resolveMessage(messageType(ROOT), canonicalConfig(config, 'pipeline config'), revision);
  return resolved as PipelineConfig<'resolved'>;
}
