import type {CheckpointTensor} from '@oid/checkpoint';
import type {DetectorModel} from '@oid/detector-model';
import {IncompatibleRunError} from '../errors/incompatible-run-error.ts';
import {assignVariables, compareVariables} from '../model-tensors.ts';
import {RunFolder, stepOfPrefix} from './run-folder.ts';

/**
 * Loads the newest checkpoint of a run into a model; the JSON beside it is not needed. The step is the checkpoint's `global_step`, or the
 * number in its name.
 *
 * @returns undefined, with the model as it was, where the run has no checkpoint.
 * @throws {@link IncompatibleRunError} naming each variable that is missing or of another shape; the model is then as it was.
 */
export async function restoreModel(model: DetectorModel, runDirectory: string): Promise<{step: number} | undefined> {
  const folder = new RunFolder(runDirectory);
  const prefix = await folder.latest();
  if (prefix === undefined) return undefined;
  const tensors = await folder.readTensors(prefix);
  const differences = compareVariables(tensors, model.variables);
  if (differences.length > 0) throw new IncompatibleRunError({path: prefix, differences});
  assignVariables(tensors, model.variables);
  return {step: globalStep(tensors) ?? stepOfPrefix(prefix) ?? 0};
}

function globalStep(tensors: ReadonlyMap<string, CheckpointTensor>): number | undefined {
  const value = tensors.get('global_step')?.data[0];
  return value === undefined ? undefined : Number(value);
}
