import type {Field, Message, MessageType} from '../schema/field.ts';
import {enumOf, messageOf} from '../schema/field.ts';
import {formatFloat} from './format-float.ts';

/**
 * Writes the fields of a canonical message, one a line, in the order of their numbers, as Google's printer does.
 *
 * @param indent - before each line.
 * @returns lines without line ends; none for an empty message.
 */
export function formatFields(type: MessageType, message: Message, indent = ''): string[] {
  return type.fields.flatMap((field) => {
    const value = message[field.name];
    const values: readonly unknown[] = value === undefined ? [] : field.repeated === true ? (value as readonly unknown[]) : [value];
    const name = field.extension === undefined ? field.name : `[${field.extension}]`;
    const inner = messageOf(field);
    return values.flatMap((one) =>
      inner === undefined
        ? [`${indent}${name}: ${formatScalar(field, one)}`]
        : [`${indent}${name} {`, ...formatFields(inner, one as Message, `${indent}  `), `${indent}}`],
    );
  });
}

/** Writes a value on one line: a scalar, `{ … }`, or `[…]`. */
export function formatValue(field: Field, value: unknown): string {
  if (field.repeated === true && Array.isArray(value)) return `[${value.map((one) => formatOne(field, one)).join(', ')}]`;
  return formatOne(field, value);
}

function formatOne(field: Field, value: unknown): string {
  const type = messageOf(field);
  if (type === undefined) return formatScalar(field, value);
  const lines = formatFields(type, value as Message).map((line) => line.trim());
  return lines.length === 0 ? '{}' : `{ ${lines.join(' ')} }`;
}

function formatScalar(field: Field, value: unknown): string {
  if (enumOf(field) !== undefined) return value as string;
  if (field.type === 'float') return formatFloat(value as number);
  return field.type === 'string' ? formatString(value as string) : String(value);
}

const NAMED: Readonly<Record<string, string>> = {'\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', "'": "\\'", '\\': '\\\\'};

/** Quotes a string; letters beyond ASCII stand as they are. */
function formatString(text: string): string {
  const escaped = text.replaceAll(/\p{Cc}|["'\\]/gu, (character) => {
    const code = character.charCodeAt(0);
    return NAMED[character] ?? (code > 0x7f ? character : `\\${code.toString(8).padStart(3, '0')}`);
  });
  return `"${escaped}"`;
}
