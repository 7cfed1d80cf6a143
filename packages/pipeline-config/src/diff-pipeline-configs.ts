import {OptionError} from '@oid/core';
import {canonicalConfig} from './check-pipeline-config.ts';
import type {PipelineConfig} from './pipeline-config.ts';
import {ROOT, joinPath, messageOf, messageType} from './schema/field.ts';
import type {Field, Message, MessageType} from './schema/field.ts';
import {defaultOf} from './schema/resolve-message.ts';
import {formatValue} from './text/format-message.ts';

/** A place where two configs differ; values as text format writes them, on one line. */
export type PipelineConfigDifference = {
  /** Such as `train_config.batch_size` or `train_config.data_augmentation_options[1]`. */
  path: string;
  /** `undefined`: not there. A default that is not written is there when resolved configs are compared. */
  before: string | undefined;
  after: string | undefined;
};

/** How {@link diffPipelineConfigs} compares. */
export type DiffPipelineConfigsOptions = {
  /** `resolved`: a default that is written out equals one that is not. `written`: it does not. @default 'resolved' */
  compare?: 'resolved' | 'written' | undefined;
};

/** Defaults of {@link DiffPipelineConfigsOptions}. */
export const DIFF_PIPELINE_CONFIGS_DEFAULTS: {readonly compare: 'resolved'} = {compare: 'resolved'};

/**
 * Says where two configs differ, in the order of the schema; floats are compared as float32, defaults are those of E2. A message that only
 * one of them has is one difference. Lists of messages are compared item by item, other lists as a whole.
 *
 * @returns nothing for equal configs.
 * @throws {@link PipelineConfigError} for unknown fields and values of the wrong kind.
 */
export function diffPipelineConfigs(
  before: PipelineConfig,
  after: PipelineConfig,
  options: DiffPipelineConfigsOptions = {},
): PipelineConfigDifference[] {
  const compare = options.compare ?? DIFF_PIPELINE_CONFIGS_DEFAULTS.compare;
  if (compare !== 'resolved' && compare !== 'written') throw new OptionError('compare', compare, "'resolved' or 'written'");
  const differences: PipelineConfigDifference[] = [];
  const root = messageType(ROOT);
  compareMessages(root, canonicalConfig(before, 'before'), canonicalConfig(after, 'after'), '', compare === 'resolved', differences);
  return differences;
}

/** Writes differences as lines that begin with `-` (before) and `+` (after); nothing for none. */
export function formatPipelineDiff(differences: readonly PipelineConfigDifference[]): string {
  const line = (sign: string, path: string, value: string | undefined): string =>
    value === undefined ? '' : `${sign} ${path}: ${value}\n`;
  return differences.map(({path, before, after}) => line('-', path, before) + line('+', path, after)).join('');
}

function compareMessages(
  type: MessageType,
  before: Message,
  after: Message,
  path: string,
  withDefaults: boolean,
  out: PipelineConfigDifference[],
): void {
  for (const field of type.fields) {
    const fieldPath = joinPath(path, field.name);
    const valueOf = (message: Message): unknown => {
      const value = message[field.name] ?? (withDefaults ? defaultOf(type, field, 'E2') : undefined);
      return Array.isArray(value) && value.length === 0 ? undefined : value;
    };
    const [a, b] = [valueOf(before), valueOf(after)];
    const inner = messageOf(field);
    if (inner === undefined) {
      compareText(field, a, b, fieldPath, out);
    } else if (field.repeated !== true) {
      if (a === undefined || b === undefined) compareText(field, a, b, fieldPath, out);
      else compareMessages(inner, a as Message, b as Message, fieldPath, withDefaults, out);
    } else {
      const [left, right] = [(a ?? []) as readonly Message[], (b ?? []) as readonly Message[]];
      for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
        const [one, other] = [left[index], right[index]];
        if (one === undefined || other === undefined) compareText(field, one, other, `${fieldPath}[${index}]`, out);
        else compareMessages(inner, one, other, `${fieldPath}[${index}]`, withDefaults, out);
      }
    }
  }
}

function compareText(field: Field, a: unknown, b: unknown, path: string, out: PipelineConfigDifference[]): void {
  const [before, after] = [a, b].map((value) => (value === undefined ? undefined : formatValue(field, value)));
  if (before !== after) out.push({path, before, after});
}
