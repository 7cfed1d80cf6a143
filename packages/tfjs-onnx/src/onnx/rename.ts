import type {OnnxModel} from './model.ts';

/** The model with every name, of inputs, outputs, constants and what lies between, as `rename` has it. An empty name stays: it leaves something out. */
export function renameModel(model: OnnxModel, rename: (name: string) => string): OnnxModel {
  const renameAll = (names: readonly string[]): string[] => names.map((name) => (name === '' ? '' : rename(name)));
  const named = <Named extends {readonly name: string}>(list: readonly Named[]): Named[] =>
    list.map((item) => ({...item, name: rename(item.name)}));
  return {
    ...model,
    nodes: model.nodes.map((node) => ({...node, inputs: renameAll(node.inputs), outputs: renameAll(node.outputs)})),
    initializers: named(model.initializers),
    inputs: named(model.inputs),
    outputs: named(model.outputs),
  };
}
