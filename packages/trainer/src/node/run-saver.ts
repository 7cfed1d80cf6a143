import type {CheckpointTensor} from '@oid/checkpoint';
import type {DetectorModel} from '@oid/detector-model';
import {DivergedError} from '../errors/diverged-error.ts';
import {IncompatibleRunError} from '../errors/incompatible-run-error.ts';
import {assignVariables, compareVariables, findNonFinite, fromCheckpointTensor, toCheckpointTensor} from '../model-tensors.ts';
import {compareFingerprints} from '../run-fingerprint.ts';
import type {RunFingerprint} from '../run-fingerprint.ts';
import type {RunState} from '../run-state.ts';
import {createSlot} from '../sgd.ts';
import type {MomentumSlots} from '../sgd.ts';
import type {HistoryFile} from './history-file.ts';
import type {RunFolder} from './run-folder.ts';

/** What TensorFlow's MomentumOptimizer calls the slot of a variable. */
const slotName = (variable: string): string => `${variable}/Momentum`;

/**
 * Brings model and momentum slots to the newest checkpoint of a run and clears what a killed save left.
 *
 * Slots in the checkpoint are passed over without momentum; slots that it lacks start as zeros.
 *
 * @returns its state; undefined where the run has no checkpoint, with the model as it was.
 * @throws {@link IncompatibleRunError} when model or options differ from those the run was started with; `RunStateError`. Nothing is
 * changed then, in the folder or in the model.
 */
export async function resumeRun(
  model: DetectorModel,
  slots: MomentumSlots,
  folder: RunFolder,
  {fingerprint, momentum}: {fingerprint: RunFingerprint; momentum: number},
): Promise<RunState | undefined> {
  const prefix = await folder.latest();
  if (prefix === undefined) {
    await folder.clean();
    return undefined;
  }
  const state = await folder.readState(prefix);
  const tensors = await folder.readTensors(prefix);
  const differences = [...compareFingerprints(state.fingerprint, fingerprint), ...compareVariables(tensors, model.variables)];
  if (differences.length > 0) throw new IncompatibleRunError({path: prefix, differences});
  await folder.clean();
  assignVariables(tensors, model.variables);
  if (momentum > 0) {
    for (const [name] of model.variables.entries()) {
      const slot = tensors.get(slotName(name));
      if (slot !== undefined) slots.set(name, createSlot(fromCheckpointTensor(slot)));
    }
  }
  return state;
}

/**
 * Saves every variable of the model, the slots and `global_step` (int64), the history up to here, and the state.
 *
 * @throws {@link DivergedError} when a value is not finite; nothing is written then, so that the last good checkpoint stays the newest.
 */
export async function saveRun(
  model: DetectorModel,
  slots: MomentumSlots,
  folder: RunFolder,
  {state, history, keep, learningRate}: {state: RunState; history: HistoryFile; keep: number; learningRate: number},
): Promise<void> {
  const tensors = new Map<string, CheckpointTensor>();
  for (const [name, variable] of model.variables.entries()) tensors.set(name, await toCheckpointTensor(variable));
  for (const [name, slot] of slots) tensors.set(slotName(name), await toCheckpointTensor(slot));
  const broken = findNonFinite(tensors);
  if (broken !== undefined)
    throw new DivergedError({step: state.step, learningRate, what: `a value of ${broken.name}`, found: broken.found});
  tensors.set('global_step', {dtype: 'int64', shape: [], data: BigInt64Array.of(BigInt(state.step))});
  await folder.save(tensors, state, {keep, beforeNaming: () => history.flush()});
}
