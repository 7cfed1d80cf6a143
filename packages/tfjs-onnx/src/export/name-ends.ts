import {OptionError} from '@oid/core';
import type {OnnxModel} from '../onnx/model.ts';
import {renameModel} from '../onnx/rename.ts';

/**
 * Gives a model's inputs and outputs other names, in their order. Names inside that are equal to one of them give way.
 *
 * @throws {@link OptionError} if two of the names are equal, or one is empty.
 */
export function nameEnds(model: OnnxModel, inputNames: readonly string[], outputNames: readonly string[]): OnnxModel {
  const taken = new Set<string>();
  for (const [option, names] of Object.entries({inputs: inputNames, outputs: outputNames})) {
    for (const name of names) {
      if (name === '' || taken.has(name)) throw new OptionError(option, name, 'a name of its own: no two inputs or outputs share one');
      taken.add(name);
    }
  }
  const ends = new Map<string, string>();
  for (const [index, {name}] of model.inputs.entries()) ends.set(name, inputNames[index] as string);
  for (const [index, {name}] of model.outputs.entries()) ends.set(name, outputNames[index] as string);
  return renameModel(model, (name) => {
    const end = ends.get(name);
    if (end !== undefined) return end;
    let inner = name;
    while (taken.has(inner)) inner += '_';
    return inner;
  });
}
