import {OptionError} from '@oid/core';
import {checkMessage} from '../check/check-message.ts';
import {failAt} from '../check-pipeline-config.ts';
import type {MessageTypes} from '../generated/types.ts';
import {canonicalMessage} from '../schema/canonical.ts';
import {messageType} from '../schema/field.ts';
import {resolveMessage} from '../schema/resolve-message.ts';

/** The learning rate at a step: the number of updates made so far, from 0. Throws `OptionError` for anything but whole numbers from 0. */
export type LearningRateSchedule = (step: number) => number;

/**
 * Checks a schedule's message and fills in its defaults.
 *
 * @throws {@link PipelineConfigError} for what the Object Detection API's builder refuses.
 */
export function resolveSchedule<Name extends keyof MessageTypes>(name: Name, message: MessageTypes[Name]): MessageTypes<'resolved'>[Name] {
  const type = messageType(name);
  const fail = failAt(name);
  const resolved = resolveMessage(type, canonicalMessage(type, message, '', fail), 'E2');
  checkMessage(type, resolved, '', {revision: 'E2', training: true}, fail);
  return resolved as MessageTypes<'resolved'>[Name];
}

/** Guards a formula against steps that are none. */
export function onSteps(rate: LearningRateSchedule): LearningRateSchedule {
  return (step) => {
    if (!Number.isSafeInteger(step) || step < 0) throw new OptionError('step', step, 'a whole number from 0');
    return rate(step);
  };
}
