import type {OnnxModel} from '../onnx/model.ts';

/*
 * After a run, onnxruntime-node 1.30 copies every output into a new array, also where the caller gave the room for it and has the result already. The copies
 * take several times the time of a light kernel, and the garbage collector a tenth of a training loop. The binding converts outputs in order, and refuses types that it has no array for: a
 * first output of such a type, of one element, ends the conversion before anything is copied, when all results have been written.
 */

const MARK = 'uncopied';
const REFUSAL = 'Tensor type (16) is not supported.'; // 16 is bfloat16

/** The model with an output in front that the binding refuses to convert; for {@link fetchWithoutCopies}. */
export function withoutCopies(model: OnnxModel): OnnxModel {
  const zero = {name: `${MARK}0`, type: 'float32', shape: [1], data: new Uint8Array(4)} as const;
  const mark = {operator: 'Cast', inputs: [zero.name], outputs: [MARK], attributes: {to: {int: 16}}};
  return {
    ...model,
    nodes: [...model.nodes, mark],
    outputs: [{name: MARK, type: 'bfloat16', shape: [1]}, ...model.outputs],
    initializers: [...model.initializers, zero],
  };
}

/**
 * Runs a model that {@link withoutCopies} made, or any other.
 *
 * @param run - calls the binding with what to fetch.
 * @throws what `run` throws, but for the refusal of the mark.
 */
export function fetchWithoutCopies<T extends object>(fetches: T, run: (fetches: T) => unknown): unknown {
  try {
    return run({[MARK]: null, ...fetches});
  } catch (error) {
    if (error instanceof Error && error.message === REFUSAL) return undefined;
    throw error;
  }
}
