import {specKey} from '../graph/value.ts';
import type {Spec} from '../graph/value.ts';

/** JSON turns these numbers to null, and -0 to 0. */
function writable(_key: string, value: unknown): unknown {
  return typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
    ? `number ${Object.is(value, -0) ? '-0' : value}`
    : value;
}

/** One text per kernel, attributes, shapes and types: calls with equal keys share a session. */
export function kernelKey(kernel: string, attributes: unknown, inputs: readonly (readonly [string, Spec])[]): string {
  const shapes = inputs.map(([name, spec]) => `${name}:${specKey(spec)}`);
  return `${kernel} ${shapes.join(' ')} ${attributes === undefined ? '' : JSON.stringify(attributes, writable)}`;
}
