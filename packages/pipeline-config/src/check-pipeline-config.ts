import {checkRevision as checkRevisionName} from '@oid/core';
import type {Revision} from '@oid/core';
import {checkMessage} from './check/check-message.ts';
import {PipelineConfigError} from './errors/pipeline-config-error.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import {canonicalMessage} from './schema/canonical.ts';
import type {Fail} from './schema/canonical.ts';
import {checkRevision} from './schema/check-revision.ts';
import {ROOT, messageType} from './schema/field.ts';
import type {Message} from './schema/field.ts';
import {resolveMessage} from './schema/resolve-message.ts';

/** What {@link checkPipelineConfig} holds a config against. */
export type CheckPipelineConfigOptions = {
  /** The config's name, for messages. @default 'pipeline config' */
  source?: string | undefined;
  /** The fields and the rules of this revision alone; without it the fields of all and the rules of E2. */
  revision?: Revision | undefined;
  /**
   * Refuses besides what a detector can be run with, but not trained: a Faster R-CNN whose `second_stage_batch_size` exceeds its
   * `first_stage_max_proposals`, as that of a config made for few proposals does. @default false
   */
  training?: boolean | undefined;
};

/** Defaults of {@link CheckPipelineConfigOptions}. */
export const CHECK_PIPELINE_CONFIG_DEFAULTS: {readonly source: string; readonly training: boolean} = {
  source: 'pipeline config',
  training: false,
};

/**
 * Refuses what no detector can be built from: unknown fields, values of the wrong kind, NaN, thresholds and counts out of range, and what the
 * Object Detection API's builders refuse, such as steps of a schedule that do not rise. What is absent is not missed: a config may hold a
 * `train_config` alone.
 *
 * @throws {@link PipelineConfigError} for the first thing wrong.
 */
export function checkPipelineConfig(config: PipelineConfig, options: CheckPipelineConfigOptions = {}): void {
  const source = options.source ?? CHECK_PIPELINE_CONFIG_DEFAULTS.source;
  checkCanonical(canonicalConfig(config, source), {...options, source});
}

/** The canonical form of a config that a caller handed in; see `canonicalMessage`. */
export function canonicalConfig(config: PipelineConfig, source: string): Message {
  return canonicalMessage(messageType(ROOT), config, '', failAt(source));
}

/** {@link checkPipelineConfig} of a canonical config; `lines` has the line of each path. */
export function checkCanonical(
  config: Message,
  options: CheckPipelineConfigOptions & {lines?: ReadonlyMap<string, number> | undefined},
): void {
  const {source = CHECK_PIPELINE_CONFIG_DEFAULTS.source, revision, training = CHECK_PIPELINE_CONFIG_DEFAULTS.training, lines} = options;
  const root = messageType(ROOT);
  const fail = failAt(source, lines);
  checkRevisionOf(config, {source, revision, lines});
  const context = {revision: revision ?? 'E2', training};
  checkMessage(root, resolveMessage(root, config, context.revision), '', context, fail);
}

/** Refuses the fields that `revision` does not have; with no revision, none. */
export function checkRevisionOf(
  config: Message,
  {source, revision, lines}: {source: string; revision?: Revision | undefined; lines?: ReadonlyMap<string, number> | undefined},
): void {
  if (revision !== undefined) checkRevision(messageType(ROOT), config, '', checkRevisionName(revision), failAt(source, lines));
}

/** Throws at a path, with the line of the path or of what it lies in. */
export function failAt(source: string, lines?: ReadonlyMap<string, number>): Fail {
  return (problem, path, message, suggestion) => {
    throw new PipelineConfigError({
      problem,
      source,
      line: lines === undefined ? undefined : lineOf(path, lines),
      path,
      message,
      suggestion,
    });
  };
}

function lineOf(path: string, lines: ReadonlyMap<string, number>): number | undefined {
  let place = path;
  while (place !== '' && !lines.has(place)) place = place.replace(/(?:\[\d+\]|\.?\w+)$/, '');
  return lines.get(place);
}
