import type {Revision} from '@oid/core';
import type {Fail} from './canonical.ts';
import type {Message, MessageType} from './field.ts';
import {joinPath, messageOf} from './field.ts';
import {isBefore} from './revision.ts';

const SINGLE_IN_E1: readonly string[] = ['TrainEvalPipelineConfig.eval_input_reader', 'EvalConfig.metrics_set'];
const EXPECTED_IN_E1: Readonly<Record<string, string>> = {
  'FasterRcnn.number_of_stages': ' For number_of_stages: 1 it has first_stage_only: true.',
};

/** Refuses the fields of a canonical message that `revision` does not have. An extension belongs to none. */
export function checkRevision(type: MessageType, message: Message, path: string, revision: Revision, fail: Fail): void {
  for (const field of type.fields) {
    const value = message[field.name];
    if (value === undefined) continue;
    const fieldPath = joinPath(path, field.name);
    const key = `${type.name}.${field.name}`;
    if (field.since !== undefined && isBefore(revision, field.since)) {
      fail(
        'revision',
        fieldPath,
        `${field.name} came with revision ${field.since}, so ${revision} refuses it. Delete it.${EXPECTED_IN_E1[key] ?? ''}`,
      );
    }
    if (revision === 'E1' && SINGLE_IN_E1.includes(key) && (value as readonly unknown[]).length > 1) {
      fail('revision', fieldPath, `revision E1 takes one ${field.name}, and ${(value as readonly unknown[]).length} are given. Keep one.`);
    }
    const inner = messageOf(field);
    if (inner === undefined) continue;
    if (field.repeated !== true) checkRevision(inner, value as Message, fieldPath, revision, fail);
    else (value as readonly Message[]).forEach((one, index) => checkRevision(inner, one, `${fieldPath}[${index}]`, revision, fail));
  }
}
