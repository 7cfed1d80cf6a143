import type {Revision} from '@oid/core';
import {ENUMS, MESSAGES} from '../generated/schema.ts';

/** A field of a message of the schema. */
export type Field = {
  number: number;
  name: string;
  /** `int32`, `uint32`, `float`, `bool`, `string`, or the name of a message or an enum. A map is a repeated message of `key` and `value`. */
  type: string;
  repeated?: true;
  /** Absent where the schema gives none. An enum's is the value's name. */
  default?: number | string | boolean;
  /** The choice that the field is a member of; at most one member is set. */
  oneof?: string;
  /** The first revision with the field, if not E1. */
  since?: Revision;
  deprecated?: true;
  /** The full name, of an extension. */
  extension?: string;
};

/** A message of the schema, its fields in the order of their numbers. */
export type MessageType = {
  name: string;
  fields: readonly Field[];
  byName: ReadonlyMap<string, Field>;
  byNumber: ReadonlyMap<number, Field>;
};

/** A message as these functions pass it around: only the fields that are set. */
export type Message = Readonly<Record<string, unknown>>;

/** The name of the outermost message. */
export const ROOT = 'TrainEvalPipelineConfig';

const types = new Map<string, MessageType>();

/** The message of that name, such as `Ssd` or `Loss.EqualizationLoss`; the schema has it. */
export function messageType(name: string): MessageType {
  let type = types.get(name);
  if (type === undefined) {
    const fields = MESSAGES[name] ?? [];
    type = {
      name,
      fields,
      byName: new Map(fields.map((field) => [field.name, field])),
      byNumber: new Map(fields.map((field) => [field.number, field])),
    };
    types.set(name, type);
  }
  return type;
}

/** The message that a field holds; `undefined` for a scalar or an enum. */
export function messageOf(field: Field): MessageType | undefined {
  return field.type in MESSAGES ? messageType(field.type) : undefined;
}

/** The values of the enum that a field holds; `undefined` for anything else. */
export function enumOf(field: Field): Readonly<Record<string, number>> | undefined {
  return ENUMS[field.type];
}

/** `path.name`, without the dot for the outermost message. */
export function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** True when a value is an object that can be a message. */
export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
