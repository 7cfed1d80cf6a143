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
  max4,
  multiply4,
  repeat,
  set,
  store4,
  when,
  zero4,
} from '../assembler/instructions.ts';
import type {Code} from '../assembler/encode.ts';
import type {Fields, MakeLocal} from './task.ts';
import type {Local} from '../assembler/instructions.ts';

/* Element-wise work on a matrix whose rows are `period` bytes, a multiple of 64, with one coefficient a column. */

const VECTORS = [0, 16, 32, 48] as const;

/** `y = x · scale + offset`; where `relu` is not 0, no less than 0. y may be x. */
export const AFFINE_FIELDS = ['x', 'end', 'period', 'y', 'scale', 'offset', 'relu'] as const;

export function affineBody({x, end, period, y, scale, offset, relu}: Fields<typeof AFFINE_FIELDS>, local: MakeLocal): Code {
  const column = local('i32');
  const pass = (finish: (value: Code) => Code): Code =>
    eachTile([x, y], end, period, column, (at, lane) =>
      store4(get(y), finish(add4(multiply4(load4(get(x), lane), load4(at(scale), lane)), load4(at(offset), lane))), lane),
    );
  return when(
    get(relu),
    pass((value) => max4(value, zero4)),
    pass((value) => value),
  );
}

/** `dx = dy · dyScale + x · xScale + constant`; where `x · scale + offset` is not above 0, dy counts as 0. */
export const MASKED_AFFINE_FIELDS = ['x', 'end', 'period', 'dx', 'dy', 'scale', 'offset', 'dyScale', 'xScale', 'constant'] as const;

export function maskedAffineBody(fields: Fields<typeof MASKED_AFFINE_FIELDS>, local: MakeLocal): Code {
  const {x, end, period, dx, dy, scale, offset, dyScale, xScale, constant} = fields;
  const column = local('i32');
  const value = local('v128');
  return eachTile([x, dx, dy], end, period, column, (at, lane) => [
    set(value, load4(get(x), lane)),
    store4(
      get(dx),
      add4(
        multiply4(
          and4(load4(get(dy), lane), above4(add4(multiply4(get(value), load4(at(scale), lane)), load4(at(offset), lane)), zero4)),
          load4(at(dyScale), lane),
        ),
        add4(multiply4(get(value), load4(at(xScale), lane)), load4(at(constant), lane)),
      ),
      lane,
    ),
  ]);
}

/** Walks the matrix in order, 64 bytes at a time; `body` gets what turns a coefficient's base into the present column's address. */
function eachTile(
  pointers: readonly [Local, ...Local[]],
  end: Local,
  period: Local,
  column: Local,
  body: (at: (base: Local) => Code, lane: number) => Code,
): Code {
  return loop(below(get(pointers[0]), get(end)), [
    set(column, int(0)),
    repeat(
      [
        VECTORS.map((lane) => body((base) => add(get(base), get(column)), lane)),
        pointers.map((pointer) => advance(pointer, 64)),
        advance(column, 64),
      ],
      below(get(column), get(period)),
    ),
  ]);
}
