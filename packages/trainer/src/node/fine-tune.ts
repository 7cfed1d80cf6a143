import {readCheckpoint} from '@oid/checkpoint/node';
import type {DetectorModel} from '@oid/detector-model';
import {IncompatibleRunError} from '../errors/incompatible-run-error.ts';
import {assignVariables, compareVariables} from '../model-tensors.ts';

/** A checkpoint that training begins from, as `fine_tune_checkpoint` of a pipeline config. */
export type FineTune = {
  /** Its prefix, such as `runs/a/ckpt/model.ckpt-120`. */
  checkpoint: string;
  /** Take the heads too, and not the feature extractor alone (`load_all_detection_checkpoint_vars`). @default false */
  allVariables?: boolean | undefined;
};

/** What {@link loadForFineTuning} did. */
export type FineTuned = {
  /** Names of the variables that have the checkpoint's values. */
  loaded: string[];
  /** Names of those that were asked for and are not in it, or have another shape or type: they keep their initial values. */
  left: string[];
};

/**
 * Loads of a checkpoint what fits: variables of the same name, shape and type. Slots and the step are not taken: training begins at its start.
 *
 * @throws {@link IncompatibleRunError} when nothing fits; the model is then as it was. What `readCheckpoint` throws.
 * @see TensorFlow Object Detection API, `restore_map` and `get_variables_available_in_checkpoint`.
 */
export async function loadForFineTuning(model: DetectorModel, {checkpoint, allVariables = false}: FineTune): Promise<FineTuned> {
  const tensors = await readCheckpoint(checkpoint);
  const scopes = model.featureExtractorScopes;
  const wanted = [...model.variables.entries()]
    .map(([name]) => name)
    .filter((name) => allVariables || scopes === undefined || scopes.some((scope) => name.startsWith(scope)));
  const differences = compareVariables(tensors, model.variables);
  const unfit = new Set(differences.map(({what}) => what.replace(/^variable /, '')));
  const loaded = wanted.filter((name) => !unfit.has(name));
  if (loaded.length === 0) throw new IncompatibleRunError({path: checkpoint, differences});
  const chosen = new Set(loaded);
  assignVariables(new Map([...tensors].filter(([name]) => chosen.has(name))), model.variables);
  return {loaded, left: wanted.filter((name) => unfit.has(name))};
}
