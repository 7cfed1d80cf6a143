import {
  add,
  add4,
  addFloat,
  advance,
  below,
  call,
  get,
  int,
  load4,
  loadFloat,
  loadSplat,
  loop,
  multiply,
  multiply4,
  multiplyFloat,
  repeat,
  set,
  store4,
  storeFloat,
} from '../assembler/instructions.ts';
import type {FunctionSource} from '../assembler/assemble-module.ts';
import type {Code} from '../assembler/encode.ts';
import type {Local} from '../assembler/instructions.ts';

const HEIGHTS = [6, 4, 3, 2, 1] as const;
const WIDTHS = [8, 4, 1] as const;
const PARAMETERS = Array.from({length: 10}, () => 'i32' as const);

/**
 * `c[m, n] += Σ_p a[p, m] · b[p, n]` for a tile of c that fits in registers: `height` of `a`'s floats times `width` of `b`'s.
 * Parameters, bytes unless said: a, b, c; rows and columns of positions (counts, at least 1); from one position to the
 * next in a; what is added after a row; the same two for b; from one row of c to the next.
 */
function tile(height: number, width: number): FunctionSource {
  return {
    name: `outerProduct${height}x${width}`,
    parameters: PARAMETERS,
    body: (parameters, local) => {
      const [a, b, c, rows, columns, aStep, aSkip, bStep, bSkip, cPitch] = parameters as TileParameters;
      const vectors = width >= 4;
      const across = vectors ? width / 4 : 1;
      const type = vectors ? 'v128' : 'f32';
      const load = vectors ? load4 : loadFloat;
      const store = vectors ? store4 : storeFloat;
      const times = vectors ? multiply4 : multiplyFloat;
      const plus = vectors ? add4 : addFloat;
      const sums = Array.from({length: height}, () => Array.from({length: across}, () => local(type)));
      const bValues = Array.from({length: across}, () => local(type));
      const aValue = local(type);
      const pointer = local('i32');
      const bEnd = local('i32');
      const eachSum = (use: (sum: Local, offset: number) => Code): Code => [
        set(pointer, get(c)),
        sums.map((row, m) => [row.map((sum, n) => use(sum, n * 16)), m + 1 < height ? advance(pointer, get(cPitch)) : []]),
      ];
      return [
        eachSum((sum, offset) => set(sum, load(get(pointer), offset))),
        repeat(
          [
            set(bEnd, add(get(b), multiply(get(columns), get(bStep)))),
            repeat(
              [
                bValues.map((value, n) => set(value, load(get(b), n * 16))),
                sums.map((row, m) => [
                  set(aValue, vectors ? loadSplat(get(a), m * 4) : loadFloat(get(a), m * 4)),
                  row.map((sum, n) => set(sum, plus(get(sum), times(get(aValue), get(bValues[n] as Local))))),
                ]),
                advance(a, get(aStep)),
                advance(b, get(bStep)),
              ],
              below(get(b), get(bEnd)),
            ),
            advance(a, get(aSkip)),
            advance(b, get(bSkip)),
            advance(rows, -1),
          ],
          get(rows),
        ),
        eachSum((sum, offset) => store(get(pointer), get(sum), offset)),
      ];
    },
  };
}

type TileParameters = readonly [Local, Local, Local, Local, Local, Local, Local, Local, Local, Local];

/** Every tile shape; {@link outerProductBody} calls them by index, so they come first in a module. */
export const OUTER_PRODUCT_TILES: readonly FunctionSource[] = HEIGHTS.flatMap((height) => WIDTHS.map((width) => tile(height, width)));

/**
 * `c[m, n] += Σ_p a[p, m] · b[p, n]` for any m and n, in tiles. Each position p adds `aStep` and `bStep` bytes;
 * at the end of a row of positions `aSkip` and `bSkip` are added too. c is dense, n floats a row.
 */
export const OUTER_PRODUCT_FIELDS = ['a', 'b', 'c', 'm', 'n', 'rows', 'columns', 'aStep', 'aSkip', 'bStep', 'bSkip'] as const;

export function outerProductBody(
  {a, b, c, m, n, rows, columns, aStep, aSkip, bStep, bSkip}: Record<(typeof OUTER_PRODUCT_FIELDS)[number], Local>,
  local: (type: 'i32') => Local,
): Code {
  const mDone = local('i32');
  const nDone = local('i32');
  const bTile = local('i32');
  const cTile = local('i32');
  const cPitch = local('i32');
  const notAbove = (value: Local, count: number, limit: Local): Code => below(add(get(value), int(count - 1)), get(limit));
  const positions = [rows, columns, aStep, aSkip, bStep, bSkip, cPitch].map(get);
  return [
    set(cPitch, multiply(get(n), int(4))),
    set(mDone, int(0)),
    HEIGHTS.map((height, h) =>
      loop(notAbove(mDone, height, m), [
        set(nDone, int(0)),
        set(bTile, get(b)),
        set(cTile, get(c)),
        WIDTHS.map((width, w) =>
          loop(notAbove(nDone, width, n), [
            call(h * WIDTHS.length + w, get(a), get(bTile), get(cTile), ...positions),
            advance(nDone, width),
            advance(bTile, width * 4),
            advance(cTile, width * 4),
          ]),
        ),
        advance(mDone, height),
        advance(a, height * 4),
        advance(c, multiply(get(cPitch), int(height))),
      ]),
    ),
  ];
}
