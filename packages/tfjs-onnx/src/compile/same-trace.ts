import type {DataId} from '@tensorflow/tfjs-core';
import {kernelKey} from '../eager/kernel-key.ts';
import type {Trace, TraceConstant} from './trace.ts';

/** What differs between two recordings of one function: undefined if nothing does. */
export function traceDifference(a: Trace, b: Trace): string | undefined {
  if (describe(a) !== describe(b)) return 'it runs other kernels at its second call';
  const constants = [...b.constants.values()];
  for (const [index, constant] of [...a.constants.values()].entries()) {
    const other = constants[index];
    if (other === undefined || !sameValues(constant, other)) {
      return `a tensor of shape [${constant.spec.shape.join(', ')}] that it makes from JavaScript numbers has other values at its second call`;
    }
  }
  return undefined;
}

function describe(trace: Trace): string {
  const numbers = new Map<DataId, number>();
  const number = (id: DataId): number => {
    const known = numbers.get(id) ?? numbers.size;
    numbers.set(id, known);
    return known;
  };
  const lines = trace.operations.map(({kernel, attributes, inputs, outputs}) => {
    const ids = [...inputs, ...outputs].map(({id}) => number(id));
    return `${kernelKey(
      kernel,
      attributes,
      inputs.map(({name, spec}) => [name, spec] as const),
    )} ${ids.join()}`;
  });
  const sources = [...trace.constants.keys(), ...trace.reads.keys(), ...trace.parameters.map(({id}) => id)].map(number);
  const ends = trace.results.map(({id}) => number(id));
  const states = trace.assigned.map(({variable, before, after}) => `${variable.name}:${number(before)}:${number(after)}`);
  return [...lines, sources.join(), ends.join(), states.join(), JSON.stringify(trace.structure)].join('\n');
}

function sameValues(a: TraceConstant, b: TraceConstant): boolean {
  return (
    a.values === b.values || (a.values.length === b.values.length && a.values.every((value, index) => Object.is(value, b.values[index])))
  );
}
