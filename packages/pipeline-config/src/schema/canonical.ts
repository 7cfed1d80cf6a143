import {nearestName} from '@oid/core';
import type {PipelineConfigProblem} from '../errors/pipeline-config-error.ts';
import {explainField} from '../text/explain-field.ts';
import type {Field, Message, MessageType} from './field.ts';
import {enumOf, isMessage, joinPath, messageOf} from './field.ts';

/** Called with what is wrong at a path; throws. */
export type Fail = (problem: PipelineConfigProblem, path: string, message: string, suggestion?: string) => never;

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Checks an object against the schema and returns a fresh copy: fields in the order of their numbers, `undefined` and empty arrays left out,
 * floats rounded to float32, enum numbers turned into names.
 *
 * @param fail - called for an unknown field, a value of the wrong kind, or two members of a choice.
 */
export function canonicalMessage(type: MessageType, message: unknown, path: string, fail: Fail): Message {
  if (!isMessage(message)) return fail('type', path, `${show(message)} stands where an object with the fields of ${type.name} should.`);
  for (const name of Object.keys(message)) {
    if (type.byName.has(name) || message[name] === undefined) continue;
    const {problem, message: text, suggestion} = explainField(type, name);
    fail(problem, path, text, suggestion);
  }
  const chosen = new Map<string, string>();
  const result: Record<string, unknown> = {};
  for (const field of type.fields) {
    const value = message[field.name];
    const fieldPath = joinPath(path, field.name);
    if (value === undefined) continue;
    if (field.oneof !== undefined) {
      const other = chosen.get(field.oneof);
      if (other !== undefined) fail('oneof', path, `${field.name} excludes ${other}: ${type.name} takes one of them. Delete the other.`);
      chosen.set(field.oneof, field.name);
    }
    if (field.repeated !== true) {
      result[field.name] = canonicalValue(field, value, fieldPath, fail);
      continue;
    }
    if (!Array.isArray(value)) fail('type', fieldPath, `${show(value)} stands where an array should, since ${field.name} is repeated.`);
    const values = (value as unknown[]).map((one, index) => canonicalValue(field, one, `${fieldPath}[${index}]`, fail));
    if (values.length > 0) result[field.name] = values;
  }
  return result;
}

/** Checks one value of a field, not the whole list of a repeated one; see {@link canonicalMessage}. */
export function canonicalValue(field: Field, value: unknown, path: string, fail: Fail): unknown {
  const type = messageOf(field);
  if (type !== undefined) return canonicalMessage(type, value, path, fail);
  const values = enumOf(field);
  if (values !== undefined) {
    const names = Object.keys(values);
    const name = typeof value === 'number' ? names.find((key) => values[key] === value) : names.find((key) => key === value);
    if (name !== undefined) return name;
    const suggestion = typeof value === 'string' ? nearestName(value, names) : undefined;
    fail(
      'type',
      path,
      `${show(value)} is none of ${names.join(', ')}.${suggestion === undefined ? '' : ` Did you mean ${suggestion}?`}`,
      suggestion,
    );
  }
  switch (field.type) {
    case 'float':
      return typeof value === 'number' ? Math.fround(value) : fail('type', path, `${show(value)} is no number.`);
    case 'bool':
      return typeof value === 'boolean' ? value : fail('type', path, `${show(value)} is neither true nor false.`);
    case 'string':
      if (typeof value !== 'string') return fail('type', path, `${show(value)} is no string.`);
      return LONE_SURROGATE.test(value) ? fail('type', path, `${show(value)} holds half a surrogate pair. Correct it.`) : value;
    default: {
      const [min, max] = field.type === 'uint32' ? [0, 2 ** 32 - 1] : [-(2 ** 31), 2 ** 31 - 1];
      const fits = Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
      return fits ? (value as number) + 0 : fail('type', path, `${show(value)} is no whole number from ${min} to ${max} (${field.type}).`);
    }
  }
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : typeof value === 'string' ? JSON.stringify(value) : String(value);
}
