import {nearestName} from '@oid/core';
import type {Field} from '../schema/field.ts';
import {enumOf} from '../schema/field.ts';
import type {Token} from './tokenize.ts';

/** A scalar as text format writes it: a sign and one token, or a string that may stand in several pieces. */
export type ScalarText = {negative: boolean; token: Token};

const LIMITS: Readonly<Record<string, readonly [number, number]>> = {int32: [-(2 ** 31), 2 ** 31 - 1], uint32: [0, 2 ** 32 - 1]};
const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  True: true,
  t: true,
  '1': true,
  false: false,
  False: false,
  f: false,
  '0': false,
};

/**
 * Reads a value of a field that is no message. Floats come back rounded to float32.
 *
 * @param fail - called with what is wrong, and with the enum value that was likely meant; must throw.
 */
export function parseScalar(field: Field, scalar: ScalarText, fail: (message: string, suggestion?: string) => never): unknown {
  const {negative, token} = scalar;
  const found = `${negative ? '-' : ''}${token.kind === 'string' ? JSON.stringify(token.text) : token.text}`;
  const values = enumOf(field);
  if (values !== undefined) return parseEnum(values, scalar, found, fail);
  switch (field.type) {
    case 'string':
      if (token.kind !== 'string' || negative) fail(`${found} is no string. Put it in quotes: ${JSON.stringify(found)}.`);
      return token.text;
    case 'bool': {
      const value = token.kind === 'string' || negative ? undefined : BOOLEANS[token.text];
      if (value === undefined) fail(`${found} is neither true nor false.`);
      return value;
    }
    case 'float':
      return parseFloat32(scalar, found, fail);
    default:
      return parseInteger(field.type, scalar, found, fail);
  }
}

function parseFloat32({negative, token}: ScalarText, found: string, fail: (message: string) => never): number {
  const sign = negative ? -1 : 1;
  if (token.kind === 'name') {
    if (/^inf(?:inity)?f?$/i.test(token.text)) return sign * Infinity;
    if (/^nan$/i.test(token.text)) return NaN;
  }
  if (token.kind !== 'number') fail(`${found} is no number.`);
  if (/^0[xX\d]/.test(token.text) && !/[.eE]/.test(token.text))
    fail(`${found} is hexadecimal or octal, which only whole-number fields take. Write it in decimal.`);
  return Math.fround(sign * Number(token.text.replace(/[fF]$/, '')));
}

function parseInteger(type: string, {negative, token}: ScalarText, found: string, fail: (message: string) => never): number {
  if (token.kind !== 'number') fail(`${found} is no whole number.`);
  if (!/^(?:0[xX][0-9a-fA-F]+|\d+)$/.test(token.text))
    fail(`${found} is written as a fraction, but the field takes whole numbers (${type}).`);
  if (/^0\d*[89]/.test(token.text)) fail(`${found} begins with 0 and would be octal, but 8 and 9 are no octal digits. Remove the 0.`);
  const octal = /^0\d/.test(token.text);
  const magnitude = octal ? Number.parseInt(token.text, 8) : Number(token.text);
  const value = negative && magnitude !== 0 ? -magnitude : magnitude;
  const [min, max] = LIMITS[type] as readonly [number, number];
  if (value < min || value > max) fail(`${found} is out of range. The field takes ${min} to ${max} (${type}).`);
  return value;
}

function parseEnum(
  values: Readonly<Record<string, number>>,
  {negative, token}: ScalarText,
  found: string,
  fail: (message: string, suggestion?: string) => never,
): string {
  const list = Object.keys(values).join(', ');
  if (token.kind === 'name' && !negative) {
    if (Object.hasOwn(values, token.text)) return token.text;
    const suggestion = nearestName(token.text, Object.keys(values));
    fail(`${token.text} is none of ${list}.${suggestion === undefined ? '' : ` Did you mean ${suggestion}?`}`, suggestion);
  }
  const number = token.kind === 'number' && /^\d+$/.test(token.text) ? Number(found) : undefined;
  const name = Object.keys(values).find((key) => values[key] === number);
  return name ?? fail(`${found} is none of ${list}.`);
}
