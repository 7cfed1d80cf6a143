import type {DataId} from '@tensorflow/tfjs-core';
import type {Trace, TraceOperation} from './trace.ts';

/** The calls on which a result or an assigned variable depends, in their order. */
export function neededOperations({operations, results, assigned}: Trace): readonly TraceOperation[] {
  const producers = new Map(operations.flatMap((operation) => operation.outputs.map(({id}) => [id, operation] as const)));
  const needed = new Set<TraceOperation>();
  const open: DataId[] = [...results.map(({id}) => id), ...assigned.map(({after}) => after)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const producer = producers.get(id);
    if (producer === undefined || needed.has(producer)) continue;
    needed.add(producer);
    open.push(...producer.inputs.map((input) => input.id));
  }
  return operations.filter((operation) => needed.has(operation));
}
