import type {OrderState} from './batch-planner.ts';
import {RunStateError} from './errors/run-state-error.ts';
import type {RunFingerprint} from './run-fingerprint.ts';

/** `<prefix>.state.json`: what a run needs to go on and a TensorFlow checkpoint has no place for. */
export type RunState = {
  /** Of this format. */
  version: 1;
  /** Steps done; the checkpoint's `global_step`. */
  step: number;
  /** Where the reader goes on. */
  order: OrderState;
  /** Seconds trained so far, over all runs; what a `minutes` budget counts. */
  elapsedSeconds: number;
  /** The last step's losses; the whole curve is in `history.ndjson`. Null before the first step. */
  loss: {loss: number; classLoss: number; boxLoss: number} | null;
  fingerprint: RunFingerprint;
};

export function formatRunState(state: RunState): string {
  return `${JSON.stringify(state, null, 2)}\n`;
}

/** @throws {@link RunStateError} when `text` is not JSON of this form. @param path - for the message. */
export function parseRunState(text: string, path: string): RunState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RunStateError({path, reason: 'not valid JSON'}, {cause: error});
  }
  const missing = missingField(value);
  if (missing !== undefined) throw new RunStateError({path, reason: missing});
  return value as RunState;
}

function missingField(value: unknown): string | undefined {
  if (!isObject(value)) return 'not a JSON object';
  if (value['version'] !== 1) return `version is ${JSON.stringify(value['version'])}, but this program reads version 1`;
  const {order, fingerprint} = value;
  const numbers: [string, unknown][] = [
    ['step', value['step']],
    ['elapsedSeconds', value['elapsedSeconds']],
    ['order.epoch', isObject(order) ? order['epoch'] : undefined],
    ['order.position', isObject(order) ? order['position'] : undefined],
  ];
  const notNumber = numbers.find(([, found]) => typeof found !== 'number');
  if (notNumber !== undefined) return `${notNumber[0]} is not a number`;
  for (const field of ['epochRandom', 'random']) {
    const found = isObject(order) ? order[field] : undefined;
    if (!Array.isArray(found) || found.length === 0 || !found.every(Number.isInteger)) return `order.${field} is not a generator's state`;
  }
  return isObject(fingerprint) ? undefined : 'fingerprint is missing';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
