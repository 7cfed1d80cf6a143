import protobuf from 'protobufjs/minimal.js';
import type {Writer} from 'protobufjs/minimal.js';
import type {Field, Message, MessageType} from '../schema/field.ts';
import {enumOf, messageOf} from '../schema/field.ts';

const VARINT = 0;
const LENGTH = 2;
const FIXED32 = 5;

/** Writes a canonical message in protobuf's binary format, fields in the order of their numbers, repeated scalars unpacked as proto2 does. */
export function encodeMessage(type: MessageType, message: Message): Uint8Array {
  return writeFields(protobuf.Writer.create(), type, message).finish();
}

function writeFields(writer: Writer, type: MessageType, message: Message): Writer {
  for (const field of type.fields) {
    const value = message[field.name];
    const values: readonly unknown[] = value === undefined ? [] : field.repeated === true ? (value as readonly unknown[]) : [value];
    for (const one of values) writeField(writer, field, one);
  }
  return writer;
}

function writeField(writer: Writer, field: Field, value: unknown): void {
  const tag = (wire: number): Writer => writer.uint32(field.number * 8 + wire);
  const type = messageOf(field);
  const values = enumOf(field);
  if (type !== undefined) writeFields(tag(LENGTH).fork(), type, value as Message).ldelim();
  else if (values !== undefined) tag(VARINT).int32(values[value as string] as number);
  else if (field.type === 'float') tag(FIXED32).float(value as number);
  else if (field.type === 'string') tag(LENGTH).string(value as string);
  else if (field.type === 'bool') tag(VARINT).bool(value as boolean);
  else if (field.type === 'uint32') tag(VARINT).uint32(value as number);
  else tag(VARINT).int32(value as number);
}
