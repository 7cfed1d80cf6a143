import {signed, unsigned} from './encode.ts';
import type {Code} from './encode.ts';

/** The value types our kernels use; the number is the binary format's. */
export const VALUE_TYPES = {i32: 0x7f, f32: 0x7d, v128: 0x7b} as const;
export type ValueType = keyof typeof VALUE_TYPES;

/** A parameter or local variable of a function. */
export type Local = {readonly index: number; readonly type: ValueType};

const binary =
  (...opcode: readonly number[]) =>
  (left: Code, right: Code): Code => [left, right, opcode];
const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
const access =
  (opcode: readonly number[]) =>
  (address: Code, offset = 0): Code => [address, opcode, 0, unsigned(offset)];
const storage =
  (opcode: readonly number[]) =>
  (address: Code, value: Code, offset = 0): Code => [address, value, opcode, 0, unsigned(offset)];

export const get = (local: Local): Code => [0x20, unsigned(local.index)];
export const set = (local: Local, value: Code): Code => [value, 0x21, unsigned(local.index)];
export const int = (value: number): Code => [0x41, signed(value)];
/** Moves an integer variable on by `step` (code or a number). */
export const advance = (local: Local, step: Code | number): Code =>
  set(local, add(get(local), typeof step === 'number' ? int(step) : step));

export const add: (left: Code, right: Code) => Code = binary(0x6a);
export const subtract: (left: Code, right: Code) => Code = binary(0x6b);
export const multiply: (left: Code, right: Code) => Code = binary(0x6c);
/** 1 where `left < right` as unsigned integers; addresses are unsigned. */
export const below: (left: Code, right: Code) => Code = binary(0x49);
export const and: (left: Code, right: Code) => Code = binary(0x71);

export const loadInt: (address: Code, offset?: number) => Code = access([0x28]);
export const loadFloat: (address: Code, offset?: number) => Code = access([0x2a]);
export const storeFloat: (address: Code, value: Code, offset?: number) => Code = storage([0x38]);
export const addFloat: (left: Code, right: Code) => Code = binary(0x92);
export const multiplyFloat: (left: Code, right: Code) => Code = binary(0x94);

/** Four neighbouring floats. */
export const load4: (address: Code, offset?: number) => Code = access(simd(0));
/** One float in all four lanes. */
export const loadSplat: (address: Code, offset?: number) => Code = access(simd(9));
export const store4: (address: Code, value: Code, offset?: number) => Code = storage(simd(11));
export const splat = (value: Code): Code => [value, simd(0x13)];
export const add4: (left: Code, right: Code) => Code = binary(...simd(0xe4));
export const subtract4: (left: Code, right: Code) => Code = binary(...simd(0xe5));
export const multiply4: (left: Code, right: Code) => Code = binary(...simd(0xe6));
/** `right` where `left < right`, else `left`; so NaN on the left stays. */
export const max4: (left: Code, right: Code) => Code = binary(...simd(0xeb));
/** All bits of a lane set where `left > right`. */
export const above4: (left: Code, right: Code) => Code = binary(...simd(0x44));
export const equal4: (left: Code, right: Code) => Code = binary(...simd(0x41));
export const and4: (left: Code, right: Code) => Code = binary(...simd(0x4e));
export const or4: (left: Code, right: Code) => Code = binary(...simd(0x50));
/** `left` where the bits of `right` are clear. */
export const andNot4: (left: Code, right: Code) => Code = binary(...simd(0x4f));
export const zero4: Code = [simd(12), Array.from({length: 16}, () => 0)];

export const call = (index: number, ...values: readonly Code[]): Code => [values, 0x10, unsigned(index)];
export const when = (condition: Code, body: Code, otherwise?: Code): Code => [
  condition,
  [0x04, 0x40],
  body,
  otherwise === undefined ? [] : [0x05, otherwise],
  0x0b,
];
/** Runs `body`, then again as long as `condition` holds. */
export const repeat = (body: Code, condition: Code): Code => [[0x03, 0x40], body, condition, [0x0d, 0], 0x0b];
/** Runs `body` as long as `condition` holds. */
export const loop = (condition: Code, body: Code): Code => when(condition, repeat(body, condition));
