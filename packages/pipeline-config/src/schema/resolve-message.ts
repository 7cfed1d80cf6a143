import type {Revision} from '@oid/core';
import type {Field, Message, MessageType} from './field.ts';
import {messageOf} from './field.ts';

// What the schema of November 2017 had otherwise.
const E1_DEFAULTS: Readonly<Record<string, unknown>> = {
  'TrainConfig.keep_checkpoint_every_n_hours': 1000,
  'InputReader.num_readers': 8,
  'EvalConfig.metrics_set': ['pascal_voc_metrics'],
};

/** The value of a field that is not set; `undefined` where the schema gives none. Floats are float32. */
export function defaultOf(type: MessageType, field: Field, revision: Revision): unknown {
  const early = revision === 'E1' ? E1_DEFAULTS[`${type.name}.${field.name}`] : undefined;
  if (early !== undefined) return early;
  if (field.repeated === true) return [];
  return field.type === 'float' && field.default !== undefined ? Math.fround(field.default as number) : field.default;
}

/** Which defaults {@link resolveMessage} fills in. */
export type FillField = (type: MessageType, field: Field) => boolean;

/**
 * Fills in the defaults of a canonical message and of the messages in it. A message that is not set stays so, since its presence means
 * something (a `batch_norm`, a `hard_example_miner`).
 */
export function resolveMessage(type: MessageType, message: Message, revision: Revision, fill: FillField = () => true): Message {
  const result: Record<string, unknown> = {};
  for (const field of type.fields) {
    const inner = messageOf(field);
    let value = message[field.name];
    if (value === undefined && fill(type, field)) value = defaultOf(type, field, revision);
    if (value === undefined) continue;
    if (inner === undefined) result[field.name] = value;
    else if (Array.isArray(value)) result[field.name] = value.map((one) => resolveMessage(inner, one as Message, revision, fill));
    else result[field.name] = resolveMessage(inner, value as Message, revision, fill);
  }
  return result;
}
