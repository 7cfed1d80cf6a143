import {
  above4,
  add,
  add4,
  advance,
  and4,
  below,
  get,
  int,
  load4,
  loop,
  multiply4,
  repeat,
  set,
  store4,
  subtract4,
  when,
  zero4,
} from '../assembler/instructions.ts';
import type {Code} from '../assembler/encode.ts';
import type {Fields, MakeLocal} from './task.ts';
import type {Local} from '../assembler/instructions.ts';

/*
 * Sums over the rows of a matrix whose rows are `period` bytes, a multiple of 64. Rows are taken `block` bytes
 * (a multiple of `period`) at a time: a block stays in the first-level cache while its columns are passed one after another,
 * and float32 sums stay short, so that they lose little. What is found is added to `sums`: first sums of `period` bytes, then second.
 */

/** First sums: of `x − shift`. Second sums: of its square. */
export const MOMENTS_FIELDS = ['x', 'end', 'period', 'block', 'sums', 'shift'] as const;

export function momentsBody(fields: Fields<typeof MOMENTS_FIELDS>, local: MakeLocal): Code {
  const delta = local('v128');
  return columnSums(fields, [fields.shift], [], local, 4, (pointer, offset, [shift]) => ({
    prepare: set(delta, subtract4(load4(get(pointer), offset), get(shift as Local))),
    first: get(delta),
    second: multiply4(get(delta), get(delta)),
  }));
}

/** First sums: of dy. Second sums: of `dy · (x − shift)`. Where `x · scale + offset` is not above 0, dy counts as 0. */
export const MASKED_SUMS_FIELDS = ['x', 'end', 'period', 'block', 'sums', 'shift', 'scale', 'offset', 'dy'] as const;

export function maskedSumsBody(fields: Fields<typeof MASKED_SUMS_FIELDS>, local: MakeLocal): Code {
  const value = local('v128');
  const upstream = local('v128');
  return columnSums(
    fields,
    [fields.shift, fields.scale, fields.offset],
    [fields.dy],
    local,
    2,
    (pointer, at, [shift, scale, offset], [dy]) => ({
      prepare: [
        set(value, load4(get(pointer), at)),
        set(
          upstream,
          and4(load4(get(dy as Local), at), above4(add4(multiply4(get(value), get(scale as Local)), get(offset as Local)), zero4)),
        ),
      ],
      first: get(upstream),
      second: multiply4(get(upstream), subtract4(get(value), get(shift as Local))),
    }),
  );
}

type Term = {prepare: Code; first: Code; second: Code};

function columnSums(
  {x, end, period, block, sums}: Fields<readonly ['x', 'end', 'period', 'block', 'sums']>,
  coefficients: readonly Local[],
  others: readonly Local[],
  local: MakeLocal,
  width: number,
  term: (pointer: Local, offset: number, coefficients: readonly Local[], others: readonly Local[]) => Term,
): Code {
  const column = local('i32');
  const blockEnd = local('i32');
  const pointer = local('i32');
  const target = local('i32');
  const otherPointers = others.map(() => local('i32'));
  const lanes = Array.from({length: width}, (_, lane) => ({
    offset: lane * 16,
    first: local('v128'),
    second: local('v128'),
    coefficients: coefficients.map(() => local('v128')),
  }));
  const at = (base: Local): Code => add(get(base), get(column));
  const addInto = (sum: Local, offset: number): Code => store4(get(target), add4(load4(get(target), offset), get(sum)), offset);
  return loop(below(get(x), get(end)), [
    set(blockEnd, add(get(x), get(block))),
    when(below(get(end), get(blockEnd)), set(blockEnd, get(end))),
    set(column, int(0)),
    repeat(
      [
        lanes.map((lane) => [
          set(lane.first, zero4),
          set(lane.second, zero4),
          lane.coefficients.map((value, i) => set(value, load4(at(coefficients[i] as Local), lane.offset))),
        ]),
        set(pointer, at(x)),
        otherPointers.map((other, i) => set(other, at(others[i] as Local))),
        repeat(
          [
            lanes.map((lane) => {
              const {prepare, first, second} = term(pointer, lane.offset, lane.coefficients, otherPointers);
              return [prepare, set(lane.first, add4(get(lane.first), first)), set(lane.second, add4(get(lane.second), second))];
            }),
            [pointer, ...otherPointers].map((moving) => advance(moving, get(period))),
          ],
          below(get(pointer), get(blockEnd)),
        ),
        set(target, at(sums)),
        lanes.map(({first, offset}) => addInto(first, offset)),
        advance(target, get(period)),
        lanes.map(({second, offset}) => addInto(second, offset)),
        advance(column, width * 16),
      ],
      below(get(column), get(period)),
    ),
    others.map((other) => advance(other, [get(blockEnd), get(x), 0x6b])),
    set(x, get(blockEnd)),
  ]);
}
