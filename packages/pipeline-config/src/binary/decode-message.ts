import protobuf from 'protobufjs/minimal.js';
import type {Reader} from 'protobufjs/minimal.js';
import type {PipelineConfigProblem} from '../errors/pipeline-config-error.ts';
import type {Field, Message, MessageType} from '../schema/field.ts';
import {enumOf, joinPath, messageOf} from '../schema/field.ts';
import {REMOVED_FIELDS} from '../text/explain-field.ts';

/** What to do with a field that the schema does not have. */
export type UnknownFields = 'throw' | 'skip';

type Fail = (problem: PipelineConfigProblem, path: string, message: string) => never;

const LENGTH = 2;
const WIRE_TYPES: Readonly<Record<string, number>> = {float: 5, string: LENGTH};

/**
 * Reads a message in protobuf's binary format. As protobuf has it: of a field given twice the last value counts, messages given twice are
 * merged, of a choice the last member counts, repeated scalars may be packed.
 *
 * @param fail - called for what is no such message; throws. Reading past the end throws a `RangeError`.
 */
export function decodeMessage(type: MessageType, bytes: Uint8Array, unknown: UnknownFields, fail: Fail): Message {
  const message: Record<string, unknown> = {};
  readFields(protobuf.Reader.create(bytes), bytes.length, {type, message, path: ''}, unknown, fail);
  return message;
}

type Target = {type: MessageType; message: Record<string, unknown>; path: string};

function readFields(reader: Reader, end: number, {type, message, path}: Target, unknown: UnknownFields, fail: Fail): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    const [number, wire] = [tag >>> 3, tag & 7];
    const field = type.byNumber.get(number);
    if (number === 0) fail('binary', path, 'a field has number 0. The bytes are no binary config, or are damaged.');
    if (field === undefined) {
      if (unknown === 'throw') failUnknown(type, number, path, fail);
      reader.skipType(wire);
      continue;
    }
    const fieldPath = joinPath(path, field.name);
    const inner = messageOf(field);
    const expected = inner === undefined ? (WIRE_TYPES[field.type] ?? 0) : LENGTH;
    const packed = field.repeated === true && inner === undefined && wire === LENGTH && expected !== LENGTH;
    if (wire !== expected && !packed) {
      fail(
        'binary',
        fieldPath,
        `its wire type is ${wire}, but ${field.type} has ${expected}. The bytes are no binary config, or are damaged.`,
      );
    }
    if (field.oneof !== undefined) {
      for (const {name, oneof} of type.fields) if (oneof === field.oneof && name !== field.name) delete message[name];
    }
    const list = field.repeated === true ? ((message[field.name] ??= []) as unknown[]) : undefined;
    if (inner !== undefined) {
      const length = reader.uint32();
      if (reader.pos + length > end) fail('binary', fieldPath, 'it reaches past the end of the message around it. The bytes are damaged.');
      const target = list === undefined ? ((message[field.name] ??= {}) as Record<string, unknown>) : {};
      readFields(reader, reader.pos + length, {type: inner, message: target, path: fieldPath}, unknown, fail);
      list?.push(target);
      continue;
    }
    const stop = packed ? reader.uint32() + reader.pos : reader.pos + 1;
    while (reader.pos < stop) {
      const value = readScalar(reader, field, fieldPath, unknown, fail);
      if (value === undefined) continue;
      if (list === undefined) message[field.name] = value;
      else list.push(value);
    }
  }
  if (reader.pos > end) fail('binary', path, 'a field reaches past the end of its message. The bytes are damaged.');
}

function readScalar(reader: Reader, field: Field, path: string, unknown: UnknownFields, fail: Fail): unknown {
  const values = enumOf(field);
  if (values !== undefined) {
    const number = reader.int32();
    const name = Object.keys(values).find((key) => values[key] === number);
    if (name === undefined && unknown === 'throw') {
      fail('binary', path, `${number} is no number of ${Object.keys(values).join(', ')}. Pass {unknownFields: 'skip'} to leave it out.`);
    }
    return name;
  }
  switch (field.type) {
    case 'float':
      return reader.float();
    case 'bool':
      return reader.bool();
    case 'uint32':
      return reader.uint32();
    case 'int32':
      return reader.int32();
    default:
      try {
        return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(reader.bytes());
      } catch (error) {
        if (error instanceof RangeError) throw error;
        return fail('binary', path, 'its bytes are not UTF-8. The bytes are damaged.');
      }
  }
}

function failUnknown(type: MessageType, number: number, path: string, fail: Fail): never {
  const removed = Object.entries(REMOVED_FIELDS).find(([key, entry]) => key.startsWith(`${type.name}.`) && entry.number === number);
  if (removed !== undefined) fail('removed-field', path, removed[1].message);
  return fail(
    'unknown-field',
    path,
    `${type.name} has no field ${number}. It may be of a revision after 2019, or an extension; pass {unknownFields: 'skip'} to leave it out.`,
  );
}
